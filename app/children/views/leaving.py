"""Leaving the ledger, and coming back."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.children.codes import LeaveReason
from app.children.forms import LeaveForm
from app.children.queries import child_for
from app.children.rules.files import leave_ledger, return_to_ledger
from app.children.views.base import blueprint
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor


@blueprint.get("/children/<uuid:child_id>/leave")
@requires(Permission.CHILD_WRITE)
def leaving(child_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the reason."""
    child = authorize(actor(), Permission.CHILD_WRITE, child_for(db.session, actor(), child_id))
    chosen = {"reason": LeaveReason.AGED_OUT.value} if child.over_age_on else {}
    form = LeaveForm(formdata=None, data=chosen)
    return render_template("children/leave.html", child=child, form=form)


@blueprint.post("/children/<uuid:child_id>/leave")
@requires(Permission.CHILD_WRITE)
def leave(child_id: uuid.UUID) -> ResponseReturnValue:
    """Take the child off the ledger."""
    child = authorize(actor(), Permission.CHILD_WRITE, child_for(db.session, actor(), child_id))
    form = LeaveForm()
    if not form.validate():
        return render_template("children/leave.html", child=child, form=form)
    leave_ledger(db.session, actor(), child_id, LeaveReason(form.reason.data))
    flash(_("The child left the ledger."), "success")
    return redirect(url_for("children.index"))


@blueprint.post("/children/<uuid:child_id>/return")
@requires(Permission.CHILD_WRITE)
def come_back(child_id: uuid.UUID) -> ResponseReturnValue:
    """Take the child back onto the ledger."""
    try:
        return_to_ledger(db.session, actor(), child_id)
    except Refused as error:
        flash(explain(error), "error")
    else:
        flash(_("The child is on the ledger again."), "success")
    return redirect(url_for("children.show", child_id=child_id))
