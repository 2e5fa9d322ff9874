"""A volunteer with an active pairing who stops logging: one alert per silence; and who is named for concerns."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.errors import Missing, Refused
from app.pairing.models import PairingState
from app.safeguarding.models import Post, SafeguardingPost, SilenceAlert, SilenceEnd
from app.safeguarding.rules.posts import ask_for_post, confirm_post
from app.safeguarding.rules.silences import MORE_DAYS, close_with_word, days_of_silence, sweep
from app.safeguarding.team import team_of
from app.sessions.entry import Entry
from app.sessions.models import SessionPlace
from app.sessions.rules import log_session
from tests import factories as make
from tests.integration.concern_place import Town, make_town

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
CHORE = system_actor("test")


@pytest.fixture
def town(session: Session) -> Town:
    made = make_town()
    made.place.season.silent_days = 7 - MORE_DAYS  # the school is told after seven
    session.commit()
    return made


def silent_for(session: Session, town: Town, days: int) -> None:
    """The pair met ``days`` days ago, and nothing since."""
    noon = clock.from_local(datetime.combine(clock.today() - timedelta(days=days), time(12)))
    town.pairing.active_at = noon
    session.commit()


def alerts(session: Session) -> list[SilenceAlert]:
    return list(session.scalars(select(SilenceAlert).order_by(SilenceAlert.raised_at)))


def test_days_on_which_nobody_meets_are_no_silence() -> None:
    first = date(2027, 2, 1)
    assert days_of_silence(first, date(2027, 2, 8), []) == 7
    assert days_of_silence(first, date(2027, 2, 8), ["2027-02-05", "2027-02-06", "2027-01-31"]) == 5
    assert days_of_silence(first, first, []) == 0


def test_one_alert_for_one_silence_shown_to_the_school_and_the_lead(
    session: Session, town: Town, sign_in: SignIn, app: Flask
) -> None:
    silent_for(session, town, 6)
    assert sweep(session, CHORE) == (0, 0)
    silent_for(session, town, 8)
    result = app.test_cli_runner().invoke(args=["concerns", "sweep", "--json"])
    assert json.loads(result.output.splitlines()[-1]) == {"escalated": 0, "silences_raised": 1, "silences_closed": 0}
    assert sweep(session, CHORE) == (0, 0)
    for account in (town.place.staff, town.lead):
        assert town.place.child.code in sign_in(account).get("/silences").get_data(as_text=True)
        assert "/silences" in sign_in(account).get("/").get_data(as_text=True)
    stranger = make.account(Role.SCHOOL_STAFF, make.school(town.place.township))
    session.commit()
    assert town.place.child.code not in sign_in(stranger).get("/silences").get_data(as_text=True)
    assert sign_in(stranger).post(f"/silences/{alerts(session)[0].id}/close", data={"word": "x"}).status_code == 404
    assert sign_in(town.place.organizer).get("/silences").status_code == 404
    assert alerts(session)[0].closed_at is None


def test_a_session_ends_it_at_once(session: Session, town: Town) -> None:
    silent_for(session, town, 8)
    sweep(session, CHORE)
    starts = clock.from_local(datetime.combine(clock.today() - timedelta(days=1), time(14)))
    entry = Entry(
        id=uuid.uuid4(), pairing_id=town.pairing.id, starts_at=starts, ends_at=starts + timedelta(hours=1),
        break_minutes=0, place=SessionPlace.SCHOOL, service_area="tutoring", adult_present=True, safe=True,
    )  # fmt: skip
    log_session(session, town.place.student.actor(), entry)
    assert [one.ended_how for one in alerts(session)] == [SilenceEnd.SESSION]
    assert sweep(session, CHORE) == (0, 0)


def test_a_word_ends_it_and_the_days_count_anew(session: Session, town: Town) -> None:
    silent_for(session, town, 8)
    sweep(session, CHORE)
    alert = alerts(session)[0]
    with pytest.raises(Refused):
        close_with_word(session, town.place.staff.actor(), alert.id, " ")
    with pytest.raises(Missing):
        close_with_word(session, town.place.student.actor(), alert.id, "我没事")
    close_with_word(session, town.place.staff.actor(), alert.id, "志愿者感冒了，孩子都好")
    assert sweep(session, CHORE) == (0, 0)
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert sweep(session, CHORE) == (1, 0)


def test_a_paused_pairing_is_not_silent(session: Session, town: Town) -> None:
    silent_for(session, town, 8)
    sweep(session, CHORE)
    town.pairing.state = PairingState.SUSPENDED
    session.commit()
    assert sweep(session, CHORE) == (0, 1)
    assert alerts(session)[0].ended_how is SilenceEnd.OVER


def test_the_database_keeps_one_open_alert(session: Session, town: Town) -> None:
    for _twice in range(2):
        session.add(SilenceAlert(pairing_id=town.pairing.id, child_id=town.place.child.id, silent_since=clock.today()))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(SilenceAlert)) == 0


def test_lead_and_second_are_named_by_two_people_who_handle_no_concerns(
    session: Session, town: Town, sign_in: SignIn
) -> None:
    district, admin = town.place.district, make.account(Role.ADMINISTRATOR)
    session.commit()
    organizer = town.place.organizer
    with pytest.raises(Missing):  # the lead does not choose who would judge them
        ask_for_post(session, town.lead.actor(), district, Post.SECOND, town.deputy.id)
    both = make.account(Role.ORGANIZER, district)
    both.roles.append(make.role_grant(Role.SAFEGUARDING_LEAD, district))
    session.commit()
    with pytest.raises(Missing):
        ask_for_post(session, both.actor(), district, Post.SECOND, town.deputy.id)
    with pytest.raises(Refused):
        ask_for_post(session, organizer.actor(), district, Post.SECOND, organizer.id)
    with pytest.raises(Refused):  # nobody is both
        ask_for_post(session, organizer.actor(), district, Post.SECOND, town.lead.id)
    ask_for_post(session, organizer.actor(), district, Post.SECOND, town.deputy.id)
    act = session.scalars(select(SafeguardingPost).where(SafeguardingPost.confirmed_at.is_(None))).one()
    with pytest.raises(Refused):
        confirm_post(session, organizer.actor(), act.id)
    assert team_of(session, district.id).second is town.second
    assert sign_in(admin).post(f"/concerns/team/{act.id}/confirm").status_code == 302
    team = team_of(session, district.id)
    assert (team.lead, team.second) == (town.lead, town.deputy)
    assert town.second in team.deputies
