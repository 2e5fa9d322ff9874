"""What the tests of rights and retention share: a season long over, a child who left since, and a student."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.children.models import Child, ChildStatus
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import Base, db
from app.foundation.inventory import DataClass, inventory
from app.foundation.types import Sealed
from app.pairing.models import Pairing, PairingState
from app.places.models import Area, School
from app.privacy.overwriting import CLASSES, owned
from app.privacy.rules.erasing import ledger
from app.seasons.models import Season
from app.sessions.models import ServiceSession, SessionState
from app.volunteers.models import Volunteer
from tests import factories as make

MARK = "标记"


@pytest.fixture(autouse=True)
def fresh_ledger(app: Flask) -> Iterator[Path]:
    """No erasures yet: the ledger lies outside the database, which alone is emptied between tests."""
    path = ledger().path
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


@dataclass
class Past:
    """Everything closed two years and more ago."""

    district: Area
    village: Area
    school: School
    season: Season
    child: Child
    volunteer: Volunteer
    account: Account
    pairing: Pairing
    session: ServiceSession
    staff: Account
    lead: Account
    organizer: Account


def make_past(days_ago: int = 800) -> Past:
    """Build and commit it: the season, the pairing and the child's stay ended ``days_ago``."""
    ended = clock.now() - timedelta(days=days_ago)
    district = make.district()
    township = make.township(district)
    village = make.village(township)
    school = make.school(township)
    season = make.season(
        district, starts_on=ended.date() - timedelta(days=40), ends_on=ended.date(), code=f"past{days_ago}"
    )
    child = make.child(school, village, status=ChildStatus.LEFT, left_on=clock.local(ended).date(), left_reason="moved")
    make.consent(
        child, given_on=ended.date() - timedelta(days=60), witness="见证人", expires_on=ended.date(),
        home_visit=True, home_yes_by="奶奶", home_yes_on=ended.date() - timedelta(days=60),
    )  # fmt: skip
    account = make.account(Role.VOLUNTEER, name="学生")
    volunteer = make.volunteer(
        township, account_id=account.id, created_at=ended - timedelta(days=60), id_number="11010519491231002X"
    )
    make.availability(volunteer, season, signed_up_on=ended.date() - timedelta(days=60))
    before = ended - timedelta(days=30)
    pairing = make.pairing(
        child, volunteer, season, PairingState.ENDED, proposed_at=before, answer_due_at=before, ended_at=ended,
        note="说明", home_note="家访", farewell="再见", usual_place="图书室",
    )  # fmt: skip
    session = make.service_session(
        pairing, ended.replace(hour=3, minute=0, second=0, microsecond=0, tzinfo=UTC) - timedelta(days=10),
        state=SessionState.CONFIRMED, confirmed_at=ended, note="写了作业", late_reason="没信号",
    )  # fmt: skip
    past = Past(
        district, village, school, season, child, volunteer, account, pairing, session,
        staff=make.account(Role.SCHOOL_STAFF, school), lead=make.account(Role.SAFEGUARDING_LEAD, district),
        organizer=make.account(Role.ORGANIZER, district),
    )  # fmt: skip
    db.session.commit()
    return past


def plant(past: Past) -> int:
    """Write the marker into every text of the persons' files that the inventory knows; return into how many columns."""
    owners = {"child": past.child.id, "volunteer": past.volunteer.id, "account": past.account.id}
    columns = 0
    for table, row, condition in _places(owners):
        column = table.c[row.column]
        textual = isinstance(column.type, Sealed) or column.type.python_type is str
        length = getattr(column.type, "length", None) or 99
        if row.kind is DataClass.KEY or not textual or hasattr(column.type, "members") or length < len(MARK) + 6:
            continue
        unique = f"{MARK}{columns}" if not isinstance(column.type, Sealed) else f"{MARK}{row.table}.{row.column}"
        try:
            with db.session.begin_nested():
                db.session.execute(table.update().where(condition).values({row.column: unique[:length]}))
        except IntegrityError:
            continue  # filled only together with another column
        columns += 1
    db.session.commit()
    db.session.expire_all()
    return columns


def marked() -> list[str]:
    """The columns of any table in which the marker can still be read, decrypted where they are encrypted."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(table.select()).mappings():
            found += [f"{table.name}.{name}" for name, value in row.items() if MARK in str(value)]
    db.session.rollback()
    return found


def _places(owners: dict[str, uuid.UUID]) -> Iterator[tuple[Any, Any, Any]]:
    for owner, record_id in owners.items():
        for row in inventory():
            table = Base.metadata.tables[row.table]
            condition = owned(table, owner, record_id)
            if row.kept in CLASSES[owner] and condition is not None:
                yield table, row, condition
