"""The record of a volunteer's service: one's own, and for staff in scope, who add to it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.certificates import queries
from app.certificates.access import RecordOf
from app.certificates.forms import CommendForm, EvaluateForm, StrikeForm
from app.certificates.models import Commendation, Evaluation, Rating, StrikeReason
from app.certificates.rules.recording import Judged, commend, evaluate, strike
from app.certificates.service import hours_by_area, served_by, service_of_volunteer
from app.certificates.stars import THRESHOLDS, star_of
from app.certificates.views.base import blueprint, done
from app.foundation import audit
from app.foundation.access import Permission, Role, authorize, may, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.pages import actor
from app.seasons.models import Season
from app.volunteers.models import VettingKind, VettingResult
from app.volunteers.queries import volunteer_of

SHOWN = 100


@blueprint.get("/record")
@requires(Permission.RECORD_OWN)
def own_record() -> ResponseReturnValue:
    """One's own record; who has not signed up yet is led there."""
    own = volunteer_of(db.session, actor().id)
    if own is None:
        flash(_("Your record begins once you have signed up."), "info")
        return redirect(url_for("home.index"))
    record = authorize(actor(), Permission.RECORD_OWN, queries.record_of(db.session, own.id))
    return _page(record, own=True)


@blueprint.get("/volunteers/<uuid:volunteer_id>/record")
@requires(Permission.RECORD_READ, logs=True)
def record(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """A volunteer's record, on the log as read."""
    return _staff_page(volunteer_id)


@blueprint.post("/volunteers/<uuid:volunteer_id>/commendations")
@requires(Permission.RECORD_WRITE)
def send_commendation(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """Record an award."""
    form = CommendForm(prefix="commend-")
    if not form.validate():
        return _staff_page(volunteer_id, commend_form=form)
    title, day, giver = form.title.data, form.given_on.data, form.given_by.data
    try:
        commend(db.session, actor(), volunteer_id, title, day, giver)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _staff_page(volunteer_id, commend_form=form)
    flash(_("Recorded."), "success")
    return redirect(url_for(".record", volunteer_id=volunteer_id))


@blueprint.post("/volunteers/<uuid:volunteer_id>/evaluations")
@requires(Permission.RECORD_WRITE)
def send_evaluation(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """Record how one's school, or the League, judges a season's service."""
    who = actor()
    judged_of = authorize(who, Permission.RECORD_WRITE, queries.record_of(db.session, volunteer_id))
    form = EvaluateForm(prefix="evaluate-").offer(_seasons(judged_of))
    if not form.validate():
        return _staff_page(volunteer_id, evaluate_form=form)
    judged = Judged(
        Rating(form.content.data), Rating(form.quality.data), Rating(form.attitude.data), form.words.data or ""
    )
    season_id = uuid.UUID(form.season.data)
    return done(
        lambda: evaluate(db.session, who, volunteer_id, season_id, judged), _("Recorded."), ".record",
        volunteer_id=volunteer_id,
    )  # fmt: skip


@blueprint.post("/commendations/<uuid:entry_id>/strike")
@requires(Permission.RECORD_WRITE)
def strike_commendation(entry_id: uuid.UUID) -> ResponseReturnValue:
    """Strike out an award."""
    return _struck(Commendation, entry_id)


@blueprint.post("/evaluations/<uuid:entry_id>/strike")
@requires(Permission.RECORD_WRITE)
def strike_evaluation(entry_id: uuid.UUID) -> ResponseReturnValue:
    """Strike out an evaluation."""
    return _struck(Evaluation, entry_id)


def _struck(kind: queries.Kind, entry_id: uuid.UUID) -> ResponseReturnValue:
    entry = queries.entry_of(db.session, kind, entry_id)
    if entry is None:
        raise Missing
    volunteer_id = entry.volunteer_id
    authorize(actor(), Permission.RECORD_WRITE, queries.record_of(db.session, volunteer_id))
    form = StrikeForm().offer()
    reason = StrikeReason(form.reason.data) if form.validate() else StrikeReason.OTHER
    words = _("Struck out. It stays on the record as such.")
    return done(
        lambda: strike(db.session, actor(), kind, entry_id, reason), words, ".record", volunteer_id=volunteer_id
    )


def _staff_page(volunteer_id: uuid.UUID, **forms: Any) -> ResponseReturnValue:
    found = authorize(actor(), Permission.RECORD_READ, queries.record_of(db.session, volunteer_id))
    audit.record_and_commit(db.session, actor(), audit.Action.RECORD_READ, found.volunteer)
    return _page(found, own=False, **forms)


def _page(found: RecordOf, *, own: bool, **forms: Any) -> ResponseReturnValue:
    volunteer, who = found.volunteer, actor()
    service = service_of_volunteer(db.session, volunteer.id)
    by_area: dict[str, int] = {}
    for one in service:
        for area, minutes in one.by_area.items():
            by_area[area] = by_area.get(area, 0) + minutes
    total = sum(by_area.values())
    seasons = _seasons(found)
    as_league = found.district_id in who.scope_ids(Role.ORGANIZER)
    answer = render_template(
        "certificates/record.html", volunteer=volunteer, own=own, service=service,
        seasons={one.id: one for one in seasons}, total=total, by_area=hours_by_area(by_area), star=star_of(total),
        thresholds=THRESHOLDS, served=served_by(db.session, volunteer.id)[:SHOWN], shown=SHOWN,
        trainings=[one for one in volunteer.checks
                   if one.kind is VettingKind.TRAINING and one.result is VettingResult.CLEAR],
        commendations=queries.commendations_of(db.session, volunteer.id),
        evaluations=queries.evaluations_of(db.session, volunteer.id),
        certificates=queries.certificates_of(db.session, volunteer.id) if own or as_league else (),
        may_write=not own and may(who, Permission.RECORD_WRITE, found), as_league=as_league,
        **{
            "commend_form": CommendForm(formdata=None, prefix="commend-"),
            "evaluate_form": EvaluateForm(formdata=None, prefix="evaluate-").offer(seasons),
            "strike_form": StrikeForm(formdata=None).offer(),
            **forms,
        },
    )  # fmt: skip
    return (answer, 422) if forms else answer


def _seasons(found: RecordOf) -> list[Season]:
    """The seasons in which something is confirmed, the latest first: what an evaluation can be about."""
    served = [one.season_id for one in service_of_volunteer(db.session, found.id)]
    wanted = select(Season).where(Season.id.in_(served))
    return list(db.session.scalars(wanted.order_by(Season.starts_on.desc(), Season.code)))
