"""A volunteer's own pages: log a session, mend a returned one, see what counts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.browser import is_locked
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.outbox import refused, taken
from app.foundation.pages import actor
from app.foundation.pictures import HeatMap
from app.pairing.models import MeetingPlace, Pairing
from app.pairing.stages import latest_meeting
from app.sessions import queries, rules
from app.sessions.entry import Limits
from app.sessions.forms import NO, YES, DisputeForm, SessionForm, VoidForm, whom_said
from app.sessions.missed import own_missed
from app.sessions.models import DisputeReason, ServiceSession, SessionPlace, SessionState, VoidReason
from app.volunteers.queries import volunteer_of
from app.volunteers.training import training_of

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")

LATEST, MOST = 30, 500
PRESETS = ("today", "hour")
AGAIN, AGAIN_YESTERDAY = "again", "again-yesterday"


@blueprint.get("/")
@requires(Permission.SESSION_OWN)
def mine() -> ResponseReturnValue:
    """Hours by month and service area, and every session with its state."""
    who, limit = actor(), MOST if request.args.get("all") else LATEST
    rows, hours = queries.own_list(db.session, who, limit + 1), queries.own_hours(db.session, who)
    return render_template(
        "sessions/mine.html",
        rows=rows[:limit],
        more=len(rows) > limit and limit == LATEST,
        hours=hours,
        heat=HeatMap.of(hours.by_day, clock.today()),
        waiting=queries.waiting_minutes(db.session, who),
        whom=queries.whom_to_log(db.session, who),
        said=partial(whom_said, by_code=True),
        missed=own_missed(db.session, who),
        training=_training_hours(who),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, logs=True, blind=True)
def new() -> ResponseReturnValue:
    """Log a session."""
    who = actor()
    if request.method != "POST":
        whom, last = queries.whom_to_log(db.session, who), queries.last_of(db.session, who)
        return _new_page(SessionForm(data=_empty(last, whom)), whom, last)
    form = SessionForm()
    form.offer(queries.offered_for(db.session, ()))
    if form.validate():
        try:
            row = rules.log_session(db.session, who, form.entry())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return _sent(row)
    form.settle()
    if (answer := refused(form)) is not None:
        return answer
    return _new_page(form, queries.whom_to_log(db.session, who), queries.last_of(db.session, who))


def _new_page(form: SessionForm, whom: Sequence[queries.Whom], last: ServiceSession | None) -> str:
    """The form, with whom the reader meets; each name that is read goes on the log."""
    who = actor()
    form.offer(queries.offered_for(db.session, [one.pairing for one in whom]))
    form.name_whom(whom, by_code=is_locked())
    if len(whom) > 1 and not is_locked():  # the page names the children to choose from
        for one in whom:
            if one.known:
                audit.record(db.session, who, audit.Action.PAIRING_READ, one.pairing)
        db.session.commit()
    codes = any(one.pairing.season.check_in for one in whom)
    return render_template(
        "sessions/new.html", form=form, whom=whom, late=_is_late(form, whom), codes=codes, again=_again(last)
    )


@blueprint.get("/<uuid:session_id>")
@requires(Permission.SESSION_OWN)
def show(session_id: uuid.UUID) -> ResponseReturnValue:
    """One of one's own sessions: its state, and why it came back."""
    row = queries.own_session(db.session, actor(), session_id)
    return render_template(
        "sessions/show.html",
        row=row,
        versions=queries.earlier_versions(db.session, row),
        details=queries.shows_details(db.session, row),
        disputes=queries.disputes_of(db.session, row),
        may_dispute=rules.may_dispute(row),
    )


@blueprint.route("/<uuid:session_id>/correct", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG)
def correct(session_id: uuid.UUID) -> ResponseReturnValue:
    """Mend a returned session and send it again."""
    who = actor()
    old = queries.own_session(db.session, who, session_id)
    whom = [queries.Whom(old.pairing, old.substitute, queries.shows_details(db.session, old))]
    form = SessionForm(data=_filled(old, details=whom[0].known))
    form.offer(queries.offered_for(db.session, [old.pairing]))
    if form.validate_on_submit():
        try:
            row = rules.correct_session(db.session, who, session_id, form.entry())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return _sent(row)
    elif request.method == "GET" and old.state is not SessionState.RETURNED:
        return redirect(url_for(".show", session_id=session_id))
    return render_template(
        "sessions/correct.html", form=form, old=old, late=_is_late(form, whom), codes=old.pairing.season.check_in
    )


@blueprint.route("/<uuid:session_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG)
def withdraw(session_id: uuid.UUID) -> ResponseReturnValue:
    """Take back a session that nobody has confirmed; it stays, as void, with the reason."""
    row = queries.own_session(db.session, actor(), session_id)
    form = VoidForm()
    if form.validate_on_submit():
        try:
            rules.void_session(
                db.session, actor(), session_id, VoidReason(form.reason.data), (form.remark.data or "").strip()
            )
        except Refused as error:
            db.session.rollback()
            flash(explain(error), "error")
        else:
            flash(_("Withdrawn. The session stays on your list as void."), "success")
        return redirect(url_for(".show", session_id=session_id))
    return render_template("sessions/withdraw.html", form=form, row=row)


@blueprint.route("/<uuid:session_id>/dispute", methods=["GET", "POST"])
@requires(Permission.SESSION_DISPUTE)
def dispute(session_id: uuid.UUID) -> ResponseReturnValue:
    """Say that what became of a session is wrong; staff answer."""
    row = queries.own_session(db.session, actor(), session_id)
    form = DisputeForm(data={"dispute_id": str(uuid.uuid4())})
    if form.validate_on_submit():
        said = rules.Objection(
            uuid.UUID(form.dispute_id.data), session_id, DisputeReason(form.reason.data), form.words.data
        )
        try:
            rules.dispute_session(db.session, actor(), said)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Said. The school or village answers; you will read it here."), "success")
            return redirect(url_for(".show", session_id=session_id))
    return render_template("sessions/dispute.html", form=form, row=row)


def _training_hours(who: Actor) -> int | None:
    """Hours of training, which are no service; None for somebody without a profile."""
    volunteer = volunteer_of(db.session, who.id)
    return training_of(volunteer, clock.today()).hours if volunteer is not None else None


def _sent(row: ServiceSession) -> ResponseReturnValue:
    flash(_("Recorded. The school will confirm it."), "success")
    if not row.safe:
        flash(_("You said that something was not right with the child. Call the school today."), "warning")
    return taken(url_for(".show", session_id=row.id))


def _empty(last: ServiceSession | None, whom: Sequence[queries.Whom]) -> dict[str, Any]:
    """What the empty form holds: place and service area as last time; never when, who was there, how the child was.

    The first time, the place is that of the first meeting, and the area the child's need, where there is but one.
    A tap on a preset is an answer, not a guess: today, the past hour, or the hours of last time.
    """
    now = clock.local(clock.now())
    values: dict[str, Any] = {"session_id": str(uuid.uuid4())}
    if last is not None:
        values |= {"place": last.place.value, "service_area": last.service_area}
    elif len(whom) == 1 and whom[0].known and not is_locked():
        values |= _first_time(whom[0].pairing)
    if len(whom) == 1:
        values["pairing_id"] = str(whom[0].number)
    preset = request.args.get("preset")
    if preset in PRESETS:
        values["day"] = now.date()
    if preset == "hour":
        end = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
        start = max(end - timedelta(hours=1), datetime.combine(now.date(), datetime.min.time(), now.tzinfo))
        values |= {"start": start.time(), "end": end.time()}
    if last is not None and preset in {AGAIN, AGAIN_YESTERDAY}:
        values["day"] = now.date() - timedelta(days=preset == AGAIN_YESTERDAY)
        values |= {"start": clock.local(last.starts_at).time(), "end": clock.local(last.ends_at).time()}
    return values


def _first_time(pairing: Pairing) -> dict[str, Any]:
    met, areas = latest_meeting(pairing), {need.area for need in pairing.child.needs}
    known = {MeetingPlace.SCHOOL: SessionPlace.SCHOOL, MeetingPlace.SITE: SessionPlace.SITE}
    values = {"place": known[met.place].value} if met is not None and met.place in known else {}
    return values | ({"service_area": areas.pop()} if len(areas) == 1 else {})


def _again(last: ServiceSession | None) -> list[tuple[str, str]]:
    """The presets "as last time", today where those hours are over, and yesterday: with their words."""
    if last is None:
        return []
    start, end = clock.local(last.starts_at), clock.local(last.ends_at)
    hours = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    found = [(AGAIN_YESTERDAY, _("Yesterday, %(start)s–%(end)s as last time", **hours))]
    if end.time() <= clock.local(clock.now()).time():
        found.insert(0, (AGAIN, _("Today, %(start)s–%(end)s as last time", **hours)))
    return found


def _filled(old: ServiceSession, *, details: bool) -> dict[str, Any]:
    start, end = clock.local(old.starts_at), clock.local(old.ends_at)
    values: dict[str, Any] = {
        "session_id": str(uuid.uuid4()),
        "pairing_id": str(old.substitute_id or old.pairing_id),
        "day": start.date(),
        "start": start.time(),
        "end": end.time(),
        "break_minutes": old.break_minutes,
        "place": old.place.value,
        "service_area": old.service_area,
        "tags": old.tags,
        "adult_present": YES if old.adult_present else NO,
        "safe": YES if old.safe else NO,
        "late_reason": old.late_reason or "",
    }
    if details:
        coded = {"response": old.response, "mood": old.mood, "follow_up": old.follow_up}
        values |= {name: code.value for name, code in coded.items() if code is not None}
        values |= {"done": old.done, "note": old.note or ""}
    return values


def _is_late(form: SessionForm, whom: Sequence[queries.Whom]) -> bool:
    """Whether the page asks why it is logged late: the day is long ago, or an answer was given or refused."""
    if form.late_reason.data or form.late_reason.errors:
        return True
    days = min((one.pairing.season.late_days for one in whom), default=Limits().late_days)
    return form.day.data is not None and (clock.today() - form.day.data).days > days
