"""A check that fails, is taken back or runs out, and a consent that runs out: what runs is suspended, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import ChildWish, Consent, ConsentDecision, ConsentMethod
from app.children.rules.consents import record_consent
from app.children.rules.recording import ConsentInput
from app.foundation import audit, clock
from app.foundation.access import Role, system_actor
from app.foundation.errors import Missing, Refused
from app.foundation.jobs.worker import do_chores
from app.pairing.models import Pairing, PairingState
from app.pairing.rules.ending import resume
from app.pairing.rules.lapsing import stop_lapsed
from app.volunteers.models import VettingCheck, VettingKind, VettingResult
from app.volunteers.rules.vetting import Outcome, record_checks
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
S = PairingState
NOW = datetime.fromisoformat("2027-01-20T10:00:00+08:00")
BEGINNING = [(S.PROPOSED, S.WITHDRAWN), (S.ACCEPTED, S.WITHDRAWN), (S.APPROVED, S.WITHDRAWN), (S.ACTIVE, S.SUSPENDED)]


@pytest.fixture
def place(session: Session) -> Iterator[Place]:
    with time_machine.travel(NOW, tick=False):
        yield make_place()


def record(session: Session, place: Place, kind: VettingKind, result: VettingResult) -> None:
    """The League records a check, a moment after those on file."""
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False):
        record_checks(
            session, place.organizer.actor(), [Outcome(place.volunteer.id, kind, clock.today(), result, "新")]
        )


def background(place: Place) -> VettingCheck:
    return next(one for one in place.volunteer.checks if one.kind is VettingKind.BACKGROUND)


def expire_check(place: Place) -> None:
    background(place).expires_on = clock.today()


def expire_consent(place: Place) -> None:
    yesterday = clock.today() - timedelta(days=1)
    place.child.consents[0].expires_on = place.child.consented_until = yesterday


@pytest.mark.parametrize(("before", "after"), BEGINNING)
@pytest.mark.parametrize(
    ("kind", "result"),
    [
        (VettingKind.BACKGROUND, VettingResult.FAILED),
        (VettingKind.IDENTITY, VettingResult.FAILED),
        (VettingKind.BACKGROUND, VettingResult.WITHDRAWN),
        (VettingKind.INSURANCE, VettingResult.WITHDRAWN),
    ],
)
def test_a_check_that_fails_or_is_taken_back_stops_the_pairing_in_the_same_transaction(
    session: Session, place: Place, before: PairingState, after: PairingState, kind: VettingKind, result: VettingResult
) -> None:
    pairing = place.pairing(before)
    record(session, place, kind, result)
    session.expire_all()
    assert (pairing.state, pairing.reason) == (after, "vetting_failed")
    said = {"before": before.value, "after": after.value, "reason": "vetting_failed"}
    assert events(audit.Action.PAIRING_STATE_CHANGED) == [said]


def test_a_guardian_of_one_aged_17_takes_the_consent_back(session: Session, place: Place) -> None:
    place.volunteer.birth_date = date(2009, 6, 1)
    given = VettingCheck(kind=VettingKind.GUARDIAN, result=VettingResult.CLEAR, checked_on=clock.today())
    place.volunteer.checks.append(given)
    pairing = place.pairing(S.ACTIVE)
    record(session, place, VettingKind.GUARDIAN, VettingResult.WITHDRAWN)
    session.expire_all()
    assert pairing.state is S.SUSPENDED
    with pytest.raises(Refused, match=r"pairing.gate"):
        resume(session, place.staff.actor(), pairing.id)


def test_only_what_was_clear_can_be_taken_back(session: Session, place: Place) -> None:
    record(session, place, VettingKind.BACKGROUND, VettingResult.FAILED)
    with pytest.raises(Refused, match="nothing_to_withdraw"):
        record(session, place, VettingKind.BACKGROUND, VettingResult.WITHDRAWN)
    session.rollback()


@pytest.mark.parametrize(("before", "after"), BEGINNING)
@pytest.mark.parametrize(
    ("run_out", "reason"), [(expire_check, "vetting_expired"), (expire_consent, "consent_expired")]
)
def test_what_merely_runs_out_is_found_by_the_worker(
    session: Session, place: Place, before: PairingState, after: PairingState, run_out: Any, reason: str
) -> None:
    pairing = place.pairing(before)
    do_chores()
    session.expire_all()
    assert pairing.state is before, "what holds goes on"
    run_out(place)
    session.commit()
    do_chores()
    do_chores()
    session.expire_all()
    assert (pairing.state, pairing.reason) == (after, reason)
    assert len(events(audit.Action.PAIRING_STATE_CHANGED)) == 1


def test_a_check_stops_counting_at_midnight_where_the_children_are(session: Session, place: Place) -> None:
    background(place).checked_on, background(place).expires_on = date(2026, 3, 1), date(2027, 1, 21)
    pairing = place.pairing(S.ACTIVE)
    with time_machine.travel(datetime.fromisoformat("2027-01-20T23:59:59+08:00"), tick=False):
        assert stop_lapsed(session, system_actor("test")) == 0
    with time_machine.travel(datetime.fromisoformat("2027-01-21T00:00:00+08:00"), tick=False):
        assert stop_lapsed(session, system_actor("test")) == 1
        assert pairing.state is S.SUSPENDED


def test_a_background_check_counts_twelve_months_whatever_its_row_says(session: Session, place: Place) -> None:
    background(place).checked_on, background(place).expires_on = date(2026, 1, 20), date(2030, 1, 1)
    pairing = place.pairing(S.ACTIVE)
    assert stop_lapsed(session, system_actor("test")) == 1
    assert pairing.reason == "vetting_expired"


def test_the_highest_risk_without_a_note_and_a_childs_no_stop_it_at_once(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACTIVE)
    given = ConsentInput(
        ConsentDecision.GIVEN, "母亲", "母亲", True, ConsentMethod.PAPER, clock.today(), child_wish=ChildWish.NO
    )
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False):
        record_consent(session, place.staff.actor(), place.child.id, given, consent_id=uuid4())
    session.expire_all()
    assert (pairing.state, pairing.reason) == (S.SUSPENDED, "child_gate")


def test_a_guardian_who_says_no_after_the_consent_ran_out_ends_it(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACTIVE)
    expire_consent(place)
    session.commit()
    do_chores()
    refused = ConsentInput(ConsentDecision.REFUSED, "母亲", "母亲", True, ConsentMethod.PAPER, clock.today())
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False):
        record_consent(session, place.staff.actor(), place.child.id, refused, consent_id=uuid4())
    session.expire_all()
    assert (pairing.state, pairing.reason) == (S.ENDED, "consent_withdrawn")


def test_when_all_is_clear_again_the_school_and_nobody_else_lets_it_go_on(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACTIVE)
    record(session, place, VettingKind.BACKGROUND, VettingResult.FAILED)
    with pytest.raises(Refused, match=r"pairing.gate"):
        resume(session, place.staff.actor(), pairing.id)
    with time_machine.travel(clock.now() + timedelta(seconds=2), tick=False):
        record(session, place, VettingKind.BACKGROUND, VettingResult.CLEAR)
    session.expire_all()
    assert pairing.state is S.SUSPENDED, "nothing goes on by itself"
    other = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    both = make.account(Role.SCHOOL_STAFF, place.school)
    session.commit()
    for account in (place.student, place.organizer, place.director, other):
        with pytest.raises(Missing):
            resume(session, account.actor(), pairing.id)
        session.rollback()
    place.volunteer.account_id = both.id
    session.commit()
    with pytest.raises(Missing):
        resume(session, both.actor(), pairing.id)  # a teacher who is the volunteer
    session.rollback()
    place.volunteer.account_id = place.student.id
    session.commit()
    assert resume(session, place.staff.actor(), pairing.id).state is S.ACTIVE


def page(sign_in: SignIn, account: Account, url: str) -> str:
    return sign_in(account).get(url).get_data(as_text=True)


def test_the_school_sees_it_on_its_start_page_with_what_to_do(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACTIVE)
    other = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    record(session, place, VettingKind.BACKGROUND, VettingResult.FAILED)
    start = page(sign_in, place.staff, "/")
    assert "暂停的结对：1" in start
    assert f"/pairings/{pairing.id}" in start
    assert "志愿者有一项核查未通过" in start
    assert "请告诉孩子家里" in start
    assert f"/pairings/{pairing.id}" not in page(sign_in, other, "/")
    shown = page(sign_in, place.staff, f"/pairings/{pairing.id}")
    assert "/resume" not in shown
    with time_machine.travel(clock.now() + timedelta(seconds=2), tick=False):
        record(session, place, VettingKind.BACKGROUND, VettingResult.CLEAR)
    assert "/resume" in page(sign_in, place.staff, f"/pairings/{pairing.id}")
    assert "/resume" not in page(sign_in, place.organizer, f"/pairings/{pairing.id}")
    assert sign_in(place.staff).post(f"/pairings/{pairing.id}/resume").status_code == 302
    session.expire_all()
    assert session.get_one(Pairing, pairing.id).state is S.ACTIVE


def test_a_check_that_runs_out_within_30_days_warns_three_people(
    session: Session, place: Place, sign_in: SignIn
) -> None:
    asked = ((place.organizer, "/"), (place.organizer, "/vetting"), (place.student, "/"), (place.student, "/status"))
    words = ("30 天内到期", "30 天内到期", "2027-02-19", "2027-02-19")
    where = [(account, "/my-sign-up" if url == "/status" else url) for account, url in asked]
    background(place).expires_on = date(2027, 2, 20)
    session.commit()
    for (account, url), word in zip(where, words, strict=True):
        assert word not in page(sign_in, account, url)
    background(place).expires_on = date(2027, 2, 19)
    session.commit()
    for (account, url), word in zip(where, words, strict=True):
        assert word in page(sign_in, account, url), url
    table = page(sign_in, place.organizer, "/vetting?gate=runs_out")
    assert f'name="background" value="{place.volunteer.id}"' in table, "a new check can be ticked before it runs out"


def test_nothing_rests_on_the_worker(session: Session, place: Place) -> None:
    """Steps between the midnight and the worker's minute: see test_attacks_gates, which never runs a chore."""
    pairing = place.pairing(S.SUSPENDED, active_at=clock.now())
    expire_check(place)
    session.commit()
    with pytest.raises(Refused, match=r"pairing.gate"):
        resume(session, place.staff.actor(), pairing.id)
    assert session.get_one(Consent, place.child.consents[0].id).withdrawn_at is None
