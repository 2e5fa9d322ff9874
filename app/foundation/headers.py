"""What every answer says to the browser: load nothing from elsewhere, keep nothing, be framed by nobody.

Three kinds of answer may be kept: static files, the empty forms that open without a signal (``kept``), and the tables
that are published (``daily``). They are the same for everybody, and neither read nor set the session's cookie.
"""

from __future__ import annotations

import secrets

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from app.foundation.access.gate import access_of
from app.foundation.machines import is_of_programs

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
STATIC_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Of what is no page, such as a script, a picture or data: nothing, should it be opened by itself. What pages need
beside it would weigh as much as a small file, on every one of the dozen that a first visit fetches."""
KEEP_FORMS = "public, max-age=2592000"  # 30 days, as long as a phone stays signed in to write and send
KEEP_TABLES = "public, max-age=86400"  # a month is published once; a day is soon enough to see it


class SessionCookie(SecureCookieSessionInterface):
    """The signed cookie, which an answer that others may keep never carries: a proxy would hand it to strangers.

    To a program's request there is none, whatever it brings along.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds."""
        return self.session_class() if is_of_programs(request.path) else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, but not into an answer for everybody."""
        kept = response.cache_control.public and response.status_code < 400
        if not kept and not is_of_programs(request.path):
            super().save_session(app, session, response)


def add_headers(app: Flask) -> None:
    """Set the headers on every response of ``app``."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint == "static":
        headers.setdefault("Content-Security-Policy", STATIC_POLICY)
        _cache_static(response)
        return response
    page = response.mimetype == "text/html"
    headers.setdefault("Content-Security-Policy", POLICY if page else STATIC_POLICY)
    if page:
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_app.config["SETTINGS"].production:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if response.status_code in {200, 204} and (policy := _policy(request.endpoint)):
        headers["Cache-Control"] = policy
    else:
        headers["Cache-Control"] = "no-store"
    if "public" not in headers["Cache-Control"] and not (response.mimetype or "").startswith("image/"):
        # Pages are compressed and hold a form token: a random length hides what compression would tell (BREACH).
        headers["X-Padding"] = secrets.token_hex(secrets.randbelow(48))
    return response


def _policy(endpoint: str | None) -> str | None:
    """How long others may keep a page; None: nobody may."""
    access = access_of(current_app, endpoint) if endpoint else None
    if access is None:
        return None
    return KEEP_FORMS if access.kept else KEEP_TABLES if access.daily else None


def _cache_static(response: Response) -> None:
    if request.args.get("v") and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "public, max-age=60"
