"""Importing a roster: upload, see what was understood, confirm, result."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.rules.throttling import count_file
from app.children.forms import ConfirmImportForm, UploadForm
from app.children.intake.columns import samples
from app.children.models import ImportState, LegalBasis, RosterImport
from app.children.queries import area_names
from app.children.roster import ROSTER
from app.children.rules.imports import (
    Preview,
    discard_roster,
    import_roster,
    preview_roster,
    set_columns,
    upload_roster,
)
from app.children.views.base import blueprint, log_list, own_schools, school_choices
from app.children.wording import change_words
from app.children.words import column_of, say, say_sheet
from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.downloads import download
from app.foundation.errors import Missing, Refused
from app.foundation.ids import as_id
from app.foundation.messages import explain, message
from app.foundation.pages import actor
from app.foundation.spreadsheets import SheetError, mending_file
from app.foundation.wechat import gives_file
from app.places.models import School

SHOWN = 100


@blueprint.get("/rosters/new")
@requires(Permission.ROSTER_IMPORT)
def new_roster() -> ResponseReturnValue:
    """Ask for the file."""
    return render_template("children/upload.html", form=_upload_form())


@blueprint.post("/rosters/new")
@requires(Permission.ROSTER_IMPORT)
def upload() -> ResponseReturnValue:
    """Read the file and keep it until it is decided on."""
    form = _upload_form()
    if form.validate():
        school = db.session.get(School, as_id(form.school_id.data) or uuid.uuid4())
        file = request.files.get("file")
        try:
            roster = _kept(school, file, form)
        except SheetError as error:
            form.file.errors = [say_sheet(error)]
        except Refused as error:
            form.refuse(error)
        else:
            return redirect(url_for("children.roster", roster_id=roster.id))
    return render_template("children/upload.html", form=form)


@blueprint.get("/rosters/<uuid:roster_id>")
@requires(Permission.ROSTER_IMPORT, logs=True)
def roster(roster_id: uuid.UUID) -> ResponseReturnValue:
    """What was understood; after the decision, what came of it."""
    found = _found(roster_id)
    if found.state is not ImportState.UPLOADED:
        return render_template("children/roster_done.html", roster=found)
    return _preview_page(found, ConfirmImportForm(formdata=None, data={"legal_basis": LegalBasis.LEDGER.value}))


@blueprint.post("/rosters/<uuid:roster_id>/columns")
@requires(Permission.ROSTER_IMPORT)
def roster_columns(roster_id: uuid.UUID) -> ResponseReturnValue:
    """Say by hand what columns mean."""
    _found(roster_id)
    prefix = "column-"
    mapping = {name.removeprefix(prefix): value for name, value in request.form.items() if name.startswith(prefix)}
    try:
        set_columns(db.session, actor(), roster_id, dict(list(mapping.items())[:200]))
    except Refused as error:
        flash(explain(error), "error")
    else:
        flash(_("The columns were read again."), "success")
    return redirect(url_for("children.roster", roster_id=roster_id))


@blueprint.post("/rosters/<uuid:roster_id>/confirm")
@requires(Permission.ROSTER_IMPORT, logs=True)
def confirm_roster(roster_id: uuid.UUID) -> ResponseReturnValue:
    """Put the good rows on the ledger."""
    found, form = _found(roster_id), ConfirmImportForm()
    if form.validate():
        changes = {one for text in request.form.getlist("changes") if (one := as_id(text))}
        try:
            import_roster(
                db.session, actor(), roster_id, legal_basis=LegalBasis(form.legal_basis.data),
                answers_for=form.answers_for.data or "", changes=changes, all_changes=bool(form.all_changes.data),
            )  # fmt: skip
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("The roster is on the ledger."), "success")
            return redirect(url_for("children.roster", roster_id=roster_id))
    found = _found(roster_id)
    if found.state is not ImportState.UPLOADED:
        return redirect(url_for("children.roster", roster_id=roster_id))
    return _preview_page(found, form)


@blueprint.post("/rosters/<uuid:roster_id>/discard")
@requires(Permission.ROSTER_IMPORT)
def discard(roster_id: uuid.UUID) -> ResponseReturnValue:
    """Throw the upload away."""
    try:
        discard_roster(db.session, actor(), roster_id)
    except Refused as error:
        flash(explain(error), "error")
    else:
        flash(_("The upload was discarded. Nothing was changed."), "success")
    return redirect(url_for("children.new_roster"))


@blueprint.get("/rosters/<uuid:roster_id>/problems.xlsx")
@requires(Permission.ROSTER_IMPORT, logs=True)
@gives_file
def roster_problems(roster_id: uuid.UUID) -> ResponseReturnValue:
    """The refused rows as a file to mend, with the reasons in its last column."""
    found = _found(roster_id)
    if found.state is not ImportState.UPLOADED:
        flash(message("children.roster_decided"), "error")
        return redirect(url_for("children.roster", roster_id=roster_id))
    try:
        preview = preview_roster(db.session, actor(), found)
    except SheetError as error:
        flash(say_sheet(error), "error")
        return redirect(url_for("children.roster", roster_id=roster_id))
    count_file(db.session, actor())
    rows = len({one.row for one in preview.plan.problems})
    audit.record_and_commit(db.session, actor(), Action.CHILD_EXPORTED, found, count=rows, reason="problem_rows")
    data = mending_file(preview.reading.header, preview.plan.problems, say=say, reason_heading=_("Reason"))
    return download(data, "problem-rows.xlsx")


def _found(roster_id: uuid.UUID) -> RosterImport:
    return authorize(actor(), Permission.ROSTER_IMPORT, db.session.get(RosterImport, roster_id))


def _kept(school: School | None, file: Any, form: UploadForm) -> RosterImport:
    school = authorize(actor(), Permission.ROSTER_IMPORT, school)
    if file is None or not file.filename:
        raise Refused("children.file_missing", field="file")
    return upload_roster(db.session, actor(), school, file.filename, file.read(), roster_id=form.made_id)


def _upload_form() -> UploadForm:
    schools = own_schools(db.session, actor())
    if not schools:
        raise Missing
    form = UploadForm()
    form.school_id.choices = school_choices(schools)
    if len(schools) == 1 and not form.school_id.data:
        form.school_id.data = str(schools[0].id)
    return form


def _preview_page(found: RosterImport, form: ConfirmImportForm) -> ResponseReturnValue:
    try:
        preview = preview_roster(db.session, actor(), found)
    except SheetError as error:
        return render_template("children/roster_broken.html", roster=found, why=say_sheet(error))
    log_list(db.session, actor(), "roster_changes", [change.child for change in preview.plan.changes])
    return render_template(
        "children/roster.html",
        roster=found,
        form=form,
        reading=preview.reading,
        plan=preview.plan,
        problem_rows=len({one.row for one in preview.plan.problems} - set(preview.reading.header.header_rows)),
        problems=[(one, column_of(one), say(one)) for one in preview.plan.problems[:SHOWN]],
        warnings=[(one, column_of(one), say(one)) for one in preview.plan.warnings[:SHOWN]],
        changes=_changes(preview),
        columns=[(one, samples(preview.reading, one.letter)) for one in preview.reading.header.columns.values()],
        fields=[(one.name, ROSTER.canonical(one.name)) for one in ROSTER.fields],
        chosen=request.form.getlist("changes"),
        shown=SHOWN,
    )


def _changes(preview: Preview) -> list[tuple[Any, list[tuple[str, str, str]]]]:
    found = preview.plan.changes[:SHOWN]
    ids = {value for change in found for one in change.fields if one.name in {"township_id", "village_id"}
           for value in (one.before, one.after) if value}  # fmt: skip
    names = area_names(db.session, ids)
    return [(change, [change_words(one, names) for one in change.fields]) for change in found]
