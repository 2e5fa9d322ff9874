"""The impact assessment: its versions, and a new one that begins as a copy of the last."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.children.rules.recording import add_months
from app.drafts.pages import open_draft, sent_place
from app.drafts.registry import DraftForm, add_draft_form
from app.drafts.rules import sending
from app.foundation import clock
from app.foundation.access import Permission, authorize, holds, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.places.models import Area
from app.privacy.forms import AssessmentForm
from app.privacy.models import ImpactAssessment
from app.privacy.queries import assessment_due, assessments_of
from app.privacy.rules.registers import record_assessment
from app.privacy.views.base import blueprint, chosen_district

DRAFT = "assessment"
add_draft_form(
    DraftForm(
        DRAFT, Permission.ASSESSMENT_WRITE, "privacy.new_assessment", "district",
        lambda session, who, number: authorize(who, Permission.ASSESSMENT_WRITE, session.get(Area, number)),
    )
)  # fmt: skip


@blueprint.get("/data-protection/assessments")
@requires(Permission.ASSESSMENT_READ)
def assessments() -> ResponseReturnValue:
    """Every version, and whether the next is due."""
    return render_template(
        "privacy/assessments.html",
        versions=assessments_of(db.session, actor()),
        due=assessment_due(db.session, actor()),
        may_write=holds(actor(), Permission.ASSESSMENT_WRITE),
    )


@blueprint.get("/data-protection/assessments/new")
@requires(Permission.ASSESSMENT_WRITE)
def new_assessment() -> ResponseReturnValue:
    """A new version, filled in with the last."""
    district = chosen_district(Permission.ASSESSMENT_WRITE)
    last = next((one for one in assessments_of(db.session, actor()) if one.district_id == district.id), None)
    texts = {name: getattr(last, name) for name in ("purpose", "effects", "measures", "conclusion")} if last else {}
    days = {"reviewed_on": clock.today(), "next_due_on": add_months(clock.today(), 12)}
    draft = open_draft(db.session, actor(), DRAFT, district.id)
    form = AssessmentForm(draft.formdata, data={"record_id": uuid.uuid4(), **texts, **days})
    return render_template("privacy/assessment_new.html", form=form, draft=draft)


@blueprint.post("/data-protection/assessments/new")
@requires(Permission.ASSESSMENT_WRITE)
def save_assessment() -> ResponseReturnValue:
    """Record it."""
    district, form = chosen_district(Permission.ASSESSMENT_WRITE), AssessmentForm()
    if form.validate_on_submit():
        number = uuid.UUID(form.record_id.data)
        try:
            with sending(db.session, actor(), sent_place(DRAFT, district.id)):
                made = record_assessment(db.session, actor(), district, form.given(), assessment_id=number)
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("Version %(number)s is recorded.", number=made.version), "success")
            return redirect(url_for(".assessment", assessment_id=made.id))
    draft = open_draft(db.session, actor(), DRAFT, district.id)
    return render_template("privacy/assessment_new.html", form=form, draft=draft), 422


@blueprint.get("/data-protection/assessments/<uuid:assessment_id>")
@requires(Permission.ASSESSMENT_READ)
def assessment(assessment_id: uuid.UUID) -> ResponseReturnValue:
    """One version, to be read and printed."""
    found = authorize(actor(), Permission.ASSESSMENT_READ, db.session.get(ImpactAssessment, assessment_id))
    return render_template("privacy/assessment.html", version=found)
