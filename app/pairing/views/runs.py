"""The organizer's pages of matching: start a run, watch it, read pairs and proof, remove one, publish."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.foundation import clock
from app.foundation.access import Permission, Role, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Conflict, Refused
from app.foundation.jobs import JobState
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.pairing.forms import RemoveForm, StartForm, as_uuid
from app.pairing.gates import is_running
from app.pairing.models import MatchPair, MatchRun, MatchWait, PairingState, RemoveReason, RunKind
from app.pairing.queries import count_by_state, pairs_of_run, runs_of, waits_of_run
from app.pairing.rules.proposing import publish
from app.pairing.rules.running import put_back_pair, remove_pair, run_in_progress, start_run
from app.pairing.rules.weighing import run_without_reserve
from app.pairing.views.figures import level_words, price_words, recruits_shown, share_bars, shares
from app.pairing.views.past import gap_rows, reserves_shown
from app.pairing.views.wording import held_back
from app.seasons.models import Season
from app.seasons.queries import current_season, visible_season

blueprint = Blueprint("matching", __name__, url_prefix="/matching")
PAGE, TOP = 20, 5
MOST_PAGES = 10_000


@blueprint.get("")
@requires(Permission.MATCH_READ)
def index() -> ResponseReturnValue:
    """The season, what is under way, and the runs so far."""
    season = _season()
    if season is None:
        return render_template("pairing/runs.html", season=None)
    runs = runs_of(db.session, actor(), season.id)
    return render_template(
        "pairing/runs.html",
        season=season,
        runs=runs,
        running=run_in_progress(db.session, season.district_id),
        published=any(run.published_at for run in runs),
        counted=count_by_state(db.session, actor()),
        kinds=RunKind,
        states=PairingState,
    )


@blueprint.post("/start")
@requires(Permission.MATCH_RUN)
def start() -> ResponseReturnValue:
    """Start a run; where one is under way, lead there."""
    form = StartForm()
    season_id = as_uuid(form.season_id.data)
    season = visible_season(db.session, actor(), season_id) if season_id is not None else _season()
    if season is None or not form.validate_on_submit():
        flash(_("Choose a season first."), "error")
        return redirect(url_for(".index"))
    try:
        run = start_run(db.session, actor(), season.id, RunKind(form.kind.data))
    except Refused as refused:
        return _not_started(refused, season.district_id)
    return redirect(url_for(".show", run_id=run.id))


@blueprint.get("/<uuid:run_id>")
@requires(Permission.MATCH_READ)
def show(run_id: uuid.UUID) -> ResponseReturnValue:
    """One run: its progress, or what it found."""
    run = _load(run_id)
    if run.finished_at is None:
        return render_template("pairing/run_progress.html", run=run, **_progress(run))
    page = pairs_of_run(db.session, run.id, request.args.get("cursor"), PAGE)
    townships = shares(db.session, run)
    return render_template(
        "pairing/run.html",
        run=run,
        pairs=page.rows,
        page=page,
        removed=RemoveReason,
        form=RemoveForm(formdata=None),
        taken_out=sum(1 for pair in run.pairs if pair.removed_at),
        waiting=_grouped(run.waits, run.volunteers),
        held=held_back(run),
        townships=townships,
        bars=share_bars(townships),
        price=price_words(run),
        levels=level_words(run, townships),
        recruits=recruits_shown(run.id)[:TOP],
        reserving=bool(run.policy.get("hold_back")),
        reserves=reserves_shown(db.session, run),
        can_run=run.published_at is None and is_running(run.season, clock.today()),
        gaps=gap_rows(db.session, run),
    )


@blueprint.post("/<uuid:run_id>/without-reserve")
@requires(Permission.MATCH_RUN)
def run_without(run_id: uuid.UUID) -> ResponseReturnValue:
    """Reserve no places any more, and match again."""
    run = authorize(actor(), Permission.MATCH_RUN, db.session.get(MatchRun, run_id))
    district_id = run.district_id
    try:
        again = run_without_reserve(db.session, actor(), run_id)
    except Refused as refused:
        return _not_started(refused, district_id)
    flash(_("Places are reserved no more; the matching runs again."), "success")
    return redirect(url_for(".show", run_id=again.id))


@blueprint.get("/<uuid:run_id>/progress")
@requires(Permission.MATCH_READ)
def progress(run_id: uuid.UUID) -> ResponseReturnValue:
    """The fragment that the progress bar asks for; once the run is over the page is loaded again."""
    run = _load(run_id)
    state = _progress(run)
    return render_template("pairing/_run_progress.html", run=run, **state)


@blueprint.get("/<uuid:run_id>/waiting")
@requires(Permission.MATCH_READ)
def waiting(run_id: uuid.UUID) -> ResponseReturnValue:
    """Children whom this run left waiting, those of one main reason or all."""
    run = _load(run_id)
    if run.finished_at is None:
        return redirect(url_for(".show", run_id=run_id))
    reason = request.args.get("reason", "")
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    chosen = [one for one in waits_of_run(db.session, run.id) if not reason or _main(one, run.volunteers) == reason]
    return render_template(
        "pairing/waiting.html",
        run=run,
        reason=reason,
        groups=_grouped(run.waits, run.volunteers),
        waits=chosen[(page - 1) * PAGE : page * PAGE],
        total=len(chosen),
        page=page,
        more=len(chosen) > page * PAGE,
    )


@blueprint.post("/<uuid:run_id>/pairs/<uuid:pair_id>/remove")
@requires(Permission.MATCH_PUBLISH)
def remove(run_id: uuid.UUID, pair_id: uuid.UUID) -> ResponseReturnValue:
    """Take one pair out."""
    run, form = _load(run_id), RemoveForm()
    pair = db.session.get(MatchPair, pair_id)
    authorize(actor(), Permission.MATCH_PUBLISH, run if pair is not None and pair.run_id == run.id else None)
    if not form.validate_on_submit():
        flash(_("Choose a reason."), "error")
        return redirect(url_for(".show", run_id=run_id))
    try:
        remove_pair(db.session, actor(), pair_id, RemoveReason(form.reason.data))
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("The pair was taken out. It will not be proposed."), "success")
    return redirect(url_for(".show", run_id=run_id, _anchor="pairs"))


@blueprint.post("/<uuid:run_id>/pairs/<uuid:pair_id>/put-back")
@requires(Permission.MATCH_PUBLISH)
def put_back(run_id: uuid.UUID, pair_id: uuid.UUID) -> ResponseReturnValue:
    """Undo that one was taken out."""
    run, pair = _load(run_id), db.session.get(MatchPair, pair_id)
    authorize(actor(), Permission.MATCH_PUBLISH, run if pair is not None and pair.run_id == run.id else None)
    try:
        put_back_pair(db.session, actor(), pair_id)
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("The pair is back in."), "success")
    return redirect(url_for(".show", run_id=run_id, _anchor="pairs"))


@blueprint.post("/<uuid:run_id>/publish")
@requires(Permission.MATCH_PUBLISH)
def publish_it(run_id: uuid.UUID) -> ResponseReturnValue:
    """Propose all pairs to their volunteers."""
    run = _load(run_id)
    try:
        proposed, blocked = publish(db.session, actor(), run_id)
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        hours = run.season.answer_hours
        flash(
            ngettext("%(num)s pairing was proposed.", "%(num)s pairings were proposed.", proposed)
            + _(" Answers are due within %(hours)s hours.", hours=hours),
            "success",
        )
        if blocked:
            flash(
                ngettext(
                    "%(num)s pair was kept back by a gate that no longer holds.",
                    "%(num)s pairs were kept back by gates that no longer hold.",
                    blocked,
                ),
                "warning",
            )
    return redirect(url_for(".show", run_id=run_id))


def _not_started(refused: Refused, district_id: uuid.UUID) -> ResponseReturnValue:
    """Say why, and lead to the run that is under way instead, where there is one."""
    db.session.rollback()
    flash(explain(refused), "info" if isinstance(refused, Conflict) else "error")
    going = run_in_progress(db.session, district_id)
    return redirect(url_for(".show", run_id=going.id) if going is not None else url_for(".index"))


def _season() -> Season | None:
    for district_id in actor().scope_ids(Role.ORGANIZER):
        season = current_season(db.session, district_id, clock.today())
        if season is not None:
            return season
    return None


def _load(run_id: uuid.UUID) -> MatchRun:
    return authorize(actor(), Permission.MATCH_READ, db.session.get(MatchRun, run_id))


def _progress(run: MatchRun) -> dict[str, Any]:
    job = run.job
    failed = run.finished_at is None and (job is None or job.state in {JobState.FAILED, JobState.DONE})
    return {
        "running": run.finished_at is None and not failed,
        "failed": failed,
        "percent": job.progress if job is not None else 0,
        "step": job.step if job is not None else "",
        "queued": job is not None and job.state is JobState.QUEUED,
    }


def _grouped(waits: list[MatchWait], volunteers: int) -> list[tuple[str, int]]:
    return Counter(_main(wait, volunteers) for wait in waits).most_common()


def _main(wait: MatchWait, volunteers: int) -> str:
    """The one reason that says most: nobody there, needed elsewhere, or the rule that removed most volunteers."""
    if volunteers == 0:
        return "no_volunteers"
    if wait.why.get("feasible"):
        return "needed_elsewhere"
    removed = wait.why.get("removed") or [["capacity", 0]]
    return str(max(removed, key=lambda one: one[1])[0])
