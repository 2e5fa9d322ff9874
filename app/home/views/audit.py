"""The audit log, to be read and searched."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.foundation.access import Permission, requires
from app.foundation.audit import CONFIDENTIAL, Action
from app.foundation.database import db
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.home import wording
from app.home.trail import Filters, seals, trail

blueprint = Blueprint("audit", __name__)
LARGEST = 2**63  # what the database counts up to

add_navigation(
    NavigationItem(_l("Audit log"), "audit.index", "book", Permission.AUDIT_READ, 10, group=NavigationGroup.PROTECTION)
)


@blueprint.get("/audit")
@requires(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """What happened, newest first."""
    filters, before = _filters(), _before(request.args.get("before", type=int))
    found = trail(db.session, actor(), filters, before)
    kept = _kept(filters)
    return render_template(
        "home/audit.html",
        trail=found,
        filters=filters,
        actions=sorted(set(Action) - CONFIDENTIAL, key=wording.action_words),
        words=wording,
        seals=seals(db.session),
        older=url_for(".index", before=found.older, **kept) if found.older else None,
        newest=url_for(".index", **kept) if before else None,
    )


def _before(number: int | None) -> int | None:
    return number if number is not None and 0 < number < LARGEST else None


def _filters() -> Filters:
    action = request.args.get("action")
    return Filters(
        action=Action(action) if action in set(Action) else None,
        actor=request.args.get("actor", "").strip(),
        object=request.args.get("object", "").strip(),
        child=request.args.get("child", "").strip(),
        day=_day(request.args.get("day", "")),
        until=_day(request.args.get("until", "")),
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _kept(filters: Filters) -> dict[str, Any]:
    return {name: str(value) for name, value in vars(filters).items() if value}
