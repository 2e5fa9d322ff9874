"""The guides and the tour: without data, for everybody."""

from tests.guards.matrix import Row, row

ROWS: list[Row] = [
    row("guides.index", public=True),
    row("guides.show", public=True, own=lambda _: {"role": "volunteer"}),
    row("guides.tour", public=True, own=lambda _: {"role": "volunteer", "number": 1}),
    row("guides.end", public=True, method="POST", own=lambda _: {"role": "volunteer"}),
]
