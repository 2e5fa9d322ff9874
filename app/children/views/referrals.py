"""The referral list: whom no volunteer may serve yet, and what is missing."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.children.referrals import referrals as find_referrals
from app.children.views.base import blueprint, log_list
from app.foundation.access import Permission, may, requires
from app.foundation.database import db
from app.foundation.pages import actor


@blueprint.get("/referrals")
@requires(Permission.REFERRAL_READ, logs=True)
def referrals() -> ResponseReturnValue:
    """Children at the highest level without a note: by name for their own school, by code for the lead."""
    who, found = actor(), find_referrals(db.session, actor())
    log_list(db.session, who, "referrals", found.children)
    writable = {child.id for child in found.children if may(who, Permission.CHILD_WRITE, child)}
    return render_template("children/referrals.html", found=found, writable=writable)
