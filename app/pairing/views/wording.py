"""Codes kept with a run, as words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.catalogue.queries import term_name
from app.children.gates import ChildGate
from app.children.models import Child
from app.children.wording import comma
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import db
from app.foundation.dates import local_moment, plain_day
from app.foundation.messages import has_label, label, message
from app.pairing import gates
from app.pairing.feed import RunGate
from app.pairing.gates import PairGate
from app.pairing.models import (
    DeclineReason,
    EndReason,
    LapseReason,
    MatchRun,
    Pairing,
    PairingState,
    RejectReason,
    WithdrawReason,
)
from app.volunteers.gates import VolunteerGate
from app.volunteers.models import VettingCheck, VettingKind, VettingResult

_GATES: dict[str, tuple[type[StrEnum], ...]] = {
    "children": (ChildGate, RunGate, PairGate),
    "volunteers": (VolunteerGate, RunGate),
}


def gate_words(side: str, code: str) -> str:
    """What a gate kept by its code is called; ``side`` is ``children`` or ``volunteers``."""
    for kind in _GATES[side]:
        if code in set(kind) and has_label(kind(code)):
            return label(kind(code))
    return code


def held_back(run: MatchRun) -> dict[str, list[tuple[str, int]]]:
    """Who was held back by which gate, in words, the largest group first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for side in _GATES:
        counted = run.held_back.get(side, {})
        found[side] = sorted(((gate_words(side, gate), n) for gate, n in counted.items()), key=lambda one: -one[1])
    return found


_RESULTS = {
    VettingResult.CLEAR: _l("passed"),
    VettingResult.FAILED: _l("not passed"),
    VettingResult.WITHDRAWN: _l("taken back"),
}


def reason_words(reasons: Iterable[Any]) -> list[tuple[str, int]]:
    """The reasons of a score, ``[code, points]``, for the component that shows them."""
    return [(message(f"matching.reason.{code}"), points) for code, points in reasons]


def need_words(needs: Iterable[Any]) -> str:
    """Needs in one line: a tutoring need by its subject, any other by its service area."""
    pairs = [(need.area, need.subject) if hasattr(need, "area") else need for need in needs]
    return comma().join(dict.fromkeys(term_name(subject or area) for area, subject in pairs))


def checks_shown(checks: Mapping[VettingKind, VettingCheck]) -> list[tuple[str, str]]:
    """Each check of a volunteer with its date, or that it is missing."""
    shown = []
    for kind in VettingKind:
        check = checks.get(kind)
        if check is None and kind is VettingKind.GUARDIAN:
            continue  # asked of those under age only; the gate says where it is missing
        words = "—" if check is None else f"{_RESULTS[check.result]} {plain_day(check.checked_on)}"
        if check is not None and check.expires_on is not None:
            words = str(_("%(result)s, valid until %(day)s", result=words, day=plain_day(check.expires_on)))
        shown.append((label(kind), words))
    return shown


def reason_of(pairing: Pairing) -> str:
    """Why it came to this state, in words; empty where nothing was said."""
    kinds: dict[PairingState, tuple[type[StrEnum], ...]] = {
        PairingState.DECLINED: (DeclineReason,),
        PairingState.REJECTED: (RejectReason,),
        PairingState.ENDED: (EndReason,),
        PairingState.WITHDRAWN: (WithdrawReason, LapseReason),
        PairingState.SUSPENDED: (LapseReason,),
    }
    said = (kind(pairing.reason) for kind in kinds.get(pairing.state, ()) if pairing.reason in set(kind))
    return next(map(label, said), "")


def still_shut(pairing: Pairing) -> tuple[StrEnum, ...]:
    """The gates that keep a suspended pairing from going on today."""
    return gates.missing_of(db.session, pairing, clock.today())


def next_step(gate: StrEnum) -> str:
    """What a school does about a gate that keeps a pairing suspended."""
    if isinstance(gate, VolunteerGate):
        return str(_("The League committee sees to it. Tell the family that the volunteer does not come meanwhile."))
    if gate in {ChildGate.CONSENT_EXPIRED, ChildGate.CONSENT_MISSING, ChildGate.TEXT_OUTDATED}:
        return str(_("Ask the guardian again and record the answer in the child's file."))
    if gate is ChildGate.RISK_NOTE_MISSING:
        return str(
            _("Write into the child's file why a volunteer is suitable and who follows the child professionally.")
        )
    if gate is PairGate.DO_NOT_PAIR:
        return str(_("End the pairing with a farewell. It can go on only if the entry is lifted."))
    return str(_("Look into the child's file; where it cannot be put right, end the pairing."))


def story_of(pairing: Pairing) -> list[dict[str, Any]]:
    """What happened so far, for the timeline."""
    steps = [
        (pairing.proposed_at, _("Proposed")),
        (pairing.accepted_at, _("Accepted by the volunteer")),
        (pairing.approved_at, _("Approved by the school")),
    ]
    steps += [(one.recorded_at, _("First meeting: %(how)s", how=label(one.outcome))) for one in pairing.meetings
              if one.outcome is not None]  # fmt: skip
    steps.append((pairing.ended_at, _("Ended")))
    return [{"time": local_moment(at), "title": title} for at, title in steps if at is not None]


def log_names(actor: Actor, page: str, children: Sequence[Child]) -> None:
    """Put a list that names children on the audit log, before it is shown."""
    if children:
        township = children[0].township
        audit.record_and_commit(db.session, actor, audit.Action.CHILD_LISTED, township, page=page, count=len(children))


def equip(blueprint: Blueprint) -> None:
    """Give templates these words."""
    for function in (reason_words, need_words, checks_shown, reason_of, next_step):
        blueprint.add_app_template_global(function)
