"""Keeping a draft, by the page's script while somebody types or by a button, and throwing one away."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.models import Account
from app.drafts.pages import saved_at, sent_fields, sent_place
from app.drafts.registry import DraftForm, draft_form
from app.drafts.rules import save_draft, throw_away
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor

blueprint = Blueprint("drafts", __name__, url_prefix="/drafts")
blueprint.add_app_template_global(saved_at, "saved_at")
BLUEPRINTS = (blueprint,)
BY_SCRIPT = "X-Draft"


@blueprint.post("/<string:kind>/<uuid:subject_id>")
@requires(Permission.ACCOUNT_SELF)
def save(kind: str, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what was typed so far; nothing of it is judged."""
    form, place = _form(kind, subject_id), sent_place(kind, subject_id)
    if place is None:
        return redirect(form.url(subject_id))
    try:
        kept = save_draft(db.session, actor(), place, sent_fields(), request.form.get("draft_basis", ""))
    except Refused as error:
        db.session.rollback()
        if _by_script():
            return jsonify(problem=explain(error)), 422
        flash(explain(error), "error")
        return redirect(form.url(subject_id))
    words = _("Draft saved %(time)s", time=saved_at(kept.changed_at)) if kept is not None else ""
    if _by_script():
        return jsonify(saved=words)
    if words:
        flash(_("%(saved)s. It waits here for you.", saved=words), "success")
    return redirect(form.url(subject_id, draft="continue"))


@blueprint.post("/<string:kind>/<uuid:subject_id>/throw-away")
@requires(Permission.ACCOUNT_SELF)
def drop(kind: str, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Throw the draft away."""
    form = _form(kind, subject_id)
    throw_away(db.session, actor(), kind, subject_id)
    flash(_("The draft is discarded."), "success")
    return redirect(form.url(subject_id))


def _form(kind: str, subject_id: uuid.UUID) -> DraftForm:
    authorize(actor(), Permission.ACCOUNT_SELF, db.session.get(Account, actor().id))
    return draft_form(db.session, actor(), kind, subject_id)


def _by_script() -> bool:
    return request.headers.get(BY_SCRIPT) == "1"
