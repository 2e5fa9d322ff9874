"""What a table's rows are given before they are shown."""

from __future__ import annotations

from markupsafe import Markup

from app.foundation.tables import mark_none


def test_a_cell_with_a_dash_alone_is_marked_and_nothing_else_is_touched() -> None:
    told = Markup('<td data-label="A">1 — 2</td><td class="num">0</td><td>&lt;—</td><th>—</th>')
    assert mark_none(told) == told
    none = Markup('<td data-label="A"> — </td><td class="num" data-label="B"><span>\n—</span></td><td>—</td>')
    marked = mark_none(none)
    assert marked == (
        '<td class="is-none" data-label="A"> — </td>'
        '<td class="is-none num" data-label="B"><span>\n—</span></td><td class="is-none">—</td>'
    )
    assert isinstance(marked, Markup)
