"""The inbox: what waits becomes one reminder, leads to the thing with one tap, and leaves by itself when it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.certificates.models import Publicity
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.pairing.models import Absence, AbsenceReason, PairingState, Substitute
from app.pairing.rules.answering import accept
from app.reminders.kinds import KindGroup
from app.reminders.kinds import ReminderKind as K
from app.reminders.models import Reminder
from app.reminders.registry import Wait
from app.reminders.rules.turns import take_turn
from app.reports.models import CareTask, TaskSource
from app.safeguarding.rules.silences import sweep as watch
from app.seasons.models import SeasonStage
from app.sessions.models import SessionState
from tests import factories as make
from tests.factories import concerns
from tests.integration.pairing_place import Place, make_place
from tests.integration.reminders_place import reminders, sweep_all

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def kinds(account: Account) -> list[K]:
    return sorted(one.kind for one in reminders(account) if one.done_at is None)


def test_a_proposal_waits_once_and_is_done_with_its_answer(place: Place, session: Session, sign_in: SignIn) -> None:
    pairing = place.pairing(PairingState.PROPOSED)
    assert sweep_all() == 1
    assert sweep_all() == 0, "swept twice, it is one reminder"
    browser = sign_in(place.student)
    assert "1 条新提醒" in browser.get("/").text
    (one,) = reminders(place.student)
    page = browser.get("/reminders")
    assert f'href="/r/{one.id}"' in page.text
    for told in (place.child.code, "王小雨"):
        assert told not in page.text, "nothing about the child"
    answer = browser.get(f"/r/{one.id}")
    assert answer.location == f"/my/pairings/{pairing.id}"
    assert "条新提醒" not in browser.get("/").text, "seen"
    accept(session, place.student.actor(), pairing.id)
    sweep_all()
    (one,) = reminders(place.student)
    assert one.done_at is not None
    assert kinds(place.staff) == kinds(place.deputy) == [K.APPROVALS]
    assert kinds(place.central_staff) == [], "not passed on yet"


def test_a_link_asks_to_sign_in_first_and_comes_back(place: Place, client: FlaskClient, sign_in: SignIn) -> None:
    place.pairing(PairingState.PROPOSED)
    sweep_all()
    (one,) = reminders(place.student)
    answer = client.get(f"/r/{one.id}")
    assert answer.location == f"/sign-in?next=/r/{one.id}"
    assert sign_in(place.staff).get(f"/r/{one.id}").status_code == 404, "it is somebody else's"
    assert reminders(place.student)[0].read_at is None


def test_a_request_passed_on_reminds_the_central_school(place: Place, session: Session) -> None:
    place.pairing(PairingState.ACCEPTED, approval_due_at=clock.now() - timedelta(hours=1))
    sweep_all()
    assert kinds(place.central_staff) == [K.APPROVALS]


def test_what_grew_is_said_anew_on_another_day_and_what_shrank_is_not(place: Place, session: Session) -> None:
    pairing = place.pairing(PairingState.ACTIVE)
    for hours in (2, 4):
        make.service_session(pairing, clock.now() - timedelta(days=1, hours=hours), 60)
    session.commit()
    sweep_all()
    (first,) = reminders(place.staff, K.TO_CONFIRM)
    assert first.figures == {"count": 2}
    rest = make.service_session(pairing, clock.now() - timedelta(days=1, hours=6), 60)
    session.commit()
    sweep_all()
    assert [one.figures["count"] for one in reminders(place.staff, K.TO_CONFIRM)] == [3], "the same day: the same one"
    with time_machine.travel(clock.now() + timedelta(days=1)):
        rest.state, rest.confirmed_at, rest.confirmed_by_id = SessionState.CONFIRMED, clock.now(), place.deputy.id
        session.commit()
        sweep_all()
        assert len(reminders(place.staff, K.TO_CONFIRM)) == 1, "less than before is no news"
        make.service_session(pairing, clock.now() - timedelta(hours=3), 60)
        session.commit()
        sweep_all()
        assert [one.done_at is None for one in reminders(place.staff, K.TO_CONFIRM)] == [False, True]
        (news,) = reminders(place.student, K.CONFIRMED)
        assert sweep_all() == 0
        assert reminders(place.student, K.CONFIRMED) == [news], "told once"


def test_first_meetings_standing_in_absences_and_sessions_to_mend(place: Place, session: Session) -> None:
    pairing = place.pairing(PairingState.APPROVED)
    make.meeting(pairing, place.staff, place.school)
    session.commit()
    sweep_all()
    assert kinds(place.student) == [K.MEETING_SOON]
    assert kinds(place.staff) == [K.MEETINGS]
    assert kinds(place.director) == [], "somebody else introduces them"
    pairing.state, pairing.active_at = PairingState.ACTIVE, clock.now() - timedelta(days=2)
    other = make.account(Role.VOLUNTEER)
    stands_in = make.volunteer(place.township, account_id=other.id)
    today = clock.today()
    away = make.add(
        Absence(pairing_id=pairing.id, first_on=today, last_on=today, reason=AbsenceReason.ILL,
                said_by_id=place.student.id)
    )  # fmt: skip
    make.add(
        Substitute(absence_id=away.id, pairing_id=pairing.id, volunteer_id=stands_in.id, first_on=today,
                   last_on=today, approved_by_id=place.staff.id)
    )  # fmt: skip
    session.commit()
    sweep_all()
    assert kinds(place.student) == [K.LOG_MISSING]
    assert kinds(other) == [K.STANDING_IN]
    assert kinds(place.staff) == kinds(place.director) == [K.ABSENCES]
    make.service_session(pairing, state=SessionState.RETURNED, reason="time")
    session.commit()
    sweep_all()
    assert kinds(place.student) == [K.RETURNED], "and something was logged"


def test_a_closed_account_is_reminded_of_nothing(place: Place, session: Session) -> None:
    place.pairing(PairingState.PROPOSED)
    place.student.active = False
    session.commit()
    assert sweep_all() == 0


def test_who_is_silent_is_reminded_first_then_school_and_village_are_told(
    place: Place, session: Session, sign_in: SignIn
) -> None:
    pairing = place.pairing(PairingState.ACTIVE, active_at=clock.now() - timedelta(days=8))
    make.service_session(pairing, clock.now() - timedelta(days=8), logged_at=clock.now() - timedelta(days=8))
    session.commit()

    def look() -> list[list[K]]:
        watch(session, system_actor("test"))
        sweep_all(*KindGroup)
        mine = {K.QUIET, K.SILENCES}
        return [[kind for kind in kinds(one) if kind in mine] for one in (place.student, place.staff, place.director)]

    assert look() == [[K.QUIET], [], []]
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert look() == [[K.QUIET], [K.SILENCES], [K.SILENCES]]
        assert len(reminders(place.student, K.QUIET)) == 1, "one silence is one reminder"
        page = sign_in(place.director).get("/silences").text
        assert "陈晓" in page
        assert "保存并关闭" not in page, "the director reads, the school closes"
        today = clock.today()
        make.add(
            Absence(pairing_id=pairing.id, first_on=today, last_on=today, reason=AbsenceReason.ILL,
                    said_by_id=place.student.id)
        )  # fmt: skip
        session.commit()
        assert look()[0] == [], "who says that they cannot come is not silent"


def test_the_other_parts_say_what_waits(place: Place, session: Session) -> None:
    today = clock.today()
    place.child.registered_on = today - timedelta(days=40)
    place.child.consents[0].expires_on = place.child.consented_until = today + timedelta(days=10)
    for check in place.volunteer.checks:
        if check.expires_on is not None:
            check.expires_on = today + timedelta(days=20)
    lead = make.account(Role.SAFEGUARDING_LEAD, place.district)
    session.add(Publicity(district_id=place.district.id, season_id=place.season.id, number=1, last_day=today))
    session.add(
        CareTask(district_id=place.district.id, school_id=place.school.id, owner_school_id=place.school.id,
                 source=TaskSource.BY_HAND, words="x", due_on=today)
    )  # fmt: skip
    place.season.stage = SeasonStage.SERVE
    concerns.concern(place.district, assigned_to_id=lead.id)
    session.commit()
    sweep_all(*KindGroup)
    assert {K.VISITS_OVERDUE, K.AGREEMENTS, K.STAGE} <= set(kinds(place.director))
    assert {K.CONSENTS_ENDING, K.TASKS, K.STAGE} <= set(kinds(place.staff))
    assert set(kinds(place.student)) == {K.CHECK_ENDING, K.PUBLICITY, K.STAGE}
    assert K.CHECKS_ENDING in kinds(place.organizer)
    assert kinds(lead) == sorted([K.MATTERS, K.STAGE])
    (matter,) = reminders(lead, K.MATTERS)
    assert matter.district_id is None, "nobody else may see that it waits"
    before = session.scalar(select(func.count()).select_from(Reminder))
    sweep_all(*KindGroup)
    assert session.scalar(select(func.count()).select_from(Reminder)) == before


def test_of_two_workers_one_has_the_turn(session: Session) -> None:
    assert take_turn(session, "x", timedelta(minutes=1))
    assert not take_turn(session, "x", timedelta(minutes=1))
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert take_turn(session, "x", timedelta(minutes=1))


@pytest.mark.parametrize("word", ["王小雨", "K7M3QXA", "13800001111", "a b", "2026-01-01T10:00"])
def test_a_reminder_holds_no_word_about_anybody(word: str, place: Place) -> None:
    with pytest.raises(ValueError, match="counts, days, times and codes"):
        Wait(place.student.id, place.student.id, {"x": word})


def test_all_seen_ends_the_news_and_keeps_what_waits(place: Place, session: Session, sign_in: SignIn) -> None:
    pairing = place.pairing(PairingState.ACTIVE, active_at=clock.now() - timedelta(days=2))
    make.service_session(pairing, state=SessionState.RETURNED, reason="time")
    make.service_session(
        pairing, clock.now() - timedelta(hours=30), 60, state=SessionState.CONFIRMED, confirmed_at=clock.now(),
        confirmed_by_id=place.staff.id,
    )  # fmt: skip
    session.commit()
    sweep_all()
    browser = sign_in(place.student)
    assert "2 条新提醒" in browser.get("/reminders").text
    browser.post("/reminders/read")
    assert kinds(place.student) == [K.RETURNED]
    assert sweep_all() == 0, "news that were read are not told again"
