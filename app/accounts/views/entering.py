"""Coming in and going out: sign-in, the demo's one-tap sign-in, registration of students, sign-out."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.browser import close_browser, enter, entering, open_browser
from app.accounts.forms import CodeForm, ForgottenForm, JoinForm, SignInForm
from app.accounts.models import Account
from app.accounts.rules import authenticate, find_by_login, pass_factor, register_volunteer, reset_by_code
from app.accounts.rules import sign_out as end_sessions
from app.accounts.views.base import blueprint
from app.foundation.access import Permission, authorize, public, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.foundation.redirects import own_path


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with login and password."""
    form = SignInForm(next=request.args.get("next", ""))
    onwards = own_path(form.next.data, url_for("home.index"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(onwards)
    if form.validate_on_submit():
        try:
            account = authenticate(db.session, form.login.data, form.password.data)
        except Refused as error:
            form.refuse(error)
        else:
            return enter(account, onwards)
    return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """Give the code of the second factor; only then is one signed in."""
    found, form = entering(), CodeForm()
    if found is None:
        return redirect(url_for("accounts.sign_in"))
    account, onwards = found
    if form.validate_on_submit():
        try:
            pass_factor(db.session, account, form.code.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            open_browser(account, factor_passed=True)
            return redirect(own_path(onwards, url_for("home.index")))
    return render_template("accounts/code.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    """Set a new password with the one-time code that staff showed."""
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            account = reset_by_code(db.session, form.login.data, form.code.data, form.password.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            onwards = enter(account, url_for("home.index"))
            flash(_("Your password is changed. Other devices are signed out."), "success")
            return onwards
    return render_template("accounts/forgotten.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/demo-sign-in")
@public
def demo_sign_in() -> ResponseReturnValue:
    """Sign in to an account of the demo with one tap; there are none in production."""
    account = find_by_login(db.session, request.form.get("login", ""))
    if current_app.config["SETTINGS"].production or account is None or not account.demo or not account.active:
        flash(_("There is no such account in the demo."), "error")
        return redirect(url_for("accounts.sign_in"))
    open_browser(account)
    return redirect(url_for("home.index"))


@blueprint.post("/sign-out")
@requires(Permission.ACCOUNT_SELF)
def sign_out() -> ResponseReturnValue:
    """Sign out, here and everywhere else."""
    account: Account = authorize(actor(), Permission.ACCOUNT_SELF, db.session.get(Account, actor().id))
    end_sessions(db.session, account)
    close_browser()
    flash(_("You are signed out."), "success")
    return redirect(url_for("home.index"))


@blueprint.route("/join", methods=["GET", "POST"])
@public
def join() -> ResponseReturnValue:
    """A student makes an account, and goes on to the sign-up."""
    form = JoinForm()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(url_for("home.index"))
    if form.validate_on_submit():
        try:
            account = register_volunteer(
                db.session, login=form.login.data, name=form.name.data, password=form.password.data
            )
        except Refused as error:
            form.refuse(error)
        else:
            return enter(account, url_for("volunteers.sign_up"))
    return render_template("accounts/join.html", form=form), 422 if form.is_submitted() else 200
