"""Last month's meeting with its report, and tasks in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select

from app.coverage.figures import Month
from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.database import DbSession
from app.reports.models import CareTask, DropReason, ReportDecision, TaskSource, TaskState
from app.reports.rules.reports import new_report
from app.visits.due import due_table

DECISIONS = ("（演示）下次例会前补齐逾期的走访。", "（演示）核对尚未同意的名单，由学校逐户征询。")
PARTICIPANTS = "（演示）团区委、各乡镇（街道）儿童督导员、教体局、民政局"
OVERDUE_SHOWN = 2


def make_meetings(session: DbSession, cast: Cast) -> None:
    """Add them; the figures of the report are counted from the records that are there."""
    eve = cast.today.replace(day=1) - timedelta(days=1)
    report = new_report(session, system_actor("demo"), cast.places.district, Month.of(eve))
    report.held_on, report.participants = cast.today - timedelta(days=3), PARTICIPANTS
    for position, words in enumerate(DECISIONS, start=1):
        decision = ReportDecision(
            report=report, position=position, words=words, made_by_id=cast.accounts[Role.ORGANIZER].id
        )
        session.add(decision)
        session.flush()
        task = _task(cast, TaskSource.DECISION, 3, 11, words=words, subject_id=decision.id, report_id=report.id)
        home = cast.places.townships[3]
        task.owner_area_id, task.township_id = home.id, home.id
        session.add(task)
    session.add_all([*_visits(session, cast), *_others(cast)])


def _visits(session: DbSession, cast: Cast) -> Iterator[CareTask]:
    """For the director of the printed village: the children there who were not visited for the longest time."""
    village = cast.places.villages[cast.places.townships[3].id][0]
    table = due_table()
    due = {row.child_id: row.due_on for row in session.execute(select(table.c.child_id, table.c.due_on))}
    here = [child for child in cast.children if child.village_id == village.id and child.id in due]
    for number, child in enumerate(sorted(here, key=lambda one: (due[one.id], one.code))[:OVERDUE_SHOWN]):
        task = _task(cast, TaskSource.VISIT_OVERDUE, 9, number * 4 - 2, subject_id=child.id)
        task.child_id, task.owner_area_id = child.id, village.id
        yield task


def _others(cast: Cast) -> Iterator[CareTask]:
    """One by hand for the printed school, one that was done, and one that was dropped."""
    home = cast.places.townships[3]
    school = cast.places.schools[home.id][0]
    for words, state in (
        ("（演示）开学前把放学护送的家长名单贴在教室。", TaskState.OPEN),
        ("（演示）请班主任和三位家长通一次电话。", TaskState.DONE),
        ("（演示）借用村小操场做运动会。", TaskState.DROPPED),
    ):
        task = _task(cast, TaskSource.BY_HAND, 6, 5, words=words)
        task.owner_school_id, task.school_id, task.township_id = school.id, school.id, home.id
        if state is not TaskState.OPEN:
            task.state, task.ended_by_id = state, cast.accounts[Role.SCHOOL_STAFF].id
            task.ended_at = _noon(cast, 1)
            task.drop_reason = DropReason.NOT_NEEDED if state is TaskState.DROPPED else None
        yield task


def _task(cast: Cast, source: TaskSource, ago: int, ahead: int, **values: object) -> CareTask:
    """A task that the organizer made some days ago, due some days ahead."""
    return CareTask(
        district_id=cast.places.district.id, source=source, due_on=cast.today + timedelta(days=ahead),
        made_by_id=cast.accounts[Role.ORGANIZER].id, made_at=_noon(cast, ago), state=TaskState.OPEN, **values,
    )  # fmt: skip


def _noon(cast: Cast, ago: int) -> datetime:
    return clock.from_local(datetime.combine(cast.today - timedelta(days=ago), time(12)))
