"""One's own tokens: which there are, a new one shown once, and ending one."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.models import Account
from app.api.forms import TokenForm
from app.api.models import ApiToken
from app.api.rules.tokens import make_token, offered, revoke_token
from app.api.views.base import blueprint
from app.foundation import clock
from app.foundation.access import Permission, authorize, holds, requires, visible_to
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.pages import actor


@blueprint.route("/account/tokens", methods=["GET", "POST"])
@requires(Permission.API_TOKEN_OWN)
def tokens() -> ResponseReturnValue:
    """The list and the form; a token just made stands in this answer and nowhere else."""
    account: Account = authorize(actor(), Permission.ACCOUNT_SELF, db.session.get(Account, actor().id))
    form, made, secret = TokenForm(), None, ""
    form.offer(offered(actor()))
    if form.validate_on_submit():
        try:
            made, secret = make_token(db.session, actor(), account, form.wanted(), form.proof.data)
        except Missing:
            raise
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            form = TokenForm(formdata=None)
            form.offer(offered(actor()))
    failed = form.is_submitted() and made is None
    page = render_template(
        "api/tokens.html", form=form, made=made, secret=secret, rows=_rows(), now=clock.now(),
        by_code=account.factor_since is not None, tells=holds(actor(), Permission.WEBHOOK_WRITE),
        takes=holds(actor(), Permission.RECORDS_EXPORT),
    )  # fmt: skip
    return page, 422 if failed else 200


@blueprint.post("/account/tokens/<uuid:token_id>/revoke")
@requires(Permission.API_TOKEN_OWN)
def revoke(token_id: uuid.UUID) -> ResponseReturnValue:
    """It opens nothing from now on."""
    revoke_token(db.session, actor(), db.session.get(ApiToken, token_id))
    flash(_("The token opens nothing any more."), "success")
    return redirect(url_for(".tokens"))


def _rows() -> list[ApiToken]:
    ordered = visible_to(actor(), ApiToken).order_by(ApiToken.ended_at.is_not(None), ApiToken.created_at.desc())
    return list(db.session.scalars(ordered.order_by(ApiToken.id).limit(50)))
