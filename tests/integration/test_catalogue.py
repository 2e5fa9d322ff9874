"""The catalogue: shipped terms, what people write for them, and words an import met."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.catalogue.models import Term, TermKind
from app.catalogue.queries import (
    add_provisional,
    codes_by_name,
    ensure_defaults,
    languages,
    lookup,
    same_sex_areas,
    service_areas,
    subjects,
    term_name,
)
from app.foundation.access import system_actor

SYSTEM = system_actor("test")


def test_the_shipped_terms_serve_before_and_after_they_are_saved(session: scoped_session[Any]) -> None:
    before = [term.code for term in service_areas(session)]
    assert before == ["tutoring", "companionship", "quality", "safety", "guidance", "counselling"]
    assert ensure_defaults(session) > 25
    assert ensure_defaults(session) == 0
    assert [term.code for term in service_areas(session)] == before
    assert len(subjects(session)) == 14
    assert languages(session)[0].code == "mandarin"
    assert same_sex_areas(session) == {"counselling"}


def test_edited_terms_stay_as_they_were_edited(session: scoped_session[Any]) -> None:
    ensure_defaults(session)
    math = session.scalars(select(Term).where(Term.code == "math")).one()
    math.name_zh, math.active = "小学数学", False
    session.commit()
    assert ensure_defaults(session) == 0
    assert "math" not in [term.code for term in subjects(session)]
    assert lookup(session)["小学数学"] == (TermKind.SUBJECT, "math")


def test_what_people_write_is_found(session: scoped_session[Any]) -> None:
    known = lookup(session)
    assert known["心理辅导"] == (TermKind.SERVICE_AREA, "counselling")
    assert known["政治"] == (TermKind.SUBJECT, "politics")
    assert known["maths"] == (TermKind.SUBJECT, "math")
    assert codes_by_name(session, TermKind.LANGUAGE)["云南话"] == "qujing"


def test_an_unknown_subject_is_made_once_and_marked(session: scoped_session[Any]) -> None:
    first = add_provisional(session, SYSTEM, TermKind.SUBJECT, "拉丁语")
    assert add_provisional(session, SYSTEM, TermKind.SUBJECT, " 拉丁语 ") is first
    assert add_provisional(session, SYSTEM, TermKind.SUBJECT, "数学").code == "math"
    assert first.provisional
    session.commit()
    assert session.scalar(select(func.count()).where(Term.name_zh == "拉丁语")) == 1


def test_a_code_is_called_by_its_name_in_the_readers_language(app: Flask, session: scoped_session[Any]) -> None:
    ensure_defaults(session)
    session.commit()
    with app.test_request_context():
        g.pop("catalogue_names", None)
        with force_locale("zh_Hans_CN"):
            assert term_name("tutoring") == "学业辅导"
        with force_locale("en"):
            assert term_name("math", TermKind.SUBJECT) == "Mathematics"
        assert term_name("no-such-code") == "no-such-code"
        assert app.jinja_env.globals["term"] is term_name
