"""One's own password: the first one with an invitation, and changing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.browser import enter, is_locked, open_browser, unlock_browser
from app.accounts.forms import FirstPasswordForm, PasswordForm, UnlockForm
from app.accounts.models import Account
from app.accounts.queries import role_places
from app.accounts.rules import accept_invitation, change_password, confirm_password, invitation_for
from app.accounts.rules.passwords import is_powerful
from app.accounts.views.base import blueprint
from app.foundation.access import Permission, authorize, public, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor, writings
from app.foundation.redirects import own_path


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
    page = render_template("accounts/password.html", form=form, first=first, powerful=is_powerful(account))
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/unlock", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_SELF)
def unlock() -> ResponseReturnValue:
    """Give the password again, after half an hour without a word, to see children's data on a phone."""
    account: Account = authorize(actor(), Permission.ACCOUNT_SELF, db.session.get(Account, actor().id))
    form = UnlockForm(next=request.args.get("next", ""))
    onwards = own_path(form.next.data, url_for("home.index"))
    if not is_locked():
        return redirect(onwards)
    if form.validate_on_submit():
        try:
            confirm_password(db.session, account, form.password.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            unlock_browser(account)
            return redirect(onwards)
    page = render_template("accounts/unlock.html", form=form, held=None, writings=writings(actor()))
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
        "accounts/invitation.html",
        form=form,
        places=role_places(found.account),
        account=found.account,
        powerful=is_powerful(found.account),
    )
    return page, 422 if form.is_submitted() else 200
