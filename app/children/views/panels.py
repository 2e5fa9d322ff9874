"""What the landing page says to schools, village directors and township supervisors about children."""

from __future__ import annotations

from typing import Any

from app.children.disclosure.queries import count_waiting, own_requests
from app.children.queries import Filters, count_children, family_answers, open_doubles, over_age, transfers_to_confirm
from app.children.referrals import referrals
from app.foundation.access import Actor, Role
from app.foundation.database import db
from app.foundation.panels import add_panel

SHOWN = 6


def _children(actor: Actor) -> dict[str, Any] | None:
    total = count_children(db.session, actor, Filters())
    return {
        "total": total,
        "missing": count_children(db.session, actor, Filters(consent="none")),
        "staff": actor.has(Role.SCHOOL_STAFF),
        "asks": not total,  # the roster comes first
    }


def _transfers(actor: Actor) -> dict[str, Any] | None:
    found = transfers_to_confirm(db.session, actor)
    return {"count": len(found)} if found else None


def _doubles(actor: Actor) -> dict[str, Any] | None:
    found = open_doubles(db.session, actor)
    return {"count": len(found)} if found else None


def _over_age(actor: Actor) -> dict[str, Any] | None:
    found = over_age(db.session, actor)
    return {"children": found[:SHOWN], "count": len(found)} if found else None


def _answers(actor: Actor) -> dict[str, Any] | None:
    found = family_answers(db.session, actor)
    return {"answers": found[:SHOWN], "more": max(0, len(found) - SHOWN)} if found else None


add_panel(
    "answers", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR,
    order=22, template="children/panels/answers.html", make=_answers, asks=False,
)  # fmt: skip
add_panel(
    "children", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR,
    order=30, template="children/panels/children.html", make=_children,
)  # fmt: skip


def _referrals(actor: Actor) -> dict[str, Any] | None:
    found = referrals(db.session, actor)
    return {"count": found.total} if found.total else None


add_panel(
    "referrals", Role.SCHOOL_STAFF, Role.SAFEGUARDING_LEAD,
    order=15, template="children/panels/referrals.html", make=_referrals,
)  # fmt: skip
add_panel("over_age", Role.SCHOOL_STAFF, order=24, template="children/panels/over_age.html", make=_over_age)
add_panel("transfers", Role.SCHOOL_STAFF, order=25, template="children/panels/transfers.html", make=_transfers)
add_panel("doubles", Role.TOWNSHIP_SUPERVISOR, order=20, template="children/panels/doubles.html", make=_doubles)


def _to_answer(actor: Actor) -> dict[str, Any] | None:
    waiting = count_waiting(db.session, actor)
    return {"count": waiting} if waiting else None


def _asked(actor: Actor) -> dict[str, Any] | None:
    """What one asked for and can be used, or still waits."""
    found = [one for one in own_requests(db.session, actor) if one.outcome is None or one.is_open()]
    if not found:
        return None
    return {"open": sum(one.is_open() for one in found), "waiting": sum(one.outcome is None for one in found)}


add_panel(
    "access_requests", Role.SAFEGUARDING_LEAD,
    order=8, template="children/panels/access_requests.html", make=_to_answer,
)  # fmt: skip
add_panel(
    "own_access", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER,
    Role.SAFEGUARDING_LEAD, order=28, template="children/panels/own_access.html", make=_asked, asks=False,
)  # fmt: skip
