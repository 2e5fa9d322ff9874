"""The pages of those who confirm: what waits, one session, and what they decide."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.foundation import audit, clock
from app.foundation.access import Permission, holds, may, requires
from app.foundation.database import db
from app.foundation.dates import local_moment
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain, message
from app.foundation.pages import actor
from app.sessions import queries, rules
from app.sessions.forms import AnswerForm, ReturnForm, VoidForm
from app.sessions.models import DisputeAnswer, ReturnReason, ServiceSession, SessionState, VoidReason

blueprint = Blueprint("sessions_queue", __name__, url_prefix="/sessions/queue")

FEW = 5
SHOWN = (SessionState.SENT, SessionState.CONFIRMED, SessionState.RETURNED, SessionState.VOID)


@blueprint.get("/")
@requires(Permission.SESSION_READ, logs=True)
def index() -> ResponseReturnValue:
    """Sessions of the scope by state; those that wait can be confirmed in bulk."""
    who = actor()
    state = _state(request.args.get("state"))
    rows, following = queries.staff_page(db.session, who, state, _key(request.args.get("after")))
    named = {row.id for row in rows if queries.sees_name(who, row)}
    counts = queries.staff_counts(db.session, who)
    if named:
        audit.record_and_commit(
            db.session, who, audit.Action.CHILD_LISTED, rows[0].child.township, page="sessions", count=len(named)
        )
    after = f"{following[0].isoformat()}~{following[1]}" if following else None
    return render_template(
        "sessions/queue.html", rows=rows, named=named, counts=counts, state=state, states=SHOWN, after=after,
        disputes=queries.open_disputes(db.session, who), may_miss=holds(who, Permission.SESSION_CONFIRM),
        undoable=rules.undoable(db.session, who, clock.now()) if state is SessionState.SENT else [],
    )  # fmt: skip


@blueprint.post("/confirm")
@requires(Permission.SESSION_CONFIRM)
def confirm_many() -> ResponseReturnValue:
    """Confirm the ticked ones."""
    try:
        ids = [uuid.UUID(text) for text in request.form.getlist("ids")]
    except ValueError:
        raise Missing from None
    if not ids:
        flash(_("Tick the sessions you confirm first."), "error")
        return redirect(url_for(".index"))
    try:
        found = rules.confirm_sessions(db.session, actor(), ids)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        _say(found)
    return redirect(url_for(".index"))


@blueprint.post("/undo")
@requires(Permission.SESSION_SECOND)
def undo() -> ResponseReturnValue:
    """Take back what one has just confirmed."""
    try:
        ids = [uuid.UUID(text) for text in request.form.getlist("ids")]
    except ValueError:
        raise Missing from None
    undone, kept = rules.undo_decisions(db.session, actor(), ids)
    if undone:
        flash(ngettext("%(num)s session waits again.", "%(num)s sessions wait again.", undone), "success")
    if kept:
        text = ngettext(
            "%(num)s stays as it is: too late, or something counts on it already.",
            "%(num)s stay as they are: too late, or something counts on them already.",
            kept,
        )
        flash(text, "info")
    return redirect(url_for(".index"))


@blueprint.get("/<uuid:session_id>")
@requires(Permission.SESSION_READ, logs=True)
def show(session_id: uuid.UUID) -> ResponseReturnValue:
    """One session, side by side with what to decide."""
    return _page(queries.staff_session(db.session, actor(), session_id))


@blueprint.post("/<uuid:session_id>/confirm")
@requires(Permission.SESSION_SECOND)
def confirm(session_id: uuid.UUID) -> ResponseReturnValue:
    """It took place as logged; of a late entry, two people say so."""
    try:
        row = rules.confirm_session(db.session, actor(), session_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        counts = row.state is SessionState.CONFIRMED
        flash(
            _("Confirmed. The hours count now.") if counts else _("Noted. It counts once a second person confirms it."),
            "success",
        )
    return redirect(url_for(".index"))


@blueprint.post("/<uuid:session_id>/return")
@requires(Permission.SESSION_CONFIRM)
def send_back(session_id: uuid.UUID) -> ResponseReturnValue:
    """Return it with a reason."""
    form = ReturnForm()
    if not form.validate():
        return _page(queries.staff_session(db.session, actor(), session_id), return_form=form)
    reason, remark = ReturnReason(form.reason.data), (form.remark.data or "").strip()
    return _decided(
        lambda: rules.return_session(db.session, actor(), session_id, reason, remark),
        _("Returned. The volunteer sees why and can correct it."),
    )


@blueprint.post("/<uuid:session_id>/void")
@requires(Permission.SESSION_CONFIRM)
def void(session_id: uuid.UUID) -> ResponseReturnValue:
    """Make it count for nothing."""
    form = VoidForm(prefix="void-")
    if not form.validate():
        return _page(queries.staff_session(db.session, actor(), session_id), void_form=form)
    reason, remark = VoidReason(form.reason.data), (form.remark.data or "").strip()
    return _decided(
        lambda: rules.void_session(db.session, actor(), session_id, reason, remark),
        _("Voided. The record and the reason stay."),
    )


@blueprint.post("/disputes/<uuid:dispute_id>")
@requires(Permission.SESSION_ANSWER)
def answer(dispute_id: uuid.UUID) -> ResponseReturnValue:
    """Answer what a volunteer disputes."""
    dispute = queries.dispute_to_answer(db.session, actor(), dispute_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(dispute.session, answer_form=form)
    said = DisputeAnswer(form.answer.data)
    try:
        rules.answer_dispute(db.session, actor(), dispute_id, said, form.words.data)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(_("Answered. The volunteer sees it."), "success")
    return redirect(url_for(".show", session_id=dispute.session_id))


def _say(found: rules.Several) -> None:
    """What became of the ticked ones; those to be looked at alone by their hour, which names nobody."""
    if found.confirmed:
        flash(ngettext("%(num)s session confirmed.", "%(num)s sessions confirmed.", found.confirmed), "success")
    if found.passed:
        text = ngettext(
            "%(num)s was no longer waiting: someone was first.",
            "%(num)s were no longer waiting: someone was first.",
            found.passed,
        )
        flash(text, "info")
    for row, why in found.alone[:FEW]:
        flash(f"{local_moment(row.starts_at)}{_(': ')}{message(why)}", "error")


def _decided(decide: Callable[[], ServiceSession], done: str) -> ResponseReturnValue:
    """Run a decision; what another person decided first is told, not overwritten."""
    try:
        decide()
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(done, "success")
    return redirect(url_for(".index"))


def _page(row: ServiceSession, **forms: Any) -> ResponseReturnValue:
    who = actor()
    named = queries.sees_name(who, row)
    context: dict[str, Any] = {
        "return_form": ReturnForm(formdata=None),
        "void_form": VoidForm(formdata=None, prefix="void-"),
        "answer_form": AnswerForm(formdata=None),
        "versions": queries.earlier_versions(db.session, row),
        "disputes": queries.disputes_of(db.session, row) if named else [],
        "stands": row.vouched_by_id is not None and row.vouched_by_id == who.id,
        "seconds": row.vouched_by_id is not None and may(who, Permission.SESSION_SECOND, row),
        **forms,
    }
    if named:
        audit.record_and_commit(db.session, who, audit.Action.SESSION_READ, row)
    return render_template("sessions/review.html", row=row, named=named, **context)


def _state(text: str | None) -> SessionState:
    return next((state for state in SHOWN if state.value == text), SessionState.SENT)


def _key(text: str | None) -> tuple[datetime, uuid.UUID] | None:
    """The key after which a page begins, as the page before it wrote it; nonsense begins at the top."""
    moment, _sign, last_id = (text or "").partition("~")
    try:
        at, number = datetime.fromisoformat(moment), uuid.UUID(last_id)
    except ValueError:
        return None
    return (at, number) if at.tzinfo is not None else None
