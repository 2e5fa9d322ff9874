"""Reading terms: those of the database, else those the program ships with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.defaults import DEFAULTS, Shipped
from app.catalogue.models import Term, TermKind
from app.foundation.database import DbSession
from app.foundation.held import Held


class KnownTerm(NamedTuple):
    """A term as pages and rules read it: nearly every page asks for all of them, and changes none."""

    kind: TermKind
    code: str
    name_zh: str
    name_en: str
    aliases: Sequence[str]
    active: bool
    same_sex: bool
    provisional: bool


def made(shipped: Shipped, position: int) -> Term:
    """A row of a shipped term, not yet saved."""
    return Term(
        kind=shipped.kind,
        code=shipped.code,
        name_zh=shipped.name_zh,
        name_en=shipped.name_en,
        aliases=list(shipped.aliases),
        same_sex=shipped.same_sex,
        position=position,
        active=True,
        provisional=shipped.provisional,
    )


def all_terms(session: DbSession) -> Sequence[KnownTerm]:
    """Every term, hidden ones too, in order; of a kind of which none is saved yet, those the program ships with.

    Asked of the database once a transaction: a form offers them, names them, and is judged by them.
    """
    return _TERMS.of(session)


_COLUMNS = [getattr(Term, name) for name in KnownTerm._fields]
_ALL = select(*_COLUMNS).order_by(Term.kind, Term.position, Term.code)


def _read(session: Session) -> tuple[KnownTerm, ...]:
    found = tuple(KnownTerm(*row) for row in session.execute(_ALL))
    known = {term.kind for term in found}
    return (*found, *(term for term in _shipped() if term.kind not in known))


@cache
def _shipped() -> tuple[KnownTerm, ...]:
    return tuple(
        KnownTerm(one.kind, one.code, one.name_zh, one.name_en, one.aliases, True, one.same_sex, one.provisional)
        for one in DEFAULTS
    )


_TERMS = Held(_read, Term)


def lookup(session: DbSession) -> Mapping[str, tuple[TermKind, str]]:
    """What people write (codes, names and aliases, lower case) -> kind and code.

    A text in several kinds means the service area, then the subject.
    """
    found: dict[str, tuple[TermKind, str]] = {}
    order = list(TermKind)
    known = (term for term in all_terms(session) if term.kind is not TermKind.DONE)
    for term in sorted(known, key=lambda term: order.index(term.kind)):
        for text in (term.code, term.name_zh, term.name_en, *term.aliases):
            found.setdefault(text.strip().lower(), (term.kind, term.code))
    return found


def codes_by_name(session: DbSession, kind: TermKind) -> dict[str, str]:
    """Code by every name and alias of one kind, as the readers of lists take it."""
    found: dict[str, str] = {}
    for term in all_terms(session):
        if term.kind is kind:
            for text in (term.name_zh, term.name_en, term.code, *term.aliases):
                found.setdefault(text, term.code)
    return found
