"""The audit log: written with the change, chained, and not to be changed by anybody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import scoped_session

from app.foundation import audit
from app.foundation.access import system_actor
from app.foundation.audit.verify import verify
from tests import factories as make

ACTOR = system_actor("test")


@pytest.fixture
def logged(session: scoped_session[Any]) -> list[audit.AuditEvent]:
    district = make.district()
    for _ in range(3):
        audit.record(session, ACTOR, audit.Action.SEASON_CREATED, make.season(district))
        session.commit()
    return list(session.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.id)))


def test_events_of_one_district_form_one_chain_that_verifies(
    session: scoped_session[Any], logged: list[audit.AuditEvent]
) -> None:
    assert [event.position for event in logged] == [1, 2, 3]
    assert verify(session) == (3, [])


def test_a_rolled_back_change_leaves_no_event(session: scoped_session[Any]) -> None:
    audit.record(session, ACTOR, audit.Action.SEASON_CREATED, make.season(make.district()))
    session.rollback()
    session.commit()
    assert session.scalars(select(audit.AuditEvent)).all() == []


@pytest.mark.parametrize("statement", [
    "UPDATE audit_event SET details = '{}'",
    "DELETE FROM audit_event",
])  # fmt: skip
def test_rows_cannot_be_changed_or_removed(
    session: scoped_session[Any], logged: list[audit.AuditEvent], statement: str
) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))
    session.rollback()


def test_replace_and_truncate_are_refused(
    session: scoped_session[Any], logged: list[audit.AuditEvent], database: str
) -> None:
    replace = "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event"
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(replace if database == "sqlite" else "TRUNCATE audit_event"))
    session.rollback()


def test_a_change_behind_the_triggers_is_named(
    session: scoped_session[Any], logged: list[audit.AuditEvent], database: str
) -> None:
    if database == "sqlite":
        session.execute(text("DROP TRIGGER audit_event_no_update"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text("UPDATE audit_event SET actor_label = 'nobody' WHERE position = 2"))
    session.commit()
    session.expire_all()
    _, breaks = verify(session)
    assert [(one.position, one.how) for one in breaks] == [(2, "changed")]
