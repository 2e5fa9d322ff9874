"""A little life around texts and training: a draft waiting to be read, tries at the quiz, somebody kept apart."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.pairing.models import ApartReason, DoNotPair, Pairing
from app.texts import shipped
from app.texts.kinds import TextKind
from app.volunteers.models import QuizAttempt

SUMMARY = "补充雨季路滑时改为线上见面（演示）"
LINE = "- 雨季山路塌方、路滑时，改为线上见面，先问学校。\n"


def make_learning(session: DbSession, cast: Cast) -> None:
    """Add it all; nothing of it changes what anybody may do."""
    _draft(session, cast)
    _tries(session, cast)
    _kept_apart(session, cast)


def _draft(session: DbSession, cast: Cast) -> None:
    for number in (shipped.NUMBER, None):
        text = shipped.made(TextKind.RULES)
        if number is None:
            text.number = text.change = None
            text.summary, text.written_by_id = SUMMARY, cast.accounts[Role.ORGANIZER].id
            text.body_zh = text.body_zh.replace("# 不可以做的事", f"{LINE}\n# 不可以做的事")
            text.body_en = text.body_en.replace(
                "# What you must not do",
                "- When the roads are wet, meet online; ask the school.\n\n# What you must not do",
            )
        else:
            text.published_at = clock.now() - timedelta(days=30)
        session.add(text)
    session.flush()


def _tries(session: DbSession, cast: Cast) -> None:
    questions = 10
    for day, right in ((3, 7), (2, questions)):
        session.add(
            QuizAttempt(
                volunteer_id=cast.volunteers[0].id, number=shipped.NUMBER, answers=[0] * questions,
                questions=questions, right_answers=right, passed=right == questions,
                at=clock.now() - timedelta(days=day),
            )
        )  # fmt: skip


def _kept_apart(session: DbSession, cast: Cast) -> None:
    """The last volunteer is related to a child of the demo school."""
    own = {grant.school_id for grant in cast.accounts[Role.SCHOOL_STAFF].roles}
    volunteer = cast.volunteers[-1]
    served = set(session.scalars(select(Pairing.child_id).where(Pairing.volunteer_id == volunteer.id)))
    child = next((one for one in cast.children if one.school_id in own and one.id not in served), None)
    if child is not None:
        session.add(
            DoNotPair(
                child_id=child.id, volunteer_id=volunteer.id, reason=ApartReason.KINSHIP.value,
                note="是孩子的表姐（演示）", recorded_by_id=cast.accounts[Role.SCHOOL_STAFF].id,
            )
        )  # fmt: skip
