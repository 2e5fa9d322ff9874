"""In tests: an answer that names a child to somebody signed in must have left an event on the audit log before it."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, has_request_context
from flask_login import current_user
from sqlalchemy import Engine, event, inspect

from app.children.models import Child
from app.foundation.audit import AuditEvent


@event.listens_for(Child, "load")
def _noted(child: Child, _context: Any) -> None:
    if has_request_context():
        g.setdefault("children_loaded", []).append(child)


@event.listens_for(Engine, "before_execute")
def _logged(_connection: Any, statement: Any, *_how: Any) -> None:
    if has_request_context() and statement.is_insert and statement.table is AuditEvent.__table__:
        g.read_logged = True


def watch_reads(app: Flask) -> None:
    """Check every answer of a testing application."""
    app.after_request(_check)


def _check(response: Response) -> Response:
    loaded = g.get("children_loaded", [])
    if not loaded or 300 <= response.status_code < 400 or g.get("read_logged") or response.is_streamed:
        return response
    body = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""
    names = {child.name for child in loaded if "name" not in inspect(child).unloaded}
    if current_user.is_authenticated and any(len(name) > 1 and name in body for name in names):
        raise AssertionError("a page names a child and nothing of it is on the audit log")
    return response
