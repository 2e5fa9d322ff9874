"""The duty calendar, and who is named to lead and to be second."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.places.models import Area
from app.safeguarding import queries
from app.safeguarding.forms import DutyForm, PostForm, TimesForm, as_id
from app.safeguarding.models import Post
from app.safeguarding.rules import posts
from app.safeguarding.rules.duties import set_duty, set_times
from app.safeguarding.rules.routing import time_to_answer
from app.safeguarding.team import team_of, teams_of
from app.safeguarding.views.base import blueprint, done, own_district


@blueprint.get("/concerns/duty")
@requires(Permission.DUTY_WRITE)
def duty() -> ResponseReturnValue:
    """Who is on duty, day by day; a gap falls to the lead and is shown."""
    return _duty_page()


@blueprint.post("/concerns/duty")
@requires(Permission.DUTY_WRITE)
def send_duty() -> ResponseReturnValue:
    """Put somebody on duty."""
    district, form = own_district(actor()), DutyForm()
    form.offer(team_of(db.session, district.id).members)
    if not form.validate():
        return _duty_page(duty_form=form)
    first, last, member = form.first.data, form.last.data, as_id(form.member.data)
    try:
        set_duty(db.session, actor(), district, first, last, member)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _duty_page(duty_form=form)
    return done(lambda: None, _("The calendar is kept."), "concerns.duty")


@blueprint.post("/concerns/duty/times")
@requires(Permission.DUTY_WRITE)
def send_times() -> ResponseReturnValue:
    """Set the time to acknowledge."""
    district, form = own_district(actor()), TimesForm()
    if not form.validate():
        return _duty_page(times_form=form)
    minutes, urgent = form.minutes.data, form.urgent_minutes.data
    try:
        set_times(db.session, actor(), district, minutes, urgent)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _duty_page(times_form=form)
    return done(lambda: None, _("The times are kept."), "concerns.duty")


def _duty_page(duty_form: DutyForm | None = None, times_form: TimesForm | None = None) -> ResponseReturnValue:
    district = own_district(actor())
    team = team_of(db.session, district.id)
    if duty_form is None:
        duty_form = DutyForm(formdata=None)
        duty_form.offer(team.members)
    if times_form is None:
        times = {
            name: int(time_to_answer(db.session, district.id, urgent=urgent).total_seconds()) // 60
            for name, urgent in (("minutes", False), ("urgent_minutes", True))
        }
        times_form = TimesForm(formdata=None, data=times)
    days = queries.calendar(db.session, district.id)
    return render_template(
        "safeguarding/duty.html", team=team, weeks=_spans(days), gaps=sum(kept is None for _day, kept, _f in days),
        festival_gaps=sum(kept is None for _day, kept, festival in days if festival), duty_form=duty_form,
        times_form=times_form, today=clock.today(),
    )  # fmt: skip


def _spans(days: list[tuple[date, Any, bool]]) -> list[dict[str, Any]]:
    """Days in a row with the same person, as one line; ``skips``: days between it and the line above are not shown."""
    spans: list[dict[str, Any]] = []
    for day, kept, festival in days:
        who = kept.account if kept is not None else None
        last = spans[-1] if spans else None
        joins = last is not None and (day - last["last"]).days == 1
        if last is not None and joins and last["who"] is who and last["festival"] == festival:
            last["last"] = day
        else:
            spans.append({"first": day, "last": day, "who": who, "festival": festival, "skips": not joins})
    return spans


@blueprint.get("/concerns/team")
@requires(Permission.POST_NAME)
def team() -> ResponseReturnValue:
    """Who leads and who is second, by district; and what waits for a second person."""
    return _team_page()


@blueprint.post("/concerns/team")
@requires(Permission.POST_NAME)
def send_post() -> ResponseReturnValue:
    """Ask for somebody to be named."""
    form = PostForm()
    form.offer(())
    reach = queries.naming_districts(actor()).where(Area.id == as_id(form.district_id.data))
    district = db.session.scalars(reach).one_or_none()
    if district is None or not form.validate():
        return _team_page()
    post, member = Post(form.post.data), as_id(form.member.data) or uuid.UUID(int=0)
    words = _("Asked. Another person has to confirm it.")
    return done(lambda: posts.ask_for_post(db.session, actor(), district, post, member), words, "concerns.team")


@blueprint.post("/concerns/team/<uuid:post_id>/confirm")
@requires(Permission.POST_NAME)
def confirm_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm, as the second person."""
    words = _("Named. It holds from now on.")
    return done(lambda: posts.confirm_post(db.session, actor(), post_id), words, "concerns.team")


@blueprint.post("/concerns/team/<uuid:post_id>/refuse")
@requires(Permission.POST_NAME)
def refuse_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Say no, or take back what one asked for."""
    words = _("Nobody was named.")
    return done(lambda: posts.refuse_post(db.session, actor(), post_id), words, "concerns.team")


def _team_page() -> ResponseReturnValue:
    page = queries.naming_page(db.session, actor(), request.args.get("cursor"))
    ids = [one.id for one in page.rows]
    teams, waiting = teams_of(db.session, ids), posts.waiting_posts(db.session, ids)
    rows = []
    for district in page.rows:
        members = teams[district.id]
        form = PostForm(formdata=None, prefix="", district_id=str(district.id))
        form.offer(members.members)
        rows.append((district, members, [one for one in waiting if one.district_id == district.id], form))
    return render_template("safeguarding/team.html", page=page, rows=rows, own=actor().id)
