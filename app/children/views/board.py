"""The steps of a season's board about the children: rosters, and what their guardians answered."""

from __future__ import annotations

import uuid
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.children.access import NEAR
from app.children.queries import Filters, count_children, count_registered
from app.children.views.base import own_schools
from app.foundation.access import Actor, Role
from app.foundation.board import Act, Figure, Step, StepState, Way, add_step, state_of
from app.foundation.database import db

COUNTERS = (Role.ORGANIZER, Role.TOWNSHIP_SUPERVISOR)
"""To whom children without consent are a number."""


def roster_step(actor: Actor, season: Any) -> Step | None:
    """How many children are on the ledger; a school reads its roster in here."""
    found = _counted(actor, season)
    if found is None:
        return None
    registered, _given, url = found
    return Step(
        _("Rosters of the schools"),
        StepState.DONE if registered else StepState.NEXT,
        (Figure(_("Children on the ledger"), registered, url or url_for("children.index")),),
        _roster_acts(actor, main=not registered),
    )


def consent_step(actor: Actor, season: Any) -> Step | None:
    """How many guardians said yes; a school asks all the others at once."""
    found = _counted(actor, season)
    if found is None:
        return None
    registered, given, url = found
    left = registered - given
    return Step(
        _("Consents of the guardians"),
        state_of(given, registered),
        (
            Figure(_("With a valid consent"), given, url or url_for("children.index", consent="valid"), of=registered),
            *(() if url else (Figure(_("Without one"), left, url_for("children.index", consent="none"), holds=True),)),
        ),
        _consent_acts(actor) if left else (),
    )


def _counted(actor: Actor, season: Any) -> tuple[int, int, str | None] | None:
    """Registered and consented children within the actor's scope, and the page of both (None: the list of children)."""
    if any(actor.has(role) for role in NEAR):
        return (
            count_children(db.session, actor, Filters()),
            count_children(db.session, actor, Filters(consent="valid")),
            None,
        )
    if any(actor.has(role) for role in COUNTERS):
        registered, given = count_registered(db.session, actor, COUNTERS, season.district_id)
        return registered, given, url_for("coverage.index", by="school", season=season.code)
    return None


def _roster_acts(actor: Actor, *, main: bool) -> tuple[Act, ...]:
    schools = own_schools(db.session, actor)
    if len(schools) == 1:
        fields = {"token": str(uuid.uuid4()), "school_id": str(schools[0].id)}
        return (Act(_("Upload and check"), url_for("children.upload"), Way.FILE, "upload", fields, main=main),)
    return (Act(_("Import a roster"), url_for("children.new_roster"), icon="upload"),) if schools else ()


def _consent_acts(actor: Actor) -> tuple[Act, ...]:
    if not actor.has(Role.SCHOOL_STAFF):
        return (Act(_("Tick off consent forms"), url_for("children.tick"), icon="check"),) if _records(actor) else ()
    return (
        Act(_("Slips with a link for all"), url_for("children.slips"), Way.PAPER, "print", main=True),
        Act(_("Consent forms on paper"), url_for("children.ask_first"), icon="document"),
        Act(_("Tick off consent forms"), url_for("children.tick"), icon="check"),
    )


def _records(actor: Actor) -> bool:
    return any(actor.has(role) for role in NEAR)


add_step("roster", order=40, make=roster_step)
add_step("consents", order=50, make=consent_step)
