"""A volunteer answers the quiz of the course: checked here and nowhere else, every try recorded."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.texts.kinds import TextKind
from app.texts.markup import questions
from app.texts.queries import current
from app.volunteers.models import QuizAttempt, VettingCheck, VettingKind, VettingResult, Volunteer
from app.volunteers.training import COURSE_HOURS, chosen_answers, count_right, is_pass, training_of


def answer_quiz(
    session: DbSession,
    actor: Actor,
    volunteer: Volunteer,
    attempt_id: uuid.UUID,
    *,
    number: int,
    places: Mapping[int, int],
) -> QuizAttempt:
    """Record one try at version ``number`` of the quiz; ``places``: question -> place of the answer on the page.

    The first pass that counts is a check of training. Sent twice, a try is one try.

    Raises:
        Missing: it is not the actor's own profile, or the try is somebody else's.
        Conflict: the quiz has another text by now.
        Refused: a question is not answered.
    """
    own = _own(session, actor, volunteer)
    known = session.get(QuizAttempt, attempt_id)
    if known is not None:
        if known.volunteer_id != own.id:
            raise Missing
        session.rollback()  # a double click
        return known
    quiz = current(session, TextKind.QUIZ)
    if quiz.number != number:
        raise Conflict("volunteers.quiz_changed")
    asked = questions(quiz.body_zh)
    answers = [answer for answer in chosen_answers(attempt_id, asked, places) if answer is not None]
    if len(answers) != len(asked):
        raise Refused("volunteers.quiz_incomplete")
    right = count_right(asked, answers)
    attempt = QuizAttempt(
        id=attempt_id, volunteer_id=own.id, number=number, answers=answers, questions=len(asked), right_answers=right,
        passed=is_pass(right, len(asked), quiz.pass_percent or 100), at=clock.now(),
    )  # fmt: skip
    session.add(attempt)
    audit.record(session, actor, Action.QUIZ_ANSWERED, own, number=number, right=right, count=len(asked))
    if attempt.passed and not training_of(own, clock.today()).passed:
        _record_pass(session, actor, own, number)
    session.commit()
    return attempt


def _own(session: DbSession, actor: Actor, volunteer: Volunteer) -> Volunteer:
    held = session.get(Volunteer, volunteer.id, with_for_update=True, populate_existing=True)
    own = authorize(actor, Permission.SIGNUP_WRITE, held)
    if own.account_id != actor.id:
        raise Missing
    session.refresh(own, ["checks"])
    return own


def _record_pass(session: DbSession, actor: Actor, own: Volunteer, number: int) -> None:
    own.checks.append(
        VettingCheck(
            kind=VettingKind.TRAINING,
            result=VettingResult.CLEAR,
            checked_on=clock.today(),
            text_version=number,
            hours=COURSE_HOURS,
            recorded_by_id=actor.id,
            recorded_at=clock.now(),
        )
    )
    details = {"check": VettingKind.TRAINING.value, "result": VettingResult.CLEAR.value}
    audit.record(session, actor, Action.VETTING_RECORDED, own, **details)
