"""What a page asks for again and again is asked of the database once a transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from app.foundation.database import DbSession

T = TypeVar("T")
_HELD = "held_once"


class Held(Generic[T]):
    """Something read of the rows of some tables: kept until the transaction ends, or saves one of these rows."""

    def __init__(self, read: Callable[[Session], T], *models: type[Any]) -> None:
        self._read, self._models = read, models

    def of(self, session: DbSession) -> T:
        """It, as the session's transaction sees it."""
        plain: Session = session() if isinstance(session, scoped_session) else session
        held: dict[Held[Any], Any] = plain.info.setdefault(_HELD, {})
        if self not in held:
            held[self] = self._read(plain)
        return cast("T", held[self])

    def is_of(self, row: object) -> bool:
        """Whether it was read of such rows."""
        return isinstance(row, self._models)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(_HELD, None)


@event.listens_for(Session, "after_flush")
def _forget_changed(session: Session, context: object) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    held: dict[Held[Any], Any] = session.info.get(_HELD, {})
    saved = (*session.new, *session.dirty, *session.deleted) if held else ()
    for one in [one for one in held if any(map(one.is_of, saved))]:
        del held[one]
