"""A slip of the thumb is taken back for ten minutes, by who made it, as long as nothing counts on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.certificates.models import Publicity
from app.foundation import audit, clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.errors import Missing
from app.pairing.models import PairingState
from app.sessions import rules
from app.sessions.models import DisputeReason, ServiceSession, SessionDispute, SessionState
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(session: Any) -> Place:
    return make_place()


def logged(place: Place, count: int = 1, **values: Any) -> list[ServiceSession]:
    pairing = place.pairing(PairingState.ACTIVE)
    first = clock.now() - timedelta(days=count + 1)
    rows = [
        make.service_session(pairing, first + timedelta(days=day), logged_by_id=place.student.id, **values)
        for day in range(count)
    ]
    db.session.commit()
    return rows


def again(row: ServiceSession) -> ServiceSession:
    db.session.expire_all()
    return db.session.get_one(ServiceSession, row.id)


def test_what_was_confirmed_in_bulk_is_taken_back_in_one_tap(place: Place, sign_in: SignIn) -> None:
    rows = logged(place, 3)
    rows[2].safe = False
    db.session.commit()
    browser, ids = sign_in(place.staff), [str(row.id) for row in rows]
    page = browser.post("/sessions/queue/confirm", data={"ids": ids}, follow_redirects=True).get_data(as_text=True)
    assert [again(row).state for row in rows] == [SessionState.CONFIRMED, SessionState.CONFIRMED, SessionState.SENT]
    assert "单独" in page, "the one that is looked at alone says so"
    assert "十分钟内可以撤回" in page
    browser.post("/sessions/queue/undo", data={"ids": ids[:2]})
    for row in rows[:2]:
        now = again(row)
        assert (now.state, now.confirmed_at, now.confirmed_by_id) == (SessionState.SENT, None, None)
    assert events(audit.Action.SESSION_UNDONE) == [{"before": "confirmed"}] * 2
    assert len(events(audit.Action.SESSION_CONFIRMED)) == 2, "what happened stays on the log"
    assert "十分钟内可以撤回" not in browser.get("/sessions/queue/").get_data(as_text=True)


def test_a_late_entry_is_taken_back_one_person_at_a_time(place: Place) -> None:
    (row,) = logged(place, late=True)
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, place.township)
    db.session.commit()
    rules.confirm_session(db.session, place.staff.actor(), row.id)
    rules.confirm_session(db.session, supervisor.actor(), row.id)
    assert rules.undo_decisions(db.session, place.staff.actor(), [row.id]) == (0, 1), "the last word is another's"
    assert rules.undo_decisions(db.session, supervisor.actor(), [row.id]) == (1, 0)
    assert (again(row).state, again(row).vouched_by_id) == (SessionState.SENT, place.staff.id)
    assert rules.undo_decisions(db.session, place.staff.actor(), [row.id]) == (1, 0)
    assert (again(row).vouched_by_id, again(row).vouched_at) == (None, None)


@pytest.mark.parametrize("why", ["late", "another", "dispute", "publicised", "never"])
def test_when_nothing_is_taken_back(place: Place, why: str) -> None:
    (row,) = logged(place)
    actor = place.staff.actor()
    if why != "never":
        rules.confirm_session(db.session, actor, row.id)
    if why == "late":
        again(row).confirmed_at = clock.now() - rules.UNDO_FOR
    elif why == "another":
        actor = place.deputy.actor()
    elif why == "dispute":
        db.session.add(SessionDispute(session_id=row.id, state=SessionState.CONFIRMED, reason=DisputeReason.TIME,
                                      words="不对", raised_by_id=place.student.id))  # fmt: skip
    elif why == "publicised":
        db.session.add(Publicity(district_id=place.district.id, season_id=place.season.id, number=1,
                                 last_day=clock.today()))  # fmt: skip
    db.session.commit()
    before = again(row).state
    assert rules.undoable(db.session, actor, clock.now()) == []
    assert rules.undo_decisions(db.session, actor, [row.id]) == (0, 1)
    assert (again(row).state, events(audit.Action.SESSION_UNDONE)) == (before, [])


def test_nobody_takes_back_what_is_elsewhere_or_ones_own(place: Place, sign_in: SignIn) -> None:
    (row,) = logged(place)
    rules.confirm_session(db.session, place.staff.actor(), row.id)
    stranger = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    db.session.commit()
    for account in (stranger, place.student):
        with pytest.raises(Missing):
            rules.undo_decisions(db.session, account.actor(), [row.id])
        db.session.rollback()
        assert sign_in(account).post("/sessions/queue/undo", data={"ids": str(row.id)}).status_code == 404
    assert again(row).state is SessionState.CONFIRMED
