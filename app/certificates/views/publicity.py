"""Publicised hours: opening, looking, objecting, answering."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.certificates import queries
from app.certificates.forms import PublicityForm, WordsForm
from app.certificates.models import Objection
from app.certificates.rules.publicising import answer, object_to, open_publicity
from app.certificates.views.base import SIZE, blueprint
from app.certificates.views.issuing import season_page
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.volunteers.views.base import chosen_season


@blueprint.get("/publicity")
@requires(Permission.PUBLICITY_READ)
def publicities() -> ResponseReturnValue:
    """What is publicised in one's district, and what was."""
    return render_template("certificates/publicities.html", found=queries.publicities(db.session, actor()))


@blueprint.get("/publicity/<uuid:publicity_id>")
@requires(Permission.PUBLICITY_READ)
def show_publicity(publicity_id: uuid.UUID) -> ResponseReturnValue:
    """The hours under the surname alone, and where one objects."""
    return _page(publicity_id)


@blueprint.post("/publicity")
@requires(Permission.PUBLICITY_OPEN)
def open_hours() -> ResponseReturnValue:
    """Publicise the hours of a season."""
    season, form = chosen_season(), PublicityForm()
    if season is None:
        raise Missing
    if not form.validate():
        return season_page(publicity_form=form)
    try:
        made = open_publicity(db.session, actor(), season.id, form.days.data)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return season_page(publicity_form=form)
    flash(_("The hours are posted for the staff and volunteers of the district; they may object."), "success")
    return redirect(url_for(".show_publicity", publicity_id=made.id))


@blueprint.post("/publicity/<uuid:publicity_id>/objections")
@requires(Permission.PUBLICITY_READ)
def send_objection(publicity_id: uuid.UUID) -> ResponseReturnValue:
    """Object, in words."""
    queries.publicity_of(db.session, actor(), publicity_id)
    form = WordsForm()
    objection_id = _as_id(form.objection_id.data)
    if not form.validate() or objection_id is None:
        return _page(publicity_id, objection_form=form)
    try:
        object_to(db.session, actor(), publicity_id, objection_id, form.words.data)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _page(publicity_id, objection_form=form)
    flash(_("Sent. The League answers in writing; you find the answer here."), "success")
    return redirect(url_for(".show_publicity", publicity_id=publicity_id))


@blueprint.post("/objections/<uuid:objection_id>/answer")
@requires(Permission.PUBLICITY_OPEN)
def send_answer(objection_id: uuid.UUID) -> ResponseReturnValue:
    """Answer an objection in writing."""
    found = authorize(actor(), Permission.PUBLICITY_OPEN, db.session.get(Objection, objection_id))
    publicity_id, form = found.publicity_id, WordsForm()
    try:
        answer(db.session, actor(), objection_id, form.words.data or "")
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(_("Answered."), "success")
    return redirect(url_for(".show_publicity", publicity_id=publicity_id))


def _page(publicity_id: uuid.UUID, **forms: Any) -> ResponseReturnValue:
    who = actor()
    publicity = queries.publicity_of(db.session, who, publicity_id)
    answers = may(who, Permission.PUBLICITY_OPEN, publicity)
    shown = [one for one in publicity.objections if answers or one.account_id == who.id]
    made = {"objection_form": WordsForm(formdata=None, data={"objection_id": str(uuid.uuid4())}), **forms}
    rows = queries.public_rows(db.session, who, publicity)
    page = render_template(
        "certificates/publicity.html", publicity=publicity, rows=rows,
        mine=next((one for one in rows if one.own), None),
        place=max(request.args.get("from", 0, type=int), 0), size=SIZE,
        objections=shown, answers=answers, own=who.id, answer_form=WordsForm(formdata=None), **made,
    )  # fmt: skip
    return (page, 422) if forms else page


def _as_id(written: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(written or "")
    except ValueError:
        return None
