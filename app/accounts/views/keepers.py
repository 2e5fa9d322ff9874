"""Saying who keeps a school's files."""

from __future__ import annotations

import uuid

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import rules
from app.accounts.views.base import blueprint
from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor


@blueprint.post("/accounts/<uuid:account_id>/roles/<uuid:grant_id>/file-keeper")
@requires(Permission.ACCOUNT_INVITE)
def file_keeper(account_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    """This member of staff keeps the school's files, or keeps them no more."""
    keeps = request.form.get("keeps") == "yes"
    try:
        rules.set_file_keeper(db.session, actor(), account_id, grant_id, keeps)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        done = _("Noted. Addresses and phones open once the safeguarding lead has approved it for the season.")
        flash(done if keeps else _("Noted. This person can no longer open addresses and phones."), "success")
    return redirect(url_for(".show", account_id=account_id))
