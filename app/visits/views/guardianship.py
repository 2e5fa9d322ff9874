"""Care agreements, and the look through a file."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.children.models import Child
from app.drafts.pages import open_draft, sent_place
from app.drafts.registry import DraftForm, add_draft_form
from app.drafts.rules import sending
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.visits.forms import AgreementForm, CheckForm, DiffersForm
from app.visits.rules.guardianship import check_file, end_agreement, record_agreement
from app.visits.views.base import blueprint, judged_child

add_draft_form(
    DraftForm(
        "care-agreement", Permission.GUARDIANSHIP_WRITE, "visits.agreement", "child_id",
        lambda session, who, child_id: authorize(who, Permission.GUARDIANSHIP_WRITE, session.get(Child, child_id)),
    )
)  # fmt: skip


@blueprint.route("/children/<uuid:child_id>/care-agreement", methods=["GET", "POST"])
@requires(Permission.GUARDIANSHIP_WRITE)
def agreement(child_id: uuid.UUID) -> ResponseReturnValue:
    """Record a care agreement."""
    child = judged_child(child_id, Permission.GUARDIANSHIP_WRITE)
    draft = open_draft(db.session, actor(), "care-agreement", child_id)
    form = AgreementForm(formdata=draft.formdata or request.form or None)
    if form.validate_on_submit():
        try:
            with sending(db.session, actor(), sent_place("care-agreement", child_id)):
                record_agreement(db.session, actor(), child_id, form.given(), form.made_id)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("The care agreement is on file."), "success")
            return redirect(url_for(".of_child", child_id=child_id))
    return render_template("visits/agreement.html", form=form, child=child, draft=draft)


@blueprint.post("/care-agreements/<uuid:agreement_id>/end")
@requires(Permission.GUARDIANSHIP_WRITE)
def agreement_end(agreement_id: uuid.UUID) -> ResponseReturnValue:
    """The agreement does not hold any more."""
    row = end_agreement(db.session, actor(), agreement_id)
    flash(_("The agreement ended today. If somebody else looks after the child now, record the new one."), "success")
    return redirect(url_for(".of_child", child_id=row.child_id))


@blueprint.post("/children/<uuid:child_id>/file-check")
@requires(Permission.GUARDIANSHIP_WRITE)
def check(child_id: uuid.UUID) -> ResponseReturnValue:
    """One tap: looked through, and still right."""
    form = CheckForm()
    try:
        check_file(db.session, actor(), child_id, form.made_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(_("Noted: the file was looked through today and is right."), "success")
    return redirect(url_for(".of_child", child_id=child_id))


@blueprint.route("/children/<uuid:child_id>/file-differs", methods=["GET", "POST"])
@requires(Permission.GUARDIANSHIP_WRITE)
def differs(child_id: uuid.UUID) -> ResponseReturnValue:
    """Say what in the file is not right any more; whoever keeps it changes it and looks again."""
    child, form = judged_child(child_id, Permission.GUARDIANSHIP_WRITE), DiffersForm()
    if form.validate_on_submit():
        try:
            check_file(db.session, actor(), child_id, form.made_id, form.note.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Noted. The school changes the file, then confirms it."), "success")
            return redirect(url_for(".of_child", child_id=child_id))
    return render_template("visits/differs.html", form=form, child=child)
