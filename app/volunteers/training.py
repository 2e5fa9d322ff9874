"""Training: hours done in person or by the online course, and the quiz, whose answers only the server checks.

The order of a quiz's answers is drawn with a key for every try, and a page names answers by their place in it: neither
the page nor the place says which one is right.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import object_session

from app.foundation.secrets.keyring import keyring
from app.seasons.models import Season
from app.texts.kinds import TextKind
from app.texts.markup import Question
from app.texts.queries import still_good
from app.volunteers.models import VettingCheck, VettingKind, VettingResult, Volunteer

MOST_HOURS = 40
"""At most so many in one record."""
COURSE_HOURS = 1
"""What the online course with its quiz counts for."""


@dataclass(frozen=True)
class Training:
    """What a volunteer has of training: whole hours, and whether a quiz that still counts was passed."""

    hours: int
    passed: bool

    def is_enough(self, season: Season) -> bool:
        """Whether it is all that a season asks for."""
        return self.passed and self.hours >= season.training_hours


def training_of(volunteer: Volunteer, today: date) -> Training:
    """What counts today. In person counts with the quiz that was answered there."""
    counting = counting_training(volunteer, today)
    passed = any(still_good(object_session(check), TextKind.QUIZ, check.text_version) for check in counting)
    return Training(sum(check.hours or 0 for check in counting), passed)


def counting_training(volunteer: Volunteer, today: date) -> list[VettingCheck]:
    """Everything since training was last taken back, in the order in which it was recorded."""
    counting: list[VettingCheck] = []
    for check in sorted(volunteer.checks, key=lambda check: check.recorded_at):
        if check.kind is not VettingKind.TRAINING or check.checked_on > today:
            continue
        if check.result is VettingResult.CLEAR:
            counting.append(check)
        else:
            counting.clear()
    return counting


def drawn(attempt_id: uuid.UUID, number: int, question: Question) -> tuple[int, ...]:
    """In which order the answers of the question stand in this try: indexes into ``question.answers``."""
    places = range(len(question.answers))
    return tuple(sorted(places, key=lambda place: keyring.lasting("quiz.order", f"{attempt_id}:{number}:{place}")))


def chosen_answers(attempt_id: uuid.UUID, questions: Sequence[Question], places: Mapping[int, int]) -> list[int | None]:
    """Which answers were chosen, from places on the page (question -> place); None: none, or a place there is not."""
    found: list[int | None] = []
    for number, question in enumerate(questions):
        order, place = drawn(attempt_id, number, question), places.get(number)
        found.append(order[place] if place is not None and 0 <= place < len(order) else None)
    return found


def count_right(questions: Sequence[Question], answers: Sequence[int]) -> int:
    """How many of the answers are right."""
    return sum(answer == question.right for answer, question in zip(answers, questions, strict=True))


def is_pass(right: int, asked: int, percent: int) -> bool:
    """Whether so many right answers are enough."""
    return asked > 0 and right * 100 >= percent * asked
