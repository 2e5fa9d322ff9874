"""The checks of a season: one table, ticked in bulk; and the checks of one student."""

from __future__ import annotations

import uuid
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.seasons.models import Season
from app.volunteers.forms import BulkForm, CheckForm, VerifyForm
from app.volunteers.gates import ADULT, VolunteerGate, has_pledged, latest_checks, running_out, runs_out_on
from app.volunteers.models import Skill, VettingCheck, VettingKind, VettingResult, Volunteer
from app.volunteers.queries import held_back, in_order, load_volunteer, soon_to_lapse, standings
from app.volunteers.rules.vetting import Outcome, record_checks, unverify_skill, verify_skill
from app.volunteers.training import training_of
from app.volunteers.views.base import blueprint, chosen_season
from app.volunteers.views.people import show_page

add_navigation(
    NavigationItem(
        _l("Checks"), "volunteers.vetting", "shield", Permission.VETTING_RECORD, 31, group=NavigationGroup.VOLUNTEERS
    )
)
PAGE = 30
"""Students of a page: on a phone each has six boxes to tick."""
SOON = "runs_out"


@blueprint.route("/vetting", methods=["GET", "POST"])
@requires(Permission.VETTING_READ)
def vetting() -> ResponseReturnValue:
    """Students by checks; ticked boxes are recorded as clear, all with the day and the reference given once."""
    season = chosen_season()
    if season is None:
        return render_template("volunteers/no_season.html")
    authorize(actor(), Permission.VETTING_READ, season)
    form = BulkForm(data={"checked_on": clock.today(), "hours": season.training_hours})
    if form.validate_on_submit():
        try:
            number = record_checks(db.session, actor(), _ticked(form))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(ngettext("%(num)s check recorded.", "%(num)s checks recorded.", number), "success")
            return redirect(url_for(".vetting", season=season.id, gate=request.form.get("gate") or None))
    found = standings(db.session, season, clock.today())
    gate = request.values.get("gate", "")
    soon = soon_to_lapse(found, clock.today())
    chosen = in_order(soon if gate == SOON else [one for one in found if not gate or gate in one.missing])
    place = max(request.args.get("from", 0, type=int), 0)
    page = render_template(
        "volunteers/vetting.html",
        season=season,
        form=form,
        counts=held_back(found),
        clear=sum(not one.missing for one in found),
        everybody=len(found),
        gate=gate,
        gates=VolunteerGate,
        soon=len(soon),
        soon_gate=SOON,
        kinds=list(VettingKind),
        rows=[(one, _cells(one.volunteer, season)) for one in chosen[place : place + PAGE]],
        trained={one.volunteer.id: training_of(one.volunteer, clock.today()) for one in chosen[place : place + PAGE]},
        ticked={kind: set(request.form.getlist(kind.value)) for kind in VettingKind},
        total=len(chosen),
        place=place,
        size=PAGE,
    )
    return page, 422 if form.is_submitted() else 200


def _ticked(form: BulkForm) -> list[Outcome]:
    outcomes, day, reference = [], form.checked_on.data, (form.reference.data or "").strip()
    for kind in VettingKind:
        for written in request.form.getlist(kind.value):
            try:
                hours = form.hours.data if kind is VettingKind.TRAINING else None
                outcomes.append(Outcome(uuid.UUID(written), kind, day, reference=reference, hours=hours))
            except ValueError:
                raise Missing from None
    return outcomes


def _cells(volunteer: Volunteer, season: Season) -> dict[VettingKind, tuple[str, date | None]]:
    """Per kind: ``clear`` with its day, ``until`` and ``soon`` with the day it runs out, ``failed``, ``due``, ``none``.

    ``none`` is not asked of this student.
    """
    checks, today = latest_checks(volunteer), clock.today()
    soon, trained = running_out(volunteer, today), training_of(volunteer, today).is_enough(season)
    cells: dict[VettingKind, tuple[str, date | None]] = {}
    for kind in VettingKind:
        check = checks.get(kind)
        ends = runs_out_on(check) if check is not None else None
        if kind is VettingKind.GUARDIAN and clock.age_on(volunteer.birth_date, today) >= ADULT:
            cells[kind] = ("none", None)
        elif check is not None and check.result is VettingResult.FAILED:
            cells[kind] = ("failed", check.checked_on)
        elif check is None or _counts_no_more(check, today) or (kind is VettingKind.TRAINING and not trained):
            cells[kind] = ("due", None)
        elif kind in soon:
            cells[kind] = ("soon", ends)
        else:
            cells[kind] = ("until", ends) if ends is not None else ("clear", check.checked_on)
    return cells


def _counts_no_more(check: VettingCheck, today: date) -> bool:
    """Taken back, run out, or a pledge of a text that everybody must sign anew."""
    ends = runs_out_on(check)
    outdated = check.kind is VettingKind.PLEDGE and not has_pledged(check)
    return check.result is VettingResult.WITHDRAWN or outdated or (ends is not None and ends <= today)


@blueprint.post("/volunteers/<uuid:volunteer_id>/checks")
@requires(Permission.VETTING_RECORD)
def check(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """Record one check of one student, also one that failed."""
    authorize(actor(), Permission.VETTING_RECORD, load_volunteer(db.session, volunteer_id))
    form = CheckForm()
    form.offer()
    if form.validate_on_submit():
        outcome = Outcome(
            volunteer_id,
            VettingKind(form.kind.data),
            form.checked_on.data,
            VettingResult(form.result.data),
            (form.reference.data or "").strip(),
            form.hours.data if form.kind.data == VettingKind.TRAINING.value else None,
        )
        try:
            record_checks(db.session, actor(), [outcome])
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Recorded."), "success")
            return redirect(url_for(".show", volunteer_id=volunteer_id))
    return show_page(volunteer_id, form), 422


@blueprint.post("/volunteers/skills/<uuid:skill_id>/verify")
@requires(Permission.VETTING_RECORD)
def verify(skill_id: uuid.UUID) -> ResponseReturnValue:
    """Say that a student can counsel, and who supervises; or take that back."""
    volunteer = _of_skill(skill_id)
    form = VerifyForm()
    try:
        if "withdraw" in request.form:
            unverify_skill(db.session, actor(), skill_id)
            flash(_("The verification is withdrawn."), "success")
        else:
            verify_skill(db.session, actor(), skill_id, form.supervisor.data or "")
            flash(_("Recorded."), "success")
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    return redirect(url_for(".show", volunteer_id=volunteer.id))


def _of_skill(skill_id: uuid.UUID) -> Volunteer:
    skill = db.session.get(Skill, skill_id)
    return authorize(actor(), Permission.VETTING_RECORD, skill.volunteer if skill is not None else None)
