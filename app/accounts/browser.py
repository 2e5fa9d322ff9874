"""The signed-in browser: what its cookie holds, how long it lasts, and when it must choose a password first.

Everything asked before the gate is in the signed cookie, so that a page costs no query before its transaction is
opened for reading.
"""

from __future__ import annotations

import time
import uuid

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from app.accounts.models import Account
from app.accounts.rules import active_roles
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.extensions import login

STAFF_IDLE_SECONDS = 30 * 60
VOLUNTEER_IDLE_SECONDS = 30 * 24 * 60 * 60
STAMP_EVERY_SECONDS = 60
# What somebody may do who has to choose a password first.
MEANWHILE = frozenset({"accounts.password", "accounts.sign_out", "home.set_language", "home.health", "static"})


@login.user_loader  # type: ignore[untyped-decorator] # Flask-Login has no types
def load_account(written: str) -> Account | None:
    """The account of a session; None once its stamp was renewed or the account closed."""
    number, _colon, stamp = written.partition(":")
    try:
        account = db.session.get(Account, uuid.UUID(number))
    except ValueError:
        return None
    fits = account is not None and account.active and str(account.session_stamp) == stamp
    return account if fits else None


def open_browser(account: Account) -> None:
    """Sign the account in with a fresh cookie: nothing a stranger may have planted in the old one stays."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    login_user(account)
    only_volunteer = all(grant.role is Role.VOLUNTEER for grant in active_roles(account))
    session.permanent = only_volunteer  # a volunteer's phone keeps it; a desk's browser forgets it when closed
    session["idle"] = VOLUNTEER_IDLE_SECONDS if only_volunteer else STAFF_IDLE_SECONDS
    session["seen"] = int(time.time())
    if account.must_change_password:
        session["must_change"] = True


def close_browser() -> None:
    """Forget everything but the language."""
    locale = session.get("locale")
    logout_user()
    session.clear()
    if locale:
        session["locale"] = locale


def watch_browser() -> ResponseReturnValue | None:
    """Before every request: sign out who was idle for too long, send who must choose a password to do so."""
    if "_user_id" not in session or request.endpoint == "static":
        return None
    now = int(time.time())
    seen = session.setdefault("seen", now)
    if now - seen > session.get("idle", STAFF_IDLE_SECONDS):
        locale = session.get("locale")
        session.clear()
        if locale:
            session["locale"] = locale
        flash(_("You were signed out because nothing happened for a while."), "info")
        return None
    if now - seen > STAMP_EVERY_SECONDS:
        session["seen"] = now
    if session.get("must_change") and request.endpoint not in MEANWHILE:
        return redirect(url_for("accounts.password"))
    return None
