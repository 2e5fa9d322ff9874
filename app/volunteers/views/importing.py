"""Importing a sign-up list: upload, see what was understood, settle the columns, confirm."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.rules.throttling import count_file
from app.children.models import ImportState
from app.children.words import say_sheet
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.downloads import download
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.spreadsheets import SheetError, mending_file
from app.foundation.wechat import gives_file
from app.volunteers.forms import UploadForm
from app.volunteers.models import VolunteerImport
from app.volunteers.queries import visible_imports
from app.volunteers.rules.imports import discard_list, import_list, preview_list, set_columns, upload_list
from app.volunteers.signup_list import SIGNUP
from app.volunteers.views.base import blueprint, chosen_season
from app.volunteers.words import column_of, say

MOST_SHOWN = 200


@blueprint.route("/volunteers/import", methods=["GET", "POST"])
@requires(Permission.VOLUNTEER_IMPORT)
def upload() -> ResponseReturnValue:
    """Upload a list."""
    season = chosen_season()
    if season is None:
        return render_template("volunteers/no_season.html")
    form = UploadForm(data={"import_id": str(uuid.uuid4())})
    if form.validate_on_submit():
        sent = form.file.data
        try:
            made = upload_list(
                db.session, actor(), season, sent.filename or "", sent.read(), import_id=uuid.UUID(form.import_id.data)
            )
        except SheetError as error:
            form.file.errors = [*form.file.errors, say_sheet(error)]
        except Refused as error:
            form.refuse(error)
        else:
            return redirect(url_for(".preview", import_id=made.id))
    page = render_template(
        "volunteers/upload.html", form=form, season=season, earlier=visible_imports(db.session, actor())
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/volunteers/imports/<uuid:import_id>")
@requires(Permission.VOLUNTEER_IMPORT)
def preview(import_id: uuid.UUID) -> ResponseReturnValue:
    """What was understood of a list, and what importing it would do."""
    uploaded = _mine(import_id)
    if uploaded.state is not ImportState.UPLOADED:
        return render_template("volunteers/imported.html", uploaded=uploaded)
    try:
        found = preview_list(db.session, uploaded)
    except SheetError as error:
        flash(say_sheet(error), "error")
        return redirect(url_for(".upload"))
    return render_template(
        "volunteers/preview.html",
        uploaded=uploaded,
        reading=found.reading,
        plan=found.plan,
        refused=len({one.row for one in found.plan.problems} - set(found.reading.header.header_rows)),
        good=len(found.plan.new) + len(found.plan.changes) + len(found.plan.same),
        fields=[(one.name, SIGNUP.canonical(one.name)) for one in SIGNUP.fields],
        say=say,
        column_of=column_of,
        most=MOST_SHOWN,
    )


@blueprint.get("/volunteers/imports/<uuid:import_id>/problems")
@requires(Permission.VOLUNTEER_IMPORT, logs=True)
@gives_file
def problems(import_id: uuid.UUID) -> ResponseReturnValue:
    """The refused rows as a file with their reasons, to mend and upload again."""
    uploaded = _mine(import_id)
    try:
        found = preview_list(db.session, uploaded)
    except SheetError:
        return redirect(url_for(".preview", import_id=import_id))
    count_file(db.session, actor())
    content = mending_file(found.reading.header, found.plan.problems, say=say, reason_heading=_("Reason"))
    return download(content, "to-mend.xlsx")


@blueprint.post("/volunteers/imports/<uuid:import_id>/columns")
@requires(Permission.VOLUNTEER_IMPORT)
def columns(import_id: uuid.UUID) -> ResponseReturnValue:
    """Say by hand what the columns mean."""
    _mine(import_id)
    chosen = {name.removeprefix("column_"): value for name, value in request.form.items() if name.startswith("column_")}
    try:
        set_columns(db.session, actor(), import_id, chosen)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    return redirect(url_for(".preview", import_id=import_id))


@blueprint.post("/volunteers/imports/<uuid:import_id>/confirm")
@requires(Permission.VOLUNTEER_IMPORT)
def confirm(import_id: uuid.UUID) -> ResponseReturnValue:
    """Take the good rows over."""
    _mine(import_id)
    try:
        done = import_list(db.session, actor(), import_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
        return redirect(url_for(".preview", import_id=import_id))
    flash(_("%(created)s new, %(changed)s changed.", created=done.created, changed=done.changed), "success")
    return redirect(url_for(".index", season=done.season_id))


@blueprint.post("/volunteers/imports/<uuid:import_id>/discard")
@requires(Permission.VOLUNTEER_IMPORT)
def discard(import_id: uuid.UUID) -> ResponseReturnValue:
    """Throw an upload away."""
    _mine(import_id)
    try:
        discard_list(db.session, actor(), import_id)
        flash(_("The list was discarded."), "success")
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    return redirect(url_for(".upload"))


def _mine(import_id: uuid.UUID) -> VolunteerImport:
    return authorize(actor(), Permission.VOLUNTEER_IMPORT, db.session.get(VolunteerImport, import_id))
