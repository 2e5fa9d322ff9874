"""What waits for a second person: the list, yes, no, and ending a single role."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import scoped_session

from app.accounts import rules
from app.accounts.models import Account, PendingAct
from app.accounts.queries import pending_acts
from app.accounts.rules.own_acts import words_of
from app.accounts.views.base import blueprint
from app.foundation.access import Actor, Permission, may, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor

Decide = Callable[[scoped_session[Any], Actor, uuid.UUID], PendingAct]


@blueprint.get("/accounts/pending")
@requires(Permission.ACT_READ)
def pending() -> ResponseReturnValue:
    """What waits for a second person, and what of it the actor may confirm."""
    rows = [
        (act, may(actor(), Permission.ACT_CONFIRM, act), words_of(db.session, act))
        for act in pending_acts(db.session, actor())
    ]
    return render_template("accounts/pending.html", rows=rows, own=actor().id)


@blueprint.post("/accounts/pending/<uuid:act_id>/confirm")
@requires(Permission.ACT_CONFIRM)
def confirm(act_id: uuid.UUID) -> ResponseReturnValue:
    """Say yes as the second person."""
    return _decided(rules.confirm, act_id, _("Confirmed. It holds from now on."))


@blueprint.post("/accounts/pending/<uuid:act_id>/refuse")
@requires(Permission.ACT_READ)
def refuse(act_id: uuid.UUID) -> ResponseReturnValue:
    """Say no as the second person, or take back what one asked for."""
    return _decided(rules.refuse, act_id, _("Refused. Nothing was changed."))


def _decided(decide: Decide, act_id: uuid.UUID, words: str) -> ResponseReturnValue:
    try:
        decide(db.session, actor(), act_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(words, "success")
    return redirect(url_for(".pending"))


@blueprint.post("/accounts/<uuid:account_id>/roles/<uuid:grant_id>/end")
@requires(Permission.ACCOUNT_INVITE)
def end_role(account_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    """End one role of somebody; the others stay."""
    try:
        rules.end_role(db.session, actor(), account_id, grant_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(_("The role is ended. The person is signed out everywhere."), "success")
    account = db.session.get(Account, account_id)
    seen = account is not None and may(actor(), Permission.ACCOUNT_READ, account)
    return redirect(url_for(".show", account_id=account_id) if seen else url_for(".index"))
