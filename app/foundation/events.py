"""Typed events: how a part tells the floors above it that something happened, in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session, scoped_session

from app.foundation.database import DbSession

E = TypeVar("E")
_handlers: dict[type, list[Callable[[Session, Any], None]]] = defaultdict(list)


def handles(kind: type[E]) -> Callable[[Callable[[Session, E], None]], Callable[[Session, E], None]]:
    """Call the function for every published event of ``kind``; it may change rows but never commits."""

    def register(function: Callable[[Session, E], None]) -> Callable[[Session, E], None]:
        if function not in _handlers[kind]:
            _handlers[kind].append(function)
        return function

    return register


def publish(session: DbSession, event: object) -> None:
    """Run the handlers of ``event``, in the order in which they registered."""
    plain: Session = session() if isinstance(session, scoped_session) else session
    for handler in _handlers[type(event)]:
        handler(plain, event)
