"""Safety education: recording lessons given elsewhere than at an activity, and keeping the list of topics."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.activities.models import LessonPlace, SafetyLesson
from app.activities.rules.recording import check_topics
from app.activities.rules.seats import lock_children
from app.catalogue.models import Term, TermKind
from app.catalogue.rules import ensure_defaults
from app.children.models import Child, ChildStatus
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.ids import short_code

PLACES = (LessonPlace.SCHOOL, LessonPlace.OTHER)
"""Where staff say a lesson was; on a visit or in a session it is noted with the visit or session."""
LAST_POSITION = 900


@dataclass(frozen=True)
class Lesson:
    """What was taught, when and where."""

    topics: Collection[str]
    taught_on: date
    place: LessonPlace


def record_lessons(session: DbSession, actor: Actor, lesson: Lesson, child_ids: Collection[uuid.UUID]) -> int:
    """Note that children were taught topics; the same again adds nothing. Commits.

    Returns how many children it is about.

    Raises:
        Missing: a child is not of the actor's own school or village.
        Refused: no topic, one not in use, or a day ahead or before this year.
    """
    check_topics(session, lesson.topics)
    if not lesson.topics:
        raise Refused("activities.no_topic", field="topics")
    today = clock.today()
    if not date(today.year - 1, 1, 1) <= lesson.taught_on <= today:
        raise Refused("activities.lesson_day", field="taught_on")
    children = lock_children(session, child_ids)
    for child in children:
        authorize(actor, Permission.SAFETY_WRITE, child)
        if child.status is not ChildStatus.ACTIVE:
            raise Missing
    noted = select(SafetyLesson.child_id, SafetyLesson.topic).where(
        SafetyLesson.child_id.in_([child.id for child in children]),
        SafetyLesson.taught_on == lesson.taught_on,
        SafetyLesson.place == lesson.place,
    )
    known = {(row[0], row[1]) for row in session.execute(noted)}
    for child in children:
        new = sorted(topic for topic in set(lesson.topics) if (child.id, topic) not in known)
        session.add_all(_row(actor, child, topic, lesson) for topic in new)
        if new:
            audit.record(session, actor, audit.Action.SAFETY_TAUGHT, child, topics=new, count=len(new))
    session.commit()
    return len(children)


def add_topic(session: DbSession, actor: Actor, name_zh: str, name_en: str) -> Term:
    """Add a topic of safety education at the end of the list. Commits.

    Raises:
        Refused: there is one of this name.
    """
    _own(session)
    _name_free(session, name_zh, None)
    last = max((term.position for term in _topics(session)), default=0)
    term = Term(
        kind=TermKind.SAFETY_TOPIC, code=f"x-{short_code().lower()}", name_zh=name_zh, name_en=name_en or name_zh
    )
    term.position = min(last + 1, LAST_POSITION)
    session.add(term)
    session.flush()
    audit.record(session, actor, audit.Action.CATALOGUE_TERM_ADDED, term, kind=term.kind.value, code=term.code)
    session.commit()
    return term


def change_topic(
    session: DbSession, actor: Actor, code: str, *, name_zh: str, name_en: str, active: bool, confirmed: bool
) -> Term:
    """Name a topic, take it out of use or into it, and say that it is confirmed. What was taught stays. Commits.

    Raises:
        Missing: there is no such topic.
        Refused: there is another of this name.
    """
    _own(session)
    term = next((one for one in _topics(session) if one.code == code), None)
    if term is None:
        raise Missing
    _name_free(session, name_zh, term)
    values = {"name_zh": name_zh, "name_en": name_en or name_zh, "active": active, "provisional": not confirmed}
    fields = sorted(name for name, value in values.items() if getattr(term, name) != value)
    for name in fields:
        setattr(term, name, values[name])
    if fields:
        audit.record(session, actor, audit.Action.CATALOGUE_TERM_CHANGED, term, kind=term.kind.value, fields=fields)
    session.commit()
    return term


def _row(actor: Actor, child: Child, topic: str, lesson: Lesson) -> SafetyLesson:
    return SafetyLesson(
        child_id=child.id, topic=topic, taught_on=lesson.taught_on, place=lesson.place, recorded_by_id=actor.id
    )


def _own(session: DbSession) -> None:
    """Rows of the shipped topics, where there are none yet, so that they can be changed."""
    ensure_defaults(session)


def _topics(session: DbSession) -> list[Term]:
    found = select(Term).where(Term.kind == TermKind.SAFETY_TOPIC).order_by(Term.position, Term.code)
    return list(session.scalars(found))


def _name_free(session: DbSession, name_zh: str, but: Term | None) -> None:
    if any(one.name_zh == name_zh for one in _topics(session) if one is not but):
        raise Refused("activities.topic_taken", field="name_zh")
