"""What the pages share: one blueprint, words in templates, and what a ledger's address asks for."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.coverage.ledgers.codes import Due, Sort
from app.coverage.ledgers.queries import Filters
from app.coverage.ledgers.wording import GLOBALS
from app.foundation.access import Permission
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import NavigationGroup, NavigationItem, add_navigation
from app.places.models import Area, AreaLevel

blueprint = Blueprint("ledgers", __name__)
for word in GLOBALS:
    blueprint.add_app_template_global(word)

add_navigation(
    NavigationItem(_l("Ledger"), "ledgers.index", "table", Permission.LEDGER_READ, 22, group=NavigationGroup.RECORD)
)
RISKS = range(4)
E = TypeVar("E", bound=StrEnum)


def asked() -> tuple[Filters, Sort]:
    """The filters and the order in the query string; what makes no sense there asks for nothing."""
    risk = request.args.get("risk", "")
    filters = Filters(
        village=_id(request.args.get("village", "")),
        school=_id(request.args.get("school", "")),
        risk=next((one for one in RISKS if str(one) == risk), None),
        due=member(Due, request.args.get("due", "")),
    )
    return filters, member(Sort, request.args.get("sort", "")) or Sort.DUE


def kept(filters: Filters, sort: Sort) -> dict[str, str]:
    """The same for the addresses of links."""
    values = {"village": filters.village, "school": filters.school, "risk": filters.risk, "due": filters.due}
    given = {name: str(value) for name, value in values.items() if value is not None}
    return given if sort is Sort.DUE else given | {"sort": sort.value}


def member(kind: type[E], text: str) -> E | None:
    """The member of that value."""
    return next((one for one in kind if one.value == text), None)


def area(area_id: uuid.UUID, level: AreaLevel | None = None) -> Area:
    """The area, to be judged by the caller.

    Raises:
        Missing: there is none of that level.
    """
    found = db.session.get(Area, area_id)
    if found is None or (level is not None and found.level is not level):
        raise Missing
    return found


def child_of(child_id: uuid.UUID) -> Child:
    """The child, to be judged by the caller.

    Raises:
        Missing: there is none.
    """
    found = db.session.get(Child, child_id)
    if found is None:
        raise Missing
    return found


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
