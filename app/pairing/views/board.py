"""The steps of a season's board from the matching to the first meetings."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.children.queries import Filters, count_children
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, holds, may
from app.foundation.board import Act, Figure, Step, StepState, Way, add_step, state_of
from app.foundation.database import db
from app.foundation.messages import label
from app.pairing.gates import is_running
from app.pairing.models import MatchRun, PairingState, RunKind
from app.pairing.queries import count_by_state, count_queue, meetings_due, runs_of
from app.pairing.rules.running import run_in_progress
from app.volunteers.queries import standings

S = PairingState
BEGUN = (S.APPROVED, S.ACTIVE, S.SUSPENDED)


def run_step(actor: Actor, season: Any) -> Step | None:
    """Whether there is somebody to match, and the button that does it."""
    if not may(actor, Permission.MATCH_RUN, season):
        return None
    clear = sum(not one.missing for one in standings(db.session, season, clock.today()))
    consented = count_children(db.session, actor, Filters(consent="valid"))
    runs, going = runs_of(db.session, actor, season.id), run_in_progress(db.session, season.district_id)
    done = any(run.exact for run in runs)
    ready = clear and consented and is_running(season, clock.today())
    return Step(
        _("The matching"),
        StepState.GOING if going else StepState.DONE if done else StepState.NEXT if ready else StepState.HELD,
        (
            Figure(_("Volunteers ready"), clear, url_for("volunteers.index", season=season.id, gate="clear")),
            Figure(_("Children with consent"), consented, url_for("children.index", consent="valid")),
            Figure(_("Runs of this season"), len(runs), url_for("matching.index")),
        ),
        _run_acts(season, going, runs) if ready or going else (),
        "" if ready or done else _("It begins once a volunteer is ready and a guardian has agreed."),
    )


def _run_acts(season: Any, going: MatchRun | None, runs: list[MatchRun]) -> tuple[Act, ...]:
    if going is not None:
        return (Act(_("See how far it is"), url_for("matching.show", run_id=going.id), icon="clock", main=True),)
    published = any(run.published_at for run in runs)
    kind = RunKind.GAPS if published else RunKind.FULL
    words = _("Fill the gaps") if published else _("Run the matching")
    fields = {"season_id": str(season.id), "kind": kind.value}
    return (Act(words, url_for("matching.start"), Way.SEND, "link", fields, main=not runs),)


def publish_step(actor: Actor, season: Any) -> Step | None:
    """The pairs of the latest run that nobody has proposed yet."""
    if not may(actor, Permission.MATCH_RUN, season):
        return None
    runs = runs_of(db.session, actor, season.id)
    published = next((run for run in runs if run.published_at), None)
    latest = next((run for run in runs if run.exact), None)
    if latest is None or latest.published_at:
        shown = latest or published
        figures = (_pairs(shown),) if shown is not None else ()
        return Step(_("Proposals published"), StepState.DONE if published else StepState.NEXT, figures)
    ask = Act(
        _("Publish these pairs"), url_for("matching.publish_it", run_id=latest.id), Way.SEND, "send",
        asks=_("Publish these pairs? Every volunteer is asked at once."), main=True,
    )  # fmt: skip
    look = Act(_("Look at the pairs"), url_for("matching.show", run_id=latest.id), icon="eye")
    return Step(_("Proposals published"), StepState.GOING, (_pairs(latest),), (ask, look))


def _pairs(run: MatchRun) -> Figure:
    return Figure(_("Pairs found"), run.pair_count, url_for("matching.show", run_id=run.id))


def answer_step(actor: Actor, season: Any) -> Step | None:  # noqa: ARG001 - the signature of a step
    """Volunteers who have not answered yet."""
    if not holds(actor, Permission.PAIRING_READ):
        return None
    counted = count_by_state(db.session, actor)
    answered = sum(counted[state] for state in (S.ACCEPTED, *BEGUN))
    waiting = counted[S.PROPOSED]
    return Step(
        _("Answers of the volunteers"),
        state_of(answered, answered + waiting),
        (_state(S.PROPOSED, waiting, holds_back=True), _state(S.ACCEPTED, counted[S.ACCEPTED])),
    )


def approval_step(actor: Actor, season: Any) -> Step | None:  # noqa: ARG001 - the signature of a step
    """What the schools have to decide; one's own school, where the actor decides."""
    if not holds(actor, Permission.PAIRING_READ):
        return None
    counted = count_by_state(db.session, actor)
    begun, waiting = sum(counted[state] for state in BEGUN), counted[S.ACCEPTED]
    figures, acts = [_state(S.ACCEPTED, waiting, holds_back=True)], list[Act]()
    if holds(actor, Permission.APPROVAL_DECIDE):
        queue = count_queue(db.session, actor)
        figures = [Figure(_("Waiting for your school"), queue, url_for("approvals.index"), holds=True)]
        acts += [Act(_("Look and decide"), url_for("approvals.index"), icon="check", main=True)] if queue else []
    return Step(
        _("Decisions of the schools"),
        state_of(begun, begun + waiting),
        (*figures, _state(S.APPROVED, counted[S.APPROVED])),
        tuple(acts),
    )


def meeting_step(actor: Actor, season: Any) -> Step | None:  # noqa: ARG001 - the signature of a step
    """Approved pairs that have not met, and those that have."""
    if not holds(actor, Permission.PAIRING_READ):
        return None
    counted = count_by_state(db.session, actor)
    met = counted[S.ACTIVE] + counted[S.SUSPENDED]
    due = len(meetings_due(db.session, actor)) if _introduces(actor) else 0
    figures = [_state(S.APPROVED, counted[S.APPROVED], holds_back=True), _state(S.ACTIVE, counted[S.ACTIVE])]
    acts = (Act(_("Say how they went"), url_for("meetings.index"), icon="calendar", main=True),) if due else ()
    return Step(_("First meetings"), state_of(met, met + counted[S.APPROVED]), tuple(figures), acts)


def _introduces(actor: Actor) -> bool:
    return actor.has(Role.SCHOOL_STAFF) or actor.has(Role.VILLAGE_DIRECTOR)


def _state(state: PairingState, number: int, *, holds_back: bool = False) -> Figure:
    return Figure(label(state), number, url_for("pairings.index", state=state.value), holds=holds_back)


def register() -> None:
    """Add them all."""
    for order, (name, make) in enumerate(
        {
            "matching": run_step,
            "published": publish_step,
            "answers": answer_step,
            "approvals": approval_step,
            "meetings": meeting_step,
        }.items()
    ):
        add_step(name, order=80 + order, make=make)
