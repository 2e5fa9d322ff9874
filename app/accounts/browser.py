"""The signed-in browser: what its cookie holds, how long it lasts, and what it must do first.

Everything asked before the gate is in the signed cookie, so that a page costs no query before its transaction is
opened for reading. The loader then judges the account itself: a session that has not passed the second factor its
account needs is nobody's.
"""

from __future__ import annotations

import time
import uuid

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.accounts.forms import UnlockForm
from app.accounts.models import Account
from app.accounts.rules import active_roles, begin_factor, confirm_password, factor_required, factor_waived
from app.foundation.access import Permission, Role
from app.foundation.access.gate import access_of
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.extensions import login

IDLE_SECONDS = 30 * 60
# Who works on a phone stays signed in to write and send; to see anything of a child it takes the password again.
LONG_IDLE_SECONDS = 30 * 24 * 60 * 60
LONG_FOR = frozenset({Role.VOLUNTEER, Role.VILLAGE_DIRECTOR})
STAMP_EVERY_SECONDS = 60
CODE_WITHIN_SECONDS = 10 * 60
# The password that comes with a form which met the lock.
BESIDE = "unlock-"
PASSWORD_BESIDE = f"{BESIDE}password"
ALWAYS = frozenset({"accounts.sign_out", "home.set_language", "home.health", "static"})
# What somebody may do who has to choose a password first, or to set up the second factor.
CHOOSING = ALWAYS | {"accounts.password"}
OWN = frozenset({Permission.ACCOUNT_SELF, Permission.SIGNUP_WRITE})  # tell of oneself only, whatever is locked
ENROLLING = ALWAYS | {"accounts.second_factor", "accounts.begin_factor", "accounts.confirm_factor"}


# Before every page: made once, and roles in the same statement.
_WHO_ASKS = select(Account).where(Account.id == bindparam("account_id")).options(joinedload(Account.roles))


@login.user_loader  # type: ignore[untyped-decorator] # Flask-Login has no types
def load_account(written: str) -> Account | None:
    """The account of a session; None once its stamp was renewed, the account closed, or its second factor is owed."""
    number, _colon, stamp = written.partition(":")
    try:
        wanted = {"account_id": uuid.UUID(number)}
    except ValueError:
        return None
    account = db.session.scalars(_WHO_ASKS, wanted).unique().one_or_none()
    if account is None or not account.active or str(account.session_stamp) != stamp:
        return None
    short = session.get("idle", 0) <= IDLE_SECONDS
    return account if _factor_settled(account) and (short or _stays_long(account)) else None


def _stays_long(account: Account) -> bool:
    return all(grant.role in LONG_FOR for grant in active_roles(account))


def _factor_settled(account: Account) -> bool:
    """Whether the session passed the second factor, needs none, or may do nothing but set it up."""
    if session.get("factor_passed") or waived(account):
        return True
    return account.factor_since is None and (bool(session.get("must_enrol")) or not factor_required(account))


def waived(account: Account) -> bool:
    """Whether nobody asks this account for a second factor: a demo account outside of production."""
    return factor_waived(account, production=current_app.config["SETTINGS"].production)


def enter(account: Account, onwards: str) -> ResponseReturnValue:
    """Go on with somebody whose password was right: to the second factor where there is one, else ``onwards``."""
    if account.factor_since is None or waived(account):
        open_browser(account)
        if session.get("must_enrol"):  # the code to scan stands there at once
            begin_factor(db.session, account.actor(), account)
        return redirect(onwards)
    _forget()
    session["entering"] = {
        "account": str(account.id), "stamp": str(account.session_stamp), "at": int(time.time()), "next": onwards
    }  # fmt: skip
    return redirect(url_for("accounts.code"))


def entering() -> tuple[Account, str] | None:
    """Who still has to give the code of the second factor, and where they go then; None after ten minutes."""
    kept = session.get("entering")
    if not kept or not 0 <= time.time() - kept["at"] <= CODE_WITHIN_SECONDS:
        return None
    account = db.session.get(Account, uuid.UUID(kept["account"]))
    if account is None or not account.active or str(account.session_stamp) != kept["stamp"]:
        return None
    return account, kept["next"]


def open_browser(account: Account, *, factor_passed: bool = False) -> None:
    """Sign the account in with a fresh cookie: nothing a stranger may have planted in the old one stays."""
    _forget()
    login_user(account)
    session.permanent = _stays_long(account)  # the phone keeps it; a desk's browser forgets it when closed
    session["idle"] = LONG_IDLE_SECONDS if session.permanent else IDLE_SECONDS
    session["seen"] = int(time.time())
    if account.must_change_password:
        session["must_change"] = True
    if factor_passed:
        session["factor_passed"] = True
    elif factor_required(account) and not waived(account):
        session["must_enrol"] = True


def close_browser() -> None:
    """Forget everything but the language."""
    logout_user()
    _forget()


def _forget() -> None:
    locale = session.get("locale")
    session.clear()
    g.pop("csrf_token", None)  # made for the session that ended; a page of this answer needs one of the new
    if locale:
        session["locale"] = locale


def watch_browser() -> ResponseReturnValue | None:
    """Before every request: sign out who was idle for too long, send who must do something first to do so."""
    if "_user_id" not in session or _for_everybody(request.endpoint):
        return None
    now = int(time.time())
    seen = session.setdefault("seen", now)
    if now - seen > session.get("idle", IDLE_SECONDS):
        _forget()
        flash(_("You were signed out because nothing happened for a while."), "info")
        return None
    if now - seen > IDLE_SECONDS:
        session["locked"] = True
    if now - seen > STAMP_EVERY_SECONDS and not _asked_by_a_script():
        session["seen"] = now
    if session.get("must_change") and request.endpoint not in CHOOSING:
        return redirect(url_for("accounts.password"))
    if session.get("must_enrol") and not session.get("must_change") and request.endpoint not in ENROLLING:
        return redirect(url_for("accounts.second_factor"))
    if is_locked() and not _blind(request.endpoint):
        return _hold() if request.method == "POST" else redirect(url_for("accounts.unlock", next=_back()))
    return None


def _asked_by_a_script() -> bool:
    """A page asks by itself how far a job is, or what has arrived: nobody has done anything, and the cookie of an
    answer that comes late would undo a sign-out in between.
    """
    return request.method in {"GET", "HEAD"} and request.headers.get("Sec-Fetch-Dest") == "empty"


def _hold() -> ResponseReturnValue | None:
    """A form opened before the lock and sent after it: ask for the password, and keep what was typed until it is right.

    The page asked for carries the form on, so the browser sends it again with the password beside it; the password
    right, the request goes on as if nothing had been between. Whoever holds the phone has that form before them anyway.
    """
    if not current_user.is_authenticated:
        return None  # the gate sends them to sign in
    account = db.session.get_one(Account, current_user.id)  # not the proxy, which cannot sign itself in
    form = UnlockForm(formdata=request.form if PASSWORD_BESIDE in request.form else None, prefix=BESIDE)
    if form.is_submitted() and form.password.data:
        try:
            confirm_password(db.session, account, form.password.data)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            unlock_browser(account)
            return None
    held = [(name, value) for name, value in request.form.items(multi=True) if not _own_field(name)]
    return render_template("accounts/unlock.html", form=form, held=held, writings=()), 422


def _own_field(name: str) -> bool:
    return name.startswith(BESIDE) or name == "csrf_token"


def _for_everybody(endpoint: str | None) -> bool:
    """Whether the answer has nothing to do with who asks, and never carries a cookie."""
    access = access_of(current_app, endpoint) if endpoint else None
    return endpoint == "static" or (access is not None and access.kept)


def is_locked() -> bool:
    """Whether the browser lay idle for half an hour, so that nothing of a child is shown before the password."""
    return bool(session.get("locked"))


def unlock_browser(account: Account) -> None:
    """Go on after the password was given again, with a fresh cookie; forms open in other tabs can still be sent."""
    token = session.get("csrf_token")
    open_browser(account, factor_passed=bool(session.get("factor_passed")))
    if token:
        session["csrf_token"] = token


def _blind(endpoint: str | None) -> bool:
    """Whether an endpoint tells nothing about a child; the landing page is public and tells who has signed in."""
    access = access_of(current_app, endpoint) if endpoint else None
    if access is None:
        return True  # there is no such page
    return access.blind or access.permission in OWN or (access.permission is None and endpoint != "home.index")


def _back() -> str | None:
    return request.full_path.rstrip("?")
