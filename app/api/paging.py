"""Pages of records as plain values, with the address of the page after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select
from werkzeug.exceptions import UnprocessableEntity

from app.foundation.database import db
from app.foundation.paging import entity_page, is_cursor


def page_of(
    query: Select[Any], key: Any, asked: Mapping[str, Any], shape: Callable[[Any], dict[str, Any]],
    *, look: Callable[[Sequence[Any]], object] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One page of ``query`` in the order of ``key``, a unique column of the entity; ``look`` sees the rows first.

    Raises:
        UnprocessableEntity: the mark of the page is none of this list: the first page again would never end.
    """
    after = asked.get("after")
    if after is not None and not is_cursor(after, (key,)):
        refused = UnprocessableEntity()
        refused.data = {"messages": {"query": {"after": ["Not a valid string."]}}}  # type: ignore[attr-defined] # as webargs does
        raise refused
    page = entity_page(db.session, query, (key,), after, asked["limit"])
    if look is not None:
        look(page.rows)
    return {"items": [shape(one) for one in page.rows], "next": _address(page.next)}


def _address(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept = {name: value for name, value in request.args.items() if name != "after"}
    return f"{request.path}?{urlencode({**kept, 'after': cursor})}"
