"""Pages that change an activity: its plan, its end, and who served at it."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.activities import rules
from app.activities.forms.events import EndForm, change_as_it_is
from app.activities.models import Activity, EndReason
from app.activities.queries.serving import helpers
from app.activities.rules import Span
from app.activities.views.base import events, sent_ids
from app.catalogue.queries import safety_topics, service_areas
from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor


@events.route("/<uuid:activity_id>/edit", methods=["GET", "POST"])
@requires(Permission.ACTIVITY_WRITE)
def edit(activity_id: uuid.UUID) -> ResponseReturnValue:
    """Change an activity, alone or with all that follow in its class."""
    row = authorize(actor(), Permission.ACTIVITY_WRITE, db.session.get(Activity, activity_id))
    form = change_as_it_is(row)
    form.offer_content(service_areas(db.session), safety_topics(db.session))
    if form.validate_on_submit():
        try:
            rules.change_activity(db.session, actor(), activity_id, form.change(), following=form.following.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", activity_id=activity_id))
    page = render_template("activities/edit.html", form=form, row=row)
    return page, 422 if form.is_submitted() else 200


@events.route("/<uuid:activity_id>/end", methods=["GET", "POST"])
@requires(Permission.ACTIVITY_WRITE)
def end(activity_id: uuid.UUID) -> ResponseReturnValue:
    """Cancel a planned activity, or make a held one void."""
    row = authorize(actor(), Permission.ACTIVITY_WRITE, db.session.get(Activity, activity_id))
    form = EndForm()
    form.offer()
    if form.validate_on_submit():
        try:
            reason = EndReason(form.reason.data)
            rules.end_activity(db.session, actor(), activity_id, reason, following=form.following.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", activity_id=activity_id))
    page = render_template("activities/end.html", form=form, row=row)
    return page, 422 if form.is_submitted() else 200


@events.route("/<uuid:activity_id>/helpers", methods=["GET", "POST"])
@requires(Permission.ACTIVITY_WRITE)
def serve(activity_id: uuid.UUID) -> ResponseReturnValue:
    """Say who of the volunteers served, from when to when; at first those of the site's township."""
    row = authorize(actor(), Permission.ACTIVITY_WRITE, db.session.get(Activity, activity_id))
    if request.method == "POST":
        served = {volunteer_id: _span(row, volunteer_id) for volunteer_id in sent_ids("served")}
        try:
            count = rules.set_services(db.session, actor(), activity_id, sent_ids("volunteer"), served)
        except Refused as error:
            db.session.rollback()
            flash(explain(error), "error")
        else:
            flash(ngettext("Saved. %(num)s volunteer served.", "Saved. %(num)s volunteers served.", count), "success")
            return redirect(url_for(".show", activity_id=activity_id))
    nearby = request.args.get("all") != "yes"
    found = helpers(db.session, actor(), row, nearby=nearby)
    return render_template("activities/helpers.html", row=row, helpers=found, nearby=nearby)


def _span(row: Activity, volunteer_id: uuid.UUID) -> Span:
    """From when to when, as typed beside the volunteer; empty means with the activity."""
    day = clock.local(row.starts_at).date()
    moments = []
    for name, otherwise in (("from", row.starts_at), ("to", row.ends_at)):
        typed = request.form.get(f"{name}-{volunteer_id}", "")
        try:
            at = datetime.strptime(typed[:5], "%H:%M").time() if typed else None  # noqa: DTZ007 - a time of day
        except ValueError:
            raise Missing from None
        moments.append(clock.from_local(datetime.combine(day, at)) if at else otherwise)
    return Span(*moments)
