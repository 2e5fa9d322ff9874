"""``flask match run``, ``flask pairings expire`` and ``flask pairings lapse``."""

from __future__ import annotations

import json
import time
from typing import Any

import click
from flask.cli import AppGroup

from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.jobs import Job, JobState
from app.foundation.jobs.worker import run_job
from app.foundation.messages import explain
from app.pairing.models import MatchRun
from app.pairing.rules.answering import expire_due
from app.pairing.rules.lapsing import stop_lapsed
from app.pairing.rules.running import figures, start_run
from app.places.queries import default_district
from app.seasons.models import Season
from app.seasons.queries import current_season, season_by_code

match = AppGroup("match", help="Matching children and volunteers.")
pairings = AppGroup("pairings", help="Pairings and their life.")
COMMANDS = (match, pairings)


@match.command("run")
@click.option("--season", "code", help="The season's code; the current season without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def run(code: str | None, as_json: bool) -> None:
    """Match a season here and now, and store the pairs; nothing is published."""
    season = _season(code)
    try:
        started = start_run(db.session, system_actor("flask match run"), season.id)
    except Refused as refused:
        raise click.ClickException(explain(refused)) from refused
    result = _finish(started)
    if not result["exact"]:
        raise click.ClickException("the matching could not be proven exact; nothing was kept")
    if as_json:
        click.echo(json.dumps(result))
    else:
        click.echo(
            f"{result['pairs']} pairs, {result['waiting']} waiting, objective {result['objective']} = "
            f"bound {result['bound']}, {result['seconds']} s"
        )


@pairings.command("expire")
def expire() -> None:
    """Let proposals expire that nobody answered in time."""
    click.echo(f"{expire_due(db.session, system_actor('flask pairings expire'))} expired")


@pairings.command("lapse")
def lapse() -> None:
    """Stop pairings that rest on a check or a consent that has run out."""
    click.echo(f"{stop_lapsed(db.session, system_actor('flask pairings lapse'))} stopped")


def _season(code: str | None) -> Season:
    if code is not None:
        try:
            season = season_by_code(db.session, code)
        except Refused as refused:
            raise click.ClickException(explain(refused)) from refused
    else:
        district = default_district(db.session)
        season = None if district is None else current_season(db.session, district.id, clock.today())
    if season is None:
        raise click.ClickException(f"there is no season {code}" if code else "there is no season; open one first")
    return season


def _finish(started: MatchRun) -> dict[str, Any]:
    """Do the run's job in this process, or wait for the worker that was faster."""
    job_id = started.job_id
    if job_id is None:
        raise click.ClickException("the run has no job")
    run_job(job_id)
    while True:
        db.session.rollback()
        job = db.session.get(Job, job_id, populate_existing=True)
        if job is not None and job.state is JobState.FAILED:
            raise click.ClickException(f"the matching failed: {job.error}")
        if job is not None and job.finished:
            break
        if job is not None and job.state is JobState.QUEUED:
            run_job(job_id)
            continue
        time.sleep(0.5)
    done = db.session.get(MatchRun, started.id, populate_existing=True)
    return figures(done) if done is not None else {}
