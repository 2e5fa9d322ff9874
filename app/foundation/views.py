"""What the visitor sees when a request cannot be answered: every error has a page that says what to do next."""

from __future__ import annotations

import logging

from flask import Flask, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from app.foundation.database import db
from app.foundation.errors import Missing, TooMany
from app.foundation.extensions import login
from app.foundation.machines import asked_by_program
from app.foundation.outages import RETRY_SECONDS, outage_of
from app.foundation.problems import problem, problem_of

log = logging.getLogger(__name__)

PAGES = frozenset({400, 404, 405, 413, 429, 500})


def register_errors(app: Flask) -> None:
    """Give ``app`` its error pages."""
    app.register_error_handler(Missing, _missing)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    for outside in (SQLAlchemyError, OSError):
        app.register_error_handler(outside, _outage)


def _missing(error: Missing) -> ResponseReturnValue:
    db.session.rollback()
    if asked_by_program():
        return problem_of(error)
    return render_template("errors/404.html"), 404


def _too_many(error: TooMany) -> ResponseReturnValue:
    db.session.rollback()
    if asked_by_program():
        return problem_of(error)
    return render_template("errors/429.html"), 429


def _csrf(error: CSRFError) -> ResponseReturnValue:  # noqa: ARG001 - Flask's signature
    return render_template("errors/csrf.html"), 400


def _foreign_host(error: SecurityError) -> ResponseReturnValue:
    if asked_by_program():
        return problem_of(error)
    # No page: its links would name the host that is not ours. Whoever runs the site reads it, hence the setting's name.
    return "This site does not answer under that name (TRUSTED_HOSTS).", 400, {"Content-Type": "text/plain"}


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()  # a redirect made by an exception
    db.session.rollback()
    if asked_by_program():
        return problem_of(error)
    # Forbidden looks like missing; what has no page of its own is a bad request or a fault of ours.
    known = 404 if code in {401, 403} else code if code in PAGES else 400 if code < 500 else 500
    return render_template(f"errors/{known}.html"), known


def _outage(error: Exception) -> ResponseReturnValue:
    """Say that nothing can be kept just now; what is no outage is a fault of ours, and raised again."""
    outage = outage_of(error)
    if outage is None:
        raise error
    log.error("outage: %s: %s", outage.value, str(error).partition("\n")[0])
    db.session.remove()
    # Else the page asks the database for the reader, and fails as the request did.
    g._login_user = login.anonymous_user()  # noqa: SLF001 - Flask-Login has no public way to forget without signing out
    if asked_by_program():
        return problem(503, headers={"Retry-After": str(RETRY_SECONDS)})
    again = request.full_path.rstrip("?") if request.method == "GET" else ""
    response = make_response(render_template("errors/503.html", outage=outage.value, again=again), 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
