"""Making terms. Nothing here commits: it is done in the course of an import or a set-up."""

from __future__ import annotations

from sqlalchemy import select

from app.catalogue.defaults import DEFAULTS
from app.catalogue.models import Term, TermKind
from app.catalogue.terms import lookup, made
from app.foundation import audit
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.ids import short_code

LONGEST_NAME = 40


def ensure_defaults(session: DbSession) -> int:
    """Add the shipped terms that are missing, leaving edited ones alone; return how many were added."""
    known = {(term.kind, term.code) for term in session.scalars(select(Term))}
    missing = [(place, one) for place, one in enumerate(DEFAULTS) if (one.kind, one.code) not in known]
    session.add_all([made(shipped, place) for place, shipped in missing])
    session.flush()
    return len(missing)


def add_provisional(session: DbSession, actor: Actor, kind: TermKind, name: str) -> Term:
    """The term of this name or alias, made and marked provisional where nobody had entered it yet."""
    ensure_defaults(session)
    name = name.strip()[:LONGEST_NAME]
    known = lookup(session).get(name.lower())
    if known is not None and known[0] is kind:
        return session.scalars(select(Term).where(Term.kind == kind, Term.code == known[1])).one()
    term = Term(kind=kind, code=f"x-{short_code().lower()}", name_zh=name, name_en=name, provisional=True, position=900)
    session.add(term)
    session.flush()
    audit.record(session, actor, audit.Action.CATALOGUE_TERM_ADDED, term, kind=kind.value, code=term.code)
    return term
