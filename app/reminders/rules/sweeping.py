"""The sweep: what waits now becomes reminders, and what waits no more is done. Done twice, it changes nothing.

Reading comes first, without the write lock; a transaction that writes is opened only where something changed.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession, writing
from app.reminders.kinds import NEWS, ReminderKind
from app.reminders.models import Reminder
from app.reminders.registry import Source, Wait, Where, sources
from app.reminders.rules.planning import chunks, plan
from app.reminders.rules.turns import take_turn

NEWS_KNOWN = timedelta(days=90)
"""For so long a piece of news is known to have been told; sources look back over much less."""
SECONDS = 20.0
Key = tuple[uuid.UUID, uuid.UUID, str]


@dataclass
class Changes:
    """What a sweep of one kind found to do."""

    new: list[Wait] = field(default_factory=list)
    again: list[tuple[uuid.UUID, Wait]] = field(default_factory=list)
    """Done already today, and there once more."""
    changed: list[tuple[uuid.UUID, Wait]] = field(default_factory=list)
    over: list[uuid.UUID] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.again or self.changed or self.over)


def sweep_due(session: DbSession, actor: Actor) -> int:
    """Every source whose turn it is, as far as one comes within some seconds; return how many reminders are new.

    The rest is taken up a minute later: other chores wait for this one.
    """
    started, made = time.monotonic(), 0
    for source in sources():
        if time.monotonic() - started > SECONDS:
            break
        if take_turn(session, f"source:{source.kind.value}", source.every):
            made += sweep(session, actor, source)
    return made


def sweep(session: DbSession, actor: Actor, source: Source) -> int:
    """One source; return how many reminders are new. Commits."""
    session.rollback()
    with writing(False):
        changes = _compare(session, source.kind, _found(session, source))
        session.rollback()
    if not changes:
        return 0
    try:
        made = _carry_out(session, source.kind, changes)
        audit.record(
            session, actor, audit.Action.REMINDER_SWEPT,
            kind=source.kind.value, new=len(changes.new), over=len(changes.over),
        )  # fmt: skip
        session.commit()
    except IntegrityError:
        session.rollback()  # somebody swept at the same moment: the next sweep finds what is left
        return 0
    return made


def _found(session: DbSession, source: Source) -> list[Wait]:
    """What the source finds, of accounts that are open; the first of two with one key."""
    is_news, today = source.kind in NEWS, clock.today().isoformat()
    waits: dict[Key, Wait] = {}
    for wait in source.find(session):
        occasion = wait.occasion if is_news else today
        one = Wait(wait.account_id, wait.about_id, dict(wait.figures), wait.where, occasion)
        waits.setdefault((wait.account_id, wait.about_id, occasion), one)
    people = list({one.account_id for one in waits.values()})
    active: set[uuid.UUID] = set()
    for some in chunks(people):
        active.update(session.scalars(select(Account.id).where(Account.active, Account.id.in_(some))))
    return [one for one in waits.values() if one.account_id in active]


def _compare(session: DbSession, kind: ReminderKind, found: list[Wait]) -> Changes:
    return _compare_news(session, kind, found) if kind in NEWS else _compare_waiting(session, kind, found)


def _compare_waiting(session: DbSession, kind: ReminderKind, found: list[Wait]) -> Changes:
    is_open = {(row.account_id, row.about_id): row for row in session.scalars(_of(kind, Reminder.done_at.is_(None)))}
    closed = _of(kind, Reminder.occasion == clock.today().isoformat(), Reminder.done_at.is_not(None))
    done_today = {(row.account_id, row.about_id): row.id for row in session.scalars(closed)}
    changes = Changes()
    for wait in found:
        key = (wait.account_id, wait.about_id)
        row = is_open.pop(key, None)
        if row is not None and _grew(row, wait) and row.occasion != wait.occasion:
            changes.over.append(row.id)  # more than on another day: that is worth saying anew
            changes.new.append(wait)
        elif row is not None:
            if row.figures != wait.figures or Where.of(row) != wait.where:
                changes.changed.append((row.id, wait))
        elif key in done_today:
            changes.again.append((done_today[key], wait))
        else:
            changes.new.append(wait)
    changes.over += [row.id for row in is_open.values()]
    return changes


def _compare_news(session: DbSession, kind: ReminderKind, found: list[Wait]) -> Changes:
    since = Reminder.created_at > clock.now() - NEWS_KNOWN
    known = {(row.account_id, row.about_id, row.occasion): row for row in session.scalars(_of(kind, since))}
    changes = Changes()
    for wait in found:
        row = known.get((wait.account_id, wait.about_id, wait.occasion))
        if row is None:
            changes.new.append(wait)
        elif row.figures != wait.figures and row.read_at is None:
            changes.changed.append((row.id, wait))
    return changes


def _grew(row: Reminder, wait: Wait) -> bool:
    return int(wait.figures.get("count", 0)) > int(row.figures.get("count", 0))


def _of(kind: ReminderKind, *conditions: ColumnElement[bool]) -> Select[Reminder]:
    return select(Reminder).where(Reminder.kind == kind, *conditions)


def _carry_out(session: DbSession, kind: ReminderKind, changes: Changes) -> int:
    now, made = clock.now(), [_made(kind, wait) for wait in changes.new]
    for ids in chunks(changes.over):
        session.execute(update(Reminder).where(Reminder.id.in_(ids)).values(done_at=now))
    session.add_all(made)  # after what is over: of one thing, one is open
    again = {number for number, _wait in changes.again}
    for some in chunks([*changes.changed, *changes.again]):
        waits = dict(some)
        for row in session.scalars(select(Reminder).where(Reminder.id.in_(waits))):
            _bring_up_to_date(row, waits[row.id])
            if row.id in again:
                row.done_at = row.read_at = row.told_at = row.told_by_id = row.told_way = None
    session.flush()
    plan(session, made)
    return len(made)


def _bring_up_to_date(row: Reminder, wait: Wait) -> None:
    row.read_at = None if _grew(row, wait) else row.read_at
    where = wait.where
    row.figures, row.district_id = dict(wait.figures), where.district_id
    row.township_id, row.village_id, row.school_id = where.township_id, where.village_id, where.school_id


def _made(kind: ReminderKind, wait: Wait) -> Reminder:
    return Reminder(
        id=uuid.uuid4(), account_id=wait.account_id, kind=kind, about_id=wait.about_id, occasion=wait.occasion,
        news=kind in NEWS, figures=dict(wait.figures), district_id=wait.where.district_id,
        township_id=wait.where.township_id, village_id=wait.where.village_id, school_id=wait.where.school_id,
    )  # fmt: skip
