"""What if: an organizer supposes a change of a run that is not published, and reads what it would do."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.children.wording import risk_name
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs import Job, JobState
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.pairing.forms import as_uuid
from app.pairing.models import MatchRun
from app.pairing.rules.supposing import WHAT_IF_JOB, open_question, questions, suppose
from app.pairing.supposing import from_payload
from app.pairing.supposing_forms import FORMS, SupposeForm, forms_for
from app.pairing.views.figures import area_names, change_words, children_of, compared

blueprint = Blueprint("what_if", __name__, url_prefix="/matching")
SHOWN = 20


@blueprint.route("/<uuid:run_id>/what-if", methods=["GET", "POST"])
@requires(Permission.MATCH_RUN)
def index(run_id: uuid.UUID) -> ResponseReturnValue:
    """What can be supposed, and what was; ask."""
    run = authorize(actor(), Permission.MATCH_RUN, db.session.get(MatchRun, run_id))
    if not run.exact or run.published_at is not None:
        return redirect(url_for("matching.show", run_id=run_id))
    posted = request.form.get("kind", "") if request.method == "POST" else None
    forms = forms_for(db.session, run, posted)
    if posted in FORMS:
        job_id = _ask(run_id, forms[posted])
        if job_id is not None:
            return redirect(url_for(".show", run_id=run_id, job_id=job_id))
    asked = [(job, change_words(db.session, run, from_payload(job.payload["change"]))) for job in _asked(run_id)]
    page = render_template("pairing/what_if.html", run=run, forms=forms, posted=posted, asked=asked)
    return page, 422 if posted is not None else 200


@blueprint.get("/<uuid:run_id>/what-if/<uuid:job_id>")
@requires(Permission.MATCH_RUN)
def show(run_id: uuid.UUID, job_id: uuid.UUID) -> ResponseReturnValue:
    """How far the answer is, or the answer."""
    run, job = _load(run_id, job_id)
    words = change_words(db.session, run, from_payload(job.payload["change"]))
    if job.state is not JobState.DONE:
        return render_template("pairing/what_if_progress.html", run=run, job=job, words=words, **_state(job))
    result = job.result
    if result.get("unproven"):
        return render_template("pairing/what_if_answer.html", run=run, words=words, unproven=True)
    return render_template(
        "pairing/what_if_answer.html",
        run=run,
        words=words,
        unproven=False,
        result=result,
        sides=[_side(result, side) for side in result["after"]],
        risk_name=risk_name,
    )


@blueprint.get("/<uuid:run_id>/what-if/<uuid:job_id>/progress")
@requires(Permission.MATCH_RUN)
def progress(run_id: uuid.UUID, job_id: uuid.UUID) -> ResponseReturnValue:
    """The fragment that the progress bar asks for, until it asks for no other."""
    run, job = _load(run_id, job_id)
    state = _state(job)
    return render_template("pairing/_what_if_progress.html", run=run, job=job, **state)


def _ask(run_id: uuid.UUID, form: SupposeForm) -> uuid.UUID | None:
    """Start the job; None where the form has to be shown again."""
    request_id = as_uuid(form.request_id.data)
    if not form.validate_on_submit() or request_id is None:
        return None
    try:
        return suppose(db.session, actor(), run_id, form.change(), request_id).id
    except Conflict as conflict:
        db.session.rollback()
        flash(explain(conflict), "info")
        going = open_question(db.session, run_id)
        return going.id if going is not None else None
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return None


def _asked(run_id: uuid.UUID) -> list[Job]:
    return [job for job in questions(db.session, run_id) if job.state is not JobState.FAILED][:SHOWN]


def _load(run_id: uuid.UUID, job_id: uuid.UUID) -> tuple[MatchRun, Job]:
    run = authorize(actor(), Permission.MATCH_RUN, db.session.get(MatchRun, run_id))
    job = db.session.get(Job, job_id)
    if job is None or job.kind != WHAT_IF_JOB or job.payload.get("run_id") != str(run_id):
        raise Missing
    return run, job


def _state(job: Job) -> dict[str, Any]:
    return {
        "running": job.state in {JobState.QUEUED, JobState.RUNNING},
        "failed": job.state is JobState.FAILED,
        "queued": job.state is JobState.QUEUED,
    }


def _side(result: dict[str, Any], side: dict[str, Any]) -> dict[str, Any]:
    """One answer as the page shows it."""
    before = result["before"]
    names = area_names(db.session, result["by_township"])
    townships = compared(before["by_township"], side["by_township"], result["by_township"])
    risks = compared(before["by_risk"], side["by_risk"], result["by_risk"])
    levels = zip(before["levels"], side["levels"], strict=True)
    return {
        "name": side["name"],
        "pairs": side["pairs"],
        "townships": [(names.get(key, "—"), *rest) for key, *rest in townships],
        "risks": sorted(((int(key), *rest) for key, *rest in risks), reverse=True),
        "levels": [(name, was, then) for (name, was), (_name, then) in levels if name != "tie"],
        "children": {what: children_of(db.session, side[what]) for what in ("gained", "lost", "moved")},
    }
