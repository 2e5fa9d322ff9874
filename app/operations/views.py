"""Readiness and figures for machines; jobs and backups for the administrator."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import cast

from flask import Blueprint, Flask, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.backups.rules import PATTERN
from app.backups.tasks import KIND, ask_now
from app.foundation import clock
from app.foundation.access import Permission, authorize, public, requires, visible_to
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.ids import as_id
from app.foundation.jobs import Job, JobState, restart
from app.foundation.messages import explain
from app.foundation.pages import NavigationItem, actor, add_navigation
from app.operations.metrics import install_metrics, written
from app.operations.readiness import lacking
from config import Settings

blueprint = Blueprint("operations", __name__)
blueprint.record_once(lambda state: install_metrics(cast("Flask", state.app)))
add_navigation(NavigationItem(_l("Jobs and backups"), "operations.index", "settings", Permission.OPERATIONS_READ, 95))
LATELY = timedelta(days=7)
SHOWN = 50


@blueprint.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Whether this process may be given visitors; for the proxy before it."""
    lacks = lacking(current_app)
    return jsonify({"status": lacks or "ok"}), 503 if lacks else 200


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus, for who knows the token; without one in the settings, for nobody."""
    token = _settings().metrics_token
    if not token or not compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        return Response("", 401, {"WWW-Authenticate": "Bearer"})
    return Response(written(current_app), content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.get("/operations")
@requires(Permission.OPERATIONS_READ)
def index() -> ResponseReturnValue:
    """The jobs of the last days, what was given up first; and the backups there are."""
    rank = (Job.state != JobState.FAILED, Job.state == JobState.DONE, Job.created_at.desc(), Job.id)
    lately = visible_to(actor(), Job).where(Job.created_at > clock.now() - LATELY)
    rows = db.session.scalars(lately.order_by(*rank).limit(SHOWN)).all()
    folder = _settings().backup_folder
    proven = select(Job.result).where(Job.kind == KIND, Job.state == JobState.DONE)
    tried = {result["file"] for result in db.session.scalars(proven) if result["proven"]}
    found = [(one.name, one.stat()) for one in sorted(folder.glob(PATTERN), reverse=True)]
    return render_template(
        "operations/index.html", rows=rows, folder=folder, now_id=uuid.uuid4(), kept=_settings().backup_keep,
        backups=[(name, it.st_size, datetime.fromtimestamp(it.st_mtime, UTC), name in tried) for name, it in found],
    )  # fmt: skip


@blueprint.post("/operations/jobs/<uuid:job_id>/restart")
@requires(Permission.OPERATIONS_WRITE)
def restart_job(job_id: uuid.UUID) -> ResponseReturnValue:
    """Have a job that was given up tried again."""
    job = authorize(actor(), Permission.OPERATIONS_WRITE, db.session.get(Job, job_id))
    try:
        restart(db.session, actor(), job)
    except Refused as refused:
        flash(explain(refused), "error")
    else:
        flash(_("It starts again."), "success")
    return redirect(url_for(".index"))


@blueprint.post("/operations/backup")
@requires(Permission.OPERATIONS_WRITE)
def backup_now() -> ResponseReturnValue:
    """Ask for a backup besides the nightly one."""
    ask_now(db.session, actor(), as_id(request.form.get("backup_id")) or uuid.uuid4())
    flash(_("The backup is being made; reload the page in a minute."), "success")
    return redirect(url_for(".index"))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


BLUEPRINTS = (blueprint,)
