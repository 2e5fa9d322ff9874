"""The catalogue has no pages yet."""

from tests.guards.matrix import Row

ROWS: list[Row] = []
