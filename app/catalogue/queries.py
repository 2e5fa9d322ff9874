"""Reads of the catalogue: what there is to choose from, and what a code is called."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g, has_request_context

from app.catalogue.models import TermKind
from app.catalogue.rules import add_provisional, ensure_defaults
from app.catalogue.terms import KnownTerm, all_terms, codes_by_name, lookup
from app.foundation.database import DbSession, db
from app.foundation.speech import speech

__all__ = [
    "add_provisional",
    "codes_by_name",
    "ensure_defaults",
    "languages",
    "lookup",
    "safety_topics",
    "same_sex_areas",
    "service_areas",
    "subjects",
    "term_name",
    "terms",
    "things_done",
]


def terms(session: DbSession, *kinds: TermKind) -> list[KnownTerm]:
    """The terms of these kinds that are in use, kind by kind as they are named, in order."""
    found = all_terms(session)
    if has_request_context() and "catalogue_names" not in g:
        g.catalogue_names = _names(found)  # a page that offers terms names them too: one query for both
    return [term for kind in kinds for term in found if term.kind is kind and term.active]


def service_areas(session: DbSession) -> list[KnownTerm]:
    """The service areas in use, in order."""
    return terms(session, TermKind.SERVICE_AREA)


def subjects(session: DbSession) -> list[KnownTerm]:
    """The subjects in use, in order."""
    return terms(session, TermKind.SUBJECT)


def languages(session: DbSession) -> list[KnownTerm]:
    """The languages and dialects in use, in order."""
    return terms(session, TermKind.LANGUAGE)


def safety_topics(session: DbSession) -> list[KnownTerm]:
    """The topics of safety education in use, in order."""
    return terms(session, TermKind.SAFETY_TOPIC)


def things_done(session: DbSession) -> list[KnownTerm]:
    """What child and volunteer can have done together: the terms in use, in order."""
    return terms(session, TermKind.DONE)


def same_sex_areas(session: DbSession) -> frozenset[str]:
    """Codes of the service areas that are given in person by a volunteer of the child's sex only."""
    return frozenset(term.code for term in service_areas(session) if term.same_sex)


def term_name(code: str | None, kind: TermKind | None = None) -> str:
    """What a term is called in the reader's language; the code itself where there is no such term.

    In templates: ``term(code)``. One query a request.
    """
    if code is None:
        return ""
    if "catalogue_names" not in g:
        g.catalogue_names = _names(all_terms(db.session))
    names: dict[tuple[TermKind | None, str], tuple[str, str]] = g.catalogue_names
    zh, en = names.get((kind, code), (code, code))
    return en if speech().tag == "en" else zh


def _names(terms_: Iterable[KnownTerm]) -> dict[tuple[TermKind | None, str], tuple[str, str]]:
    found: dict[tuple[TermKind | None, str], tuple[str, str]] = {}
    for term in terms_:
        found[term.kind, term.code] = term.name_zh, term.name_en
        found.setdefault((None, term.code), (term.name_zh, term.name_en))
    return found
