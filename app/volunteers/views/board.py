"""The steps of a season's board about volunteers: the sign-up list, accounts, and what holds each of them back."""

from __future__ import annotations

import uuid
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.access import Actor, Permission, may
from app.foundation.board import Act, Figure, Step, Way, add_step, state_of
from app.foundation.database import db
from app.foundation.messages import label
from app.volunteers.checklists import EXCHANGED, ExportReason
from app.volunteers.gates import VolunteerGate
from app.volunteers.models import VettingKind
from app.volunteers.queries import Standing, held_back, standings, without_account

LISTS = {
    VettingKind.BACKGROUND: (VolunteerGate.BACKGROUND, VolunteerGate.BACKGROUND_EXPIRED),
    VettingKind.INSURANCE: (VolunteerGate.INSURANCE,),
}


def signup_step(actor: Actor, season: Any) -> Step | None:
    """Who signed up, and who of them cannot sign in yet."""
    if not may(actor, Permission.VOLUNTEER_IMPORT, season):
        return None
    found = standings(db.session, season, clock.today())
    silent = len(without_account(found))
    fields = {"season": str(season.id), "import_id": str(uuid.uuid4())}
    acts = [Act(_("Upload a sign-up list"), url_for("volunteers.upload"), Way.FILE, "upload", fields, main=not found)]
    if silent:
        here = {"season": str(season.id)}
        acts.insert(
            0,
            Act(
                _("Slips for all who never signed in"), url_for("volunteers.slips"), Way.PAPER, "print", here, main=True
            ),
        )
    return Step(
        _("Sign-ups"),
        state_of(len(found) - silent, len(found)),
        (
            Figure(_("Signed up"), len(found), url_for("volunteers.index", season=season.id)),
            Figure(
                _("Not signed in yet"), silent,
                url_for("volunteers.index", season=season.id, gate="no_account"), holds=True,
            ),
        ),
        tuple(acts),
    )  # fmt: skip


def checks_step(actor: Actor, season: Any) -> Step | None:
    """Which gate holds back how many; lists for police and insurer go out and come back here."""
    if not may(actor, Permission.VETTING_READ, season):
        return None
    found = standings(db.session, season, clock.today())
    counts, clear = held_back(found), sum(not one.missing for one in found)
    gates = (gate for gate in VolunteerGate if counts[gate])
    return Step(
        _("Identity, background check, training, pledge, insurance"),
        state_of(clear, len(found), held=bool(counts[VolunteerGate.BACKGROUND_FAILED])),
        (
            Figure(
                _("Ready to be matched"), clear, url_for("volunteers.index", season=season.id, gate="clear"),
                of=len(found),
            ),
            *(
                Figure(
                    label(gate), counts[gate], url_for("volunteers.vetting", season=season.id, gate=gate.value),
                    holds=True,
                )
                for gate in gates
            ),
        ),
        _check_acts(season, found) if clear < len(found) else (),
    )  # fmt: skip


def _check_acts(season: Any, found: list[Standing]) -> tuple[Act, ...]:
    ticking = Act(
        _("Tick a list: identity, training, pledge"),
        url_for("volunteers.vetting", season=season.id),
        icon="check",
        main=True,
    )
    acts, here = [ticking], {"season": str(season.id)}
    for kind in EXCHANGED:
        due = sum(any(gate in one.missing for gate in LISTS[kind]) for one in found)
        if due:
            sent = here | {"list_kind": kind.value, "reason": ExportReason.FIRST_CHECK.value}
            back = here | {"result_kind": kind.value, "next": "board"}
            acts += [
                Act(_OUT[kind](), url_for("volunteers.export"), Way.PAPER, "download", sent, begins=True),
                Act(_BACK[kind](), url_for("volunteers.results"), Way.FILE, "upload", back),
            ]
    return tuple(acts)


_OUT = {
    VettingKind.BACKGROUND: lambda: _("List for the police, first check"),
    VettingKind.INSURANCE: lambda: _("List for the insurer, first insurance"),
}
_BACK = {
    VettingKind.BACKGROUND: lambda: _("Record the answers of the police"),
    VettingKind.INSURANCE: lambda: _("Record the answers of the insurer"),
}

add_step("sign-ups", order=60, make=signup_step)
add_step("checks", order=70, make=checks_step)
