"""Pages of places in a class: enrolling, offering in bulk, and what became of one."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.activities import rules
from app.activities.forms.classes import PlaceForm
from app.activities.models import Enrolment, EnrolmentEnd, EnrolmentState
from app.activities.queries import classes as queries
from app.activities.views.base import classes, log_names, sent_ids
from app.activities.wording import outcome_words
from app.children.access import is_near
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor


@classes.route("/<uuid:class_id>/enrol", methods=["GET", "POST"])
@requires(Permission.ENROLMENT_WRITE, logs=True)
def enrol(class_id: uuid.UUID) -> ResponseReturnValue:
    """Enrol children of one's own school or village whose carers asked for it."""
    who = actor()
    lessons = queries.class_for(db.session, who, class_id)
    if request.method == "POST":
        try:
            chosen = sent_ids("child")
            done = rules.enrol(db.session, who, class_id, chosen)
        except Refused as error:
            db.session.rollback()
            flash(explain(error), "error")
        else:
            flash(outcome_words(done) if chosen else _("Free places are offered to who waits longest."), "success")
        return redirect(url_for(".show", class_id=class_id))
    found = queries.candidates(db.session, who, lessons)
    log_names("enrol", lessons, len(found))
    filled = queries.filled_of(db.session, [class_id])[class_id]
    return render_template("activities/enrol.html", lessons=lessons, filled=filled, candidates=found)


@classes.route("/offers", methods=["GET", "POST"])
@requires(Permission.ENROLMENT_WRITE, logs=True)
def offers() -> ResponseReturnValue:
    """Offer free places, in bulk, to own children who still wait for a pairing."""
    who = actor()
    open_ones = [(one, filled) for one, filled in queries.classes_seen(db.session, who) if one.closed_at is None]
    asked = request.values.get("class", type=uuid.UUID)
    lessons = queries.class_for(db.session, who, asked) if asked else next((one for one, _f in open_ones), None)
    if request.method == "POST" and lessons is not None:
        try:
            done = rules.offer(db.session, who, lessons.id, sent_ids("child"))
        except Refused as error:
            db.session.rollback()
            flash(explain(error), "error")
        else:
            flash(outcome_words(done), "success")
        return redirect(url_for(".show", class_id=lessons.id))
    waiting = queries.still_waiting(db.session, who, lessons) if lessons is not None else []
    if lessons is not None:
        log_names("offers", lessons, len(waiting))
    return render_template("activities/offers.html", classes=open_ones, lessons=lessons, candidates=waiting)


@classes.route("/places/<uuid:enrolment_id>", methods=["GET", "POST"])
@requires(Permission.ENROLMENT_WRITE, logs=True)
def place(enrolment_id: uuid.UUID) -> ResponseReturnValue:
    """What became of a place: the carer's answer to an offer, or why it ends."""
    who = actor()
    found = authorize(who, Permission.ENROLMENT_WRITE, db.session.get(Enrolment, enrolment_id))
    form = PlaceForm()
    form.offer(found.state)
    onwards = url_for(".show", class_id=found.class_id)
    if form.validate_on_submit():
        try:
            _decide(found, form.reason())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(onwards)
    named = is_near(who, found.child)
    if named:
        log_names("place", found, 1)
    page = render_template("activities/place.html", form=form, place=found, named=named, back=onwards)
    return page, 422 if form.is_submitted() else 200


def _decide(found: Enrolment, reason: EnrolmentEnd | None) -> None:
    if found.state is EnrolmentState.OFFERED or reason is None:
        rules.answer_offer(db.session, actor(), found.id, reason)
    else:
        rules.end_enrolment(db.session, actor(), found.id, reason)
