"""One's own second factor: setting it up with a QR code, fresh recovery codes, another phone."""

from __future__ import annotations

import segno
from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.accounts import rules
from app.accounts.browser import open_browser, waived
from app.accounts.forms import CodeForm
from app.accounts.models import Account
from app.accounts.views.base import blueprint
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor


def _own() -> Account:
    return authorize(actor(), Permission.ACCOUNT_SELF, db.session.get(Account, actor().id))


@blueprint.get("/account/second-factor")
@requires(Permission.ACCOUNT_SELF)
def second_factor() -> ResponseReturnValue:
    """Whether it is set up, or the QR code that waits to be scanned."""
    return _page(_own(), CodeForm()), 200


def _page(account: Account, form: CodeForm) -> str:
    state = "set" if account.factor_since else "waiting" if account.factor_secret else "none"
    return render_template(
        "accounts/second_factor.html",
        form=form,
        state=state,
        since=account.factor_since,
        left=rules.codes_left(db.session, account),
        code=_drawn(account) if state == "waiting" else None,
        key=_grouped(account.factor_secret or "") if state == "waiting" else None,
        required=rules.factor_required(account) and not waived(account),
        waived=waived(account),
        first=bool(session.get("must_enrol")),
    )


def _drawn(account: Account) -> Markup:
    qr = segno.make_qr(rules.factor_address(account), error="m")
    drawn = qr.svg_inline(scale=4, svgclass=None, lineclass=None, light="#fff")  # white in the dark too: phones read it
    return Markup(drawn)  # noqa: S704 # nosec B704 - drawn by the library from our own address


def _grouped(key: str) -> str:
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


@blueprint.post("/account/second-factor/begin")
@requires(Permission.ACCOUNT_SELF)
def begin_factor() -> ResponseReturnValue:
    """Make the secret that the QR code shows."""
    try:
        rules.begin_factor(db.session, actor(), _own())
    except Refused:
        db.session.rollback()  # it is set up: the page says so
    return redirect(url_for(".second_factor"))


@blueprint.post("/account/second-factor/confirm")
@requires(Permission.ACCOUNT_SELF)
def confirm_factor() -> ResponseReturnValue:
    """Turn it on with the first code. The answer is the sheet of recovery codes: shown once, kept by nobody."""
    account, form = _own(), CodeForm()
    if form.validate_on_submit():
        try:
            codes = rules.confirm_factor(db.session, actor(), account, form.code.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            open_browser(account, factor_passed=True)
            return render_template("accounts/recovery_codes.html", codes=codes)
    return _page(account, form), 422


@blueprint.post("/account/second-factor/codes")
@requires(Permission.ACCOUNT_SELF)
def new_codes() -> ResponseReturnValue:
    """Fresh recovery codes, against a code."""
    account, form = _own(), CodeForm()
    if form.validate_on_submit():
        try:
            codes = rules.renew_codes(db.session, actor(), account, form.code.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return render_template("accounts/recovery_codes.html", codes=codes)
    return _page(account, form), 422


@blueprint.post("/account/second-factor/remove")
@requires(Permission.ACCOUNT_SELF)
def remove_factor() -> ResponseReturnValue:
    """Take it off against a code; who needs one sets it up anew before anything else."""
    account, form = _own(), CodeForm()
    if form.validate_on_submit():
        try:
            rules.remove_factor(db.session, actor(), account, form.code.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            open_browser(account)
            flash(_("The two-step sign-in is taken off."), "success")
            return redirect(url_for(".second_factor"))
    return _page(account, form), 422
