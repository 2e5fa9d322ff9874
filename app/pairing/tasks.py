"""The jobs of this part: one matching, computed apart while this process beats."""

from __future__ import annotations

import uuid
from typing import Any

from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import DbSession
from app.foundation.errors import Missing
from app.foundation.jobs import JobContext, chore, job
from app.pairing.comparing import compare
from app.pairing.computing import Computed, NotProven, compute_apart, work_apart
from app.pairing.feed import read_feed
from app.pairing.looking_back import as_input, look_back
from app.pairing.models import MatchRun
from app.pairing.queries import RUN_JOB
from app.pairing.rules.answering import expire_due
from app.pairing.rules.lapsing import stop_lapsed
from app.pairing.rules.running import figures, store_result
from app.pairing.rules.supposing import WHAT_IF_JOB
from app.pairing.supposing import ask, from_payload


@job(RUN_JOB)
def match_run(context: JobContext) -> dict[str, Any]:
    """Feed, compute, store: the result is kept with the end of the job, in one transaction under its lease."""
    session = context.session
    run = session.get(MatchRun, uuid.UUID(context.payload["run_id"]))
    if run is None:
        raise Missing
    if run.finished_at is not None:
        return figures(run)
    context.progress(5, "feeding")
    feed = read_feed(session, run.season, clock.today(), run.kind)
    past = look_back(session, run.season, feed.policy, clock.today())
    given, told = as_input(feed, past), past.told()
    # What follows takes its time: no transaction, and no lock on SQLite, stays open meanwhile.
    session.rollback()
    computed: Computed | None
    try:
        computed = compute_apart(given, context.progress)
    except NotProven:
        computed = None
    context.progress(95, "storing")
    context.hold()
    return store_result(
        session,
        system_actor("matching"),
        run.id,
        computed,
        policy=feed.policy.to_dict(),
        fed=(len(feed.children), len(feed.volunteers)),
        held_back=feed.held_back,
        outlook=told,
    )


@job(WHAT_IF_JOB)
def what_if(context: JobContext) -> dict[str, Any]:
    """What a change would do to a run: the figures are the job's result, and nothing else is kept."""
    session = context.session
    run = session.get(MatchRun, uuid.UUID(context.payload["run_id"]))
    if run is None:
        raise Missing
    context.progress(5, "feeding")
    question = ask(session, run, from_payload(context.payload["change"]), clock.today())
    session.rollback()
    try:
        result: dict[str, Any] = work_apart(compare, question, context.progress)
    except NotProven:
        return {"unproven": True}
    return result


@chore
def stop_lapsed_pairings(session: DbSession) -> int:
    """Pairings that rest on a check or a consent that has run out."""
    return stop_lapsed(session, system_actor("pairings"))


@chore
def expire_proposals(session: DbSession) -> int:
    """Proposals that nobody answered in time."""
    return expire_due(session, system_actor("proposals"))
