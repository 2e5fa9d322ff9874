"""Reading standing texts: those of the database, else those the program ships with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.database import DbSession
from app.foundation.held import Held
from app.texts import shipped
from app.texts.kinds import TextChange, TextKind
from app.texts.models import StandingText


@dataclass(frozen=True)
class Standing:
    """How a text stands: the version in force, and the last material one, before which answers no longer count."""

    current: int = shipped.NUMBER
    material: int = shipped.NUMBER
    reviewed: bool = False


def standing(session: DbSession | None, kind: TextKind) -> Standing:
    """How a text stands; asked of the database once a transaction, because gates ask for thousands of people.

    Without a session (records that no database knows) it is the text that the program ships.
    """
    if session is None:
        return Standing()
    return _STANDINGS.of(session).get(kind, Standing())


def _standings(session: Session) -> dict[TextKind, Standing]:
    query = (
        select(StandingText.kind, StandingText.number, StandingText.change, StandingText.reviewed_at)
        .where(StandingText.number.is_not(None))
        .order_by(StandingText.number)
    )
    found: dict[TextKind, Standing] = {}
    with session.no_autoflush:  # a gate may be judged half-way through a change
        for kind, number, change, reviewed_at in session.execute(query):
            if number is not None:
                last = found.get(kind, Standing())
                material = number if change is TextChange.MATERIAL else last.material
                found[kind] = Standing(number, material, reviewed_at is not None)
    return found


_STANDINGS = Held(_standings, StandingText)


def still_good(session: DbSession | None, kind: TextKind, number: int | None) -> bool:
    """Whether an answer to this version of a text counts today."""
    return number is not None and number >= standing(session, kind).material


def versions(session: DbSession, kind: TextKind) -> list[StandingText]:
    """Every published version, the newest first."""
    query = select(StandingText).where(StandingText.kind == kind, StandingText.number.is_not(None))
    found = session.scalars(query.order_by(StandingText.number.desc())).all()
    return list(found) or [shipped.made(kind)]


def version(session: DbSession, kind: TextKind, number: int) -> StandingText | None:
    """One published version."""
    return next((one for one in versions(session, kind) if one.number == number), None)


def current(session: DbSession, kind: TextKind) -> StandingText:
    """The version in force."""
    return versions(session, kind)[0]


def draft(session: DbSession, kind: TextKind) -> StandingText | None:
    """The draft of the next version."""
    query = select(StandingText).where(StandingText.kind == kind, StandingText.number.is_(None))
    return session.scalars(query).one_or_none()


def kinds_in_draft(session: DbSession) -> set[TextKind]:
    """The kinds of which a next version is being written."""
    return set(session.scalars(select(StandingText.kind).where(StandingText.number.is_(None))))
