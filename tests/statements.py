"""How many statements a page asks the database."""

from __future__ import annotations

import contextvars
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from app.foundation.database import db


def statements_of(browser: FlaskClient, address: str) -> list[str]:
    """The statements of a page that answers 200, as on a server: with nothing loaded before."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        answer = contextvars.Context().run(browser.get, address)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert answer.status_code == 200, address
    return said
