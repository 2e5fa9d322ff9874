"""What every answer says to the browser: load nothing from elsewhere, keep nothing, be framed by nobody."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, request

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


def add_headers(app: Flask) -> None:
    """Set the headers on every response of ``app``."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_app.config["SETTINGS"].production:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static":
        _cache_static(response)
    else:
        headers["Cache-Control"] = "no-store"
        # Pages are compressed and hold a form token: a random length hides what compression would tell (BREACH).
        headers["X-Padding"] = secrets.token_hex(secrets.randbelow(48))
    return response


def _cache_static(response: Response) -> None:
    if request.args.get("v") and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "public, max-age=60"
