"""The level of attention: its history, and changing it with a reason."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.children.forms import AttentionForm
from app.children.models import RiskReason
from app.children.queries import child_for, risk_changes
from app.children.rules.attention import set_risk
from app.children.views.base import blueprint
from app.children.views.entry import RISKS
from app.children.wording import risk_name
from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor


@blueprint.route("/children/<uuid:child_id>/attention", methods=["GET", "POST"])
@requires(Permission.RISK_SET, logs=True)
def attention(child_id: uuid.UUID) -> ResponseReturnValue:
    """Who set which level when and why; another level."""
    child = authorize(actor(), Permission.RISK_SET, child_for(db.session, actor(), child_id))
    form = AttentionForm()
    form.level.choices = [(str(level), risk_name(level)) for level in RISKS if level != child.risk]
    if form.validate_on_submit():
        reason, note = RiskReason(form.reason.data), form.note.data
        try:
            set_risk(db.session, actor(), child_id, int(form.level.data), reason, note)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("children.show", child_id=child_id))
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)
    return render_template("children/attention.html", form=form, child=child, changes=risk_changes(db.session, child))
