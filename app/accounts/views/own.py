"""One's own password: the first one with an invitation, and changing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.browser import enter, open_browser
from app.accounts.forms import FirstPasswordForm, PasswordForm
from app.accounts.models import Account
from app.accounts.queries import role_places
from app.accounts.rules import accept_invitation, change_password, invitation_for
from app.accounts.views.base import blueprint
from app.foundation.access import Permission, authorize, public, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_SELF)
def password() -> ResponseReturnValue:
    """Change one's own password."""
    account: Account = authorize(actor(), Permission.ACCOUNT_SELF, db.session.get(Account, actor().id))
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            account = change_password(db.session, actor(), account.id, form.current.data, form.password.data)
        except Refused as error:
            form.refuse(error)
        else:
            open_browser(account, factor_passed=bool(session.get("factor_passed")))
            flash(_("Your password is changed. Other devices are signed out."), "success")
            return redirect(url_for("home.index"))
    first = bool(session.get("must_change"))
    page = render_template("accounts/password.html", form=form, first=first)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/invitation/<string:token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Set the first password with the one-time link of a slip."""
    form = FirstPasswordForm()
    found = invitation_for(db.session, token)
    if found is None:
        return render_template("accounts/invitation_closed.html"), 410
    if form.validate_on_submit():
        try:
            account = accept_invitation(db.session, token, form.password.data)
        except Refused as error:
            form.refuse(error)
        else:
            onwards = enter(account, url_for("home.index"))
            flash(_("Welcome. Your account is ready."), "success")
            return onwards
    page = render_template(
        "accounts/invitation.html", form=form, places=role_places(found.account), account=found.account
    )
    return page, 422 if form.is_submitted() else 200
