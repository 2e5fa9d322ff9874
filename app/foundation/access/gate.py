"""The gate before every view: no marker, no page.

A view says ``@requires(Permission.X)`` or ``@public``. What carries neither answers 404 to everybody; what the actor's
roles do not reach answers the same 404. The gate judges roles; the view then judges the record with ``authorize`` or
lists with ``visible_to``, and in tests a page with an id in its URL that did neither is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.access.actors import Actor
from app.foundation.access.permissions import Permission
from app.foundation.access.rules import holds
from app.foundation.database import set_writes
from app.foundation.errors import Missing
from app.foundation.machines import MOST_BYTES

V = TypeVar("V", bound=Callable[..., Any])
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Access:
    """What a view demands: ``permission`` is None for a public page.

    ``logs`` says that a GET writes audit events; ``blind`` that the view tells nothing about a child while the browser
    is locked (see ``app.accounts.browser``), so that a phone may write and send without the password; ``kept`` that the
    page is the same for everybody, holds no data, and may stay in the browser's store (see ``app.foundation.headers``);
    ``daily`` that it is the same for everybody and holds only what was published, and may be kept for a day; ``bearer``
    that it is for programs: a token that reaches as far as this word stands for its account, and no cookie does.
    """

    permission: Permission | None
    logs: bool = False
    blind: bool = False
    kept: bool = False
    daily: bool = False
    bearer: str = ""


def requires(permission: Permission, *, logs: bool = False, blind: bool = False, bearer: str = "") -> Callable[[V], V]:
    """The view is for actors who hold ``permission``; the others as in ``Access``."""

    def mark(view: V) -> V:
        view.__access__ = Access(permission, logs, blind, bearer=bearer)  # type: ignore[attr-defined] # as below
        return view

    return mark


def public(view: V) -> V:
    """The view is for everybody."""
    view.__access__ = Access(None)  # type: ignore[attr-defined] # the marker the gate reads
    return view


def kept(view: V) -> V:
    """The view is for everybody, the same to all, and browsers may keep it so that it opens without a signal."""
    view.__access__ = Access(None, kept=True)  # type: ignore[attr-defined] # the marker the gate reads
    return view


def daily(view: V) -> V:
    """The view is for everybody, the same to all, and whoever passes it on may keep it for a day."""
    view.__access__ = Access(None, daily=True)  # type: ignore[attr-defined] # the marker the gate reads
    return view


Bearers = Callable[[str], Actor]
_bearers: list[Bearers] = []


def names_bearers(function: Bearers) -> Bearers:
    """Register who says which actor stands behind a program's request; it raises where none does (401, 403, 429)."""
    _bearers[:] = [function]
    return function


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The marker of an endpoint's view, if it has one."""
    return getattr(app.view_functions.get(endpoint), "__access__", None)


def guard_requests(app: Flask) -> None:
    """Put the gate before every request of ``app``."""
    app.before_request(_gate)
    app.after_request(_check_judged)
    app.teardown_request(_reset)
    static = app.view_functions.get("static")
    if static is not None:
        # Flask's own endpoint; its files are public by definition.
        app.view_functions["static"] = public(_named(static))


def _named(view: Callable[..., Any]) -> Callable[..., Any]:
    def static(**values: Any) -> Any:
        return view(**values)

    return static


def _gate() -> ResponseReturnValue | None:
    access = access_of(current_app, request.endpoint) if request.endpoint else None
    # First of all, so that not even a page that does not exist takes SQLite's write lock to be read.
    set_writes(request.method not in READING or (access is not None and access.logs))
    if request.endpoint is None:
        return None  # no such URL; Flask answers 404 itself
    if access is None:
        raise Missing
    if access.bearer:
        request.max_content_length = MOST_BYTES
        g.actor = _bearers[0](access.bearer)  # first: who has no token learns nothing, whatever was sent
    if any("\0" in text for text in _sent_texts()):
        abort(400)  # no page of ours sends it, and PostgreSQL cannot hold it
    if access.permission is None:
        return None
    if not access.bearer:
        if not current_user.is_authenticated:
            return _sign_in_first()
        g.actor = current_user.actor()
    if not holds(g.actor, access.permission):
        raise Missing
    return None


def _sent_texts() -> Iterator[str]:
    """Everything in the query string and the form, names and values."""
    for sent in (request.args, request.form):
        for name, values in sent.lists():
            yield name
            yield from values


def _sign_in_first() -> ResponseReturnValue:
    if request.method in READING:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return redirect(url_for("accounts.sign_in"))


def _check_judged(response: Response) -> Response:
    """In tests, a page with an id in its URL must have judged a record or scoped a list."""
    access = access_of(current_app, request.endpoint) if request.endpoint else None
    guarded = access is not None and access.permission is not None and request.view_args
    if current_app.testing and guarded and response.status_code < 300 and not g.get("record_judged"):
        raise AssertionError(f"{request.endpoint} answered without judging its record")
    return response


def _reset(error: BaseException | None) -> None:  # noqa: ARG001 - Flask's signature
    set_writes(True)
