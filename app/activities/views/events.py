"""Pages of group activities: the list, recording one, and who was there."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.activities import queries, rules
from app.activities.forms.events import ActivityForm
from app.activities.models import ActivityState
from app.activities.queries import Narrowing
from app.activities.queries.serving import served_at
from app.activities.views.base import events, log_names, sent_ids
from app.catalogue.queries import safety_topics, service_areas
from app.foundation import clock
from app.foundation.access import Permission, kept, may, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.outbox import Outbox, add_outbox, asked_ids, in_language, refused, state_answer, taken
from app.foundation.pages import NavigationItem, actor, add_writing

add_writing(NavigationItem(_l("Record an activity"), "activities.new", "calendar", Permission.ACTIVITY_WRITE, 20))
add_outbox(
    Outbox(
        "activity",
        _l("Activity"),
        Permission.ACTIVITY_WRITE,
        empty="activities.empty",
        state="activities.state",
        send="activities.new",
        number="activity_id",
    )
)


@events.get("/")
@requires(Permission.ACTIVITY_READ)
def index() -> ResponseReturnValue:
    """The activities of the scope, the latest first."""
    page = queries.activities(db.session, actor(), request.args.get("cursor"))
    return render_template(
        "activities/index.html",
        page=page,
        planned=queries.planned(db.session, actor()) if page.previous is None else [],
        now=clock.now(),
    )


@events.route("/new", methods=["GET", "POST"])
@requires(Permission.ACTIVITY_WRITE, blind=True)
def new() -> ResponseReturnValue:
    """Record a group activity; who was there is ticked on its page."""
    who, sites = actor(), queries.sites(db.session, actor())
    form = ActivityForm(data={"activity_id": str(uuid.uuid4()), "day": clock.today()})
    form.offer(sites, service_areas(db.session), safety_topics(db.session))
    if form.validate_on_submit():
        try:
            row = rules.record_activity(db.session, who, form.event(), sent_ids("present"))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            ahead = row.state is ActivityState.PLANNED
            flash(_("Planned.") if ahead else _("Recorded. Now tick who was there."), "success")
            return taken(url_for(".show", activity_id=row.id))
    if (answer := refused(form)) is not None:
        return answer
    return render_template("activities/new.html", form=form, sites=sites, present=sent_ids("present"))


@events.get("/without-signal/<any(zh, en):language>")
@kept
def empty(language: str) -> ResponseReturnValue:
    """The form with nobody in it; the phone fills in the sites and codes it keeps."""
    with in_language(language):
        form = ActivityForm(formdata=None, meta={"csrf": False})
        form.offer([], service_areas(db.session), safety_topics(db.session))
        return render_template("activities/empty.html", form=form)


@events.get("/unsent")
@requires(Permission.ACTIVITY_WRITE, blind=True)
def state() -> ResponseReturnValue:
    """Which of the activities asked about are recorded; one's sites, and the codes of the children one knows."""
    who = actor()
    recorded = queries.known_ids(db.session, who, asked_ids(request.args.getlist("id")))
    sites = [(str(site.id), site.name) for site in queries.sites(db.session, who)]
    children = [(str(child_id), code) for child_id, code in queries.own_codes(db.session, who)]
    return state_answer(who, recorded, {"site_id": sites, "present": children})


@events.get("/<uuid:activity_id>")
@requires(Permission.ACTIVITY_READ, logs=True)
def show(activity_id: uuid.UUID) -> ResponseReturnValue:
    """One activity and the children of the actor's scope, to tick who was there."""
    who = actor()
    row = queries.activity(db.session, who, activity_id)
    narrowing = _narrowing(request.args)
    townships = queries.townships(db.session, who, row)
    # An organizer's scope is too long a list to tick: the site's township first, another on request.
    if townships and narrowing == Narrowing() and row.class_id is None:
        narrowing = Narrowing(row.township_id)
    ticks, more = queries.ticks(db.session, who, row, narrowing)
    log_names("activities", row, sum(tick.name is not None for tick in ticks))
    return render_template(
        "activities/show.html",
        row=row,
        ticks=ticks,
        more=more,
        narrowing=narrowing,
        townships=townships,
        schools=queries.schools(db.session, who, row, narrowing.township_id),
        present=queries.present_count(db.session, row.id),
        served=served_at(db.session, row) if row.state is ActivityState.HELD else [],
        may_write=may(who, Permission.ACTIVITY_WRITE, row),
        begun=row.starts_at <= clock.now(),
    )


@events.post("/<uuid:activity_id>/attendance")
@requires(Permission.ACTIVITY_WRITE, blind=True)
def attend(activity_id: uuid.UUID) -> ResponseReturnValue:
    """Keep who of the children on the list was there."""
    shown, present = sent_ids("shown"), sent_ids("present")
    try:
        count = rules.set_attendance(db.session, actor(), activity_id, shown, present)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(ngettext("Saved. %(num)s child was there.", "Saved. %(num)s children were there.", count), "success")
    return redirect(url_for(".show", activity_id=activity_id, **_kept()))


def _narrowing(source: Any) -> Narrowing:
    everyone = source.get("all") == "yes"
    return Narrowing(source.get("township", type=uuid.UUID), source.get("school", type=uuid.UUID), everyone)


def _kept() -> dict[str, Any]:
    narrowing = _narrowing(request.form)
    everyone = "yes" if narrowing.everyone else None
    return {"township": narrowing.township_id, "school": narrowing.school_id, "all": everyone}
