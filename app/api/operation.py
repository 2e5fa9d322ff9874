"""One operation of the API: its address, who may ask, what it takes, what it gives, and how it stands in the document.

The views behind it are thin, as those of pages: they load, call one rule or query, and give plain values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, request
from flask_smorest import Api, Blueprint
from marshmallow import Schema
from werkzeug.exceptions import UnsupportedMediaType

from app.api.codes import ANY, ApiScope
from app.api.once import answered_once
from app.api.schemas.base import ProblemSchema
from app.foundation.access import Permission, requires
from app.foundation.errors import DomainError
from app.foundation.extensions import csrf
from app.foundation.machines import PREFIX
from app.foundation.problems import MIMETYPE, problem_of

View = Callable[..., Any]
COMMON = (400, 401, 403, 404, 422, 429)
WRITING = (409, 413, 415)
WORDS = {
    400: "The request cannot be read.",
    413: "The body is larger than 64 KB.",
    401: "No token, or none that opens.",
    403: "The token was not made for this.",
    404: "There is no such thing, or it is not this account's: the two look the same.",
    409: "Somebody else was first, or the same request is under way.",
    415: "The body is no JSON.",
    422: "Something does not fit; `errors` say what and where.",
    429: "Too many requests; `Retry-After` says for how long.",
}
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "description": "Made by the client for one request. Sent again with the same request it gives the same answer.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
}  # fmt: skip


def blueprint(name: str) -> Any:
    """A blueprint of operations."""
    made = Blueprint(f"api_{name}", __name__, url_prefix=PREFIX, description=f"{name.capitalize()}.")
    made.register_error_handler(DomainError, _refused)
    csrf.exempt(made)  # no cookie is honoured here, so that no page of a stranger can ask in somebody's name
    return made


def _refused(error: DomainError) -> Any:
    from app.foundation.database import db

    db.session.rollback()
    return problem_of(error)


def reads(
    on: Any, rule: str, permission: Permission, scope: ApiScope | str = ANY, *, gives: type[Schema],
    query: type[Schema] | None = None, logs: bool = False,
) -> Callable[[View], View]:  # fmt: skip
    """``GET rule``: for who holds ``permission``, with a token for ``scope``; ``logs`` where it writes audit events."""

    def register(view: View) -> View:
        made = on.response(200, gives)(view)
        if query is not None:
            made = on.arguments(query, location="query")(made)
        for status in COMMON:
            made = on.alt_response(status, **_documented(status))(made)
        made = requires(permission, logs=logs, bearer=str(scope))(made)
        return cast("View", on.route(rule)(made))

    return register


def writes(
    on: Any, rule: str, permission: Permission, scope: ApiScope, *, gives: type[Schema],
    takes: type[Schema] | None = None, status: int = 200,
) -> Callable[[View], View]:  # fmt: skip
    """``POST rule``, which takes effect once for an ``Idempotency-Key``."""

    def register(view: View) -> View:
        made = on.response(status, gives)(view)
        if takes is not None:
            made = _as_json(on.arguments(takes)(made))
        for other in (*COMMON, *WRITING):
            made = on.alt_response(other, **_documented(other))(made)
        made = requires(permission, bearer=str(scope))(answered_once(made))
        return cast("View", on.route(rule, methods=["POST"], parameters=[KEY])(made))

    return register


def _as_json(view: View) -> View:
    from functools import wraps

    @wraps(view)
    def checked(*args: Any, **values: Any) -> Any:
        if request.mimetype != "application/json":
            raise UnsupportedMediaType
        return view(*args, **values)

    return checked


def _documented(status: int) -> dict[str, Any]:
    return {"schema": ProblemSchema, "content_type": MIMETYPE, "description": WORDS[status]}


class Document(Api):  # type: ignore[misc] # the library ships no types
    """The description of the operations, and nothing else of the library: no pages, and errors are ours."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Errors are told by ``app.foundation.problems``."""


def document(app: Flask) -> Any:
    """The document of ``app``, to which blueprints are added."""
    return Document(
        app,
        spec_kwargs={
            "title": "Tongxing", "version": "1", "openapi_version": "3.1.0",
            "info": {"description": "Codes and figures of one's own scope. Never a child's name, address or health."},
            "security": [{"bearer": []}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        },
    )  # fmt: skip
