"""Handing a file to another school and taking one over."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.children.forms import TransferForm
from app.children.models import Child, ChildTransfer
from app.children.queries import child_for, recent_transfers
from app.children.rules.transfers import ask_transfer, confirm_transfer, refuse_transfer
from app.children.views.base import blueprint, log_list, school_choices
from app.foundation.access import Permission, Role, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.ids import as_id
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.places.queries import schools


@blueprint.get("/transfers")
@requires(Permission.CHILD_TRANSFER, logs=True)
def transfers() -> ResponseReturnValue:
    """What waits for one's own school, and what one's own school asked."""
    found = recent_transfers(db.session, actor())
    log_list(db.session, actor(), "transfers", [one.child for one in found])
    own = actor().scope_ids(Role.SCHOOL_STAFF)
    return render_template(
        "children/transfers.html",
        incoming=[one for one in found if one.to_school_id in own],
        outgoing=[one for one in found if one.to_school_id not in own],
    )


@blueprint.get("/children/<uuid:child_id>/transfer")
@requires(Permission.CHILD_TRANSFER)
def transfer(child_id: uuid.UUID) -> ResponseReturnValue:
    """Ask which school."""
    child = authorize(actor(), Permission.CHILD_TRANSFER, child_for(db.session, actor(), child_id))
    return render_template("children/transfer.html", child=child, form=_form(child))


@blueprint.post("/children/<uuid:child_id>/transfer")
@requires(Permission.CHILD_TRANSFER)
def ask_for_transfer(child_id: uuid.UUID) -> ResponseReturnValue:
    """Ask that school to take the child over."""
    child = authorize(actor(), Permission.CHILD_TRANSFER, child_for(db.session, actor(), child_id))
    form = _form(child)
    if form.validate():
        try:
            ask_transfer(db.session, actor(), child_id, as_id(form.school_id.data) or uuid.uuid4())
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("The other school was asked. The file stays here until it answers."), "success")
            return redirect(url_for("children.transfers"))
    return render_template("children/transfer.html", child=child, form=form)


@blueprint.post("/transfers/<uuid:transfer_id>/confirm")
@requires(Permission.CHILD_TRANSFER)
def confirm(transfer_id: uuid.UUID) -> ResponseReturnValue:
    """Take the child over."""
    return _answer(lambda: confirm_transfer(db.session, actor(), transfer_id), _("The file is yours now."))


@blueprint.post("/transfers/<uuid:transfer_id>/refuse")
@requires(Permission.CHILD_TRANSFER)
def refuse(transfer_id: uuid.UUID) -> ResponseReturnValue:
    """Do not take the child over; or take back what one asked."""
    return _answer(lambda: refuse_transfer(db.session, actor(), transfer_id), _("The file stays where it was."))


def _answer(rule: Callable[[], ChildTransfer], told: str) -> ResponseReturnValue:
    try:
        rule()
    except Refused as error:
        flash(explain(error), "error")
    else:
        flash(told, "success")
    return redirect(url_for("children.transfers"))


def _form(child: Child) -> TransferForm:
    form = TransferForm()
    others = [one for one in schools(db.session, child.district_id) if one.id != child.school_id]
    form.school_id.choices = [("", _("Choose a school")), *school_choices(others)]
    return form
