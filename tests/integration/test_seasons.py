"""An organizer opens a season, changes it, moves it on, and closes it when nothing of it is open."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Missing, Refused
from app.pairing.models import PairingState
from app.seasons.calendar import coming_vacation
from app.seasons.goals import goals_of, set_goals
from app.seasons.models import GoalMeasure, Season, SeasonKind, SeasonStage
from app.seasons.queries import current_season, season_by_code
from app.seasons.rules import SeasonPlan, change_season, move_season, open_season
from app.sessions.models import SessionState
from tests import factories as make
from tests.factories import certificates

SignIn = Callable[[Account], FlaskClient]
WINTER = SeasonPlan(SeasonKind.WINTER, date(2027, 1, 15), date(2027, 2, 27))
TYPED = {
    "kind": "winter",
    "name": "",
    "starts_on": "2027-01-15",
    "ends_on": "2027-02-27",
    "blackout": "2027年2月5日 至 2027-02-07\n2027-02-20",
    "answer_hours": "48",
    "approval_days": "3",
    "training_hours": "1",
    "session_hours": "4",
    "day_hours": "8",
    "late_days": "3",
    "max_capacity": "1",
    "silent_days": "7",
    "first_contact_days": "7",
}


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T04:00:00Z", tick=True):
        yield


def test_an_organizer_opens_a_season(session: scoped_session[Any], sign_in: SignIn) -> None:
    district = make.district()
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    browser = sign_in(organizer)
    assert 'value="2027-01-15"' in browser.get("/seasons/new").get_data(as_text=True)
    answer = browser.post("/seasons/new", data={**TYPED, "district_id": str(district.id)}, follow_redirects=True)
    assert "2027年寒假" in answer.get_data(as_text=True)
    season = session.scalars(select(Season)).one()
    assert (season.code, season.name, season.stage) == ("2027-winter", "2027年寒假", SeasonStage.RECRUIT)
    assert season.blackout == ["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-20"]
    assert session.scalars(select(AuditEvent.action)).all() == [Action.SEASON_CREATED]
    assert "2027年寒假" in browser.get("/seasons").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"ends_on": "2027-01-01"}, "最后一天"),
        ({"blackout": "过年那几天"}, "过年那几天"),
        ({"blackout": "2027-05-01"}, "2027年5月1日 不在服务季之内"),
        ({"max_capacity": "4"}, "error-summary"),
        ({"answer_hours": "0"}, "error-summary"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(
    session: scoped_session[Any], sign_in: SignIn, changed: dict[str, str], complaint: str
) -> None:
    district = make.district()
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    typed = {**TYPED, **changed, "name": "试一试", "district_id": str(district.id)}
    page = sign_in(organizer).post("/seasons/new", data=typed).get_data(as_text=True)
    assert complaint in page
    assert "试一试" in page
    assert session.scalars(select(Season)).all() == []


def test_nobody_opens_or_moves_a_season_of_another_district(session: scoped_session[Any], sign_in: SignIn) -> None:
    own, foreign = make.district("甲区"), make.district("乙区")
    theirs = make.season(foreign)
    organizer = make.account(Role.ORGANIZER, own)
    session.commit()
    browser = sign_in(organizer)
    answer = browser.post("/seasons/new", data={**TYPED, "district_id": str(foreign.id)})
    assert answer.status_code == 200
    assert browser.post(f"/seasons/{theirs.id}/stage", data={"stage": "closed"}).status_code == 404
    assert browser.post(f"/seasons/{theirs.id}/edit", data=TYPED).status_code == 404
    with pytest.raises(Missing):
        open_season(session, organizer.actor(), foreign.id, WINTER)
    session.rollback()
    assert session.scalars(select(Season)).all() == [theirs]
    assert theirs.stage is SeasonStage.RECRUIT


def test_changing_never_moves_a_season_to_another_district_or_kind(
    session: scoped_session[Any], sign_in: SignIn
) -> None:
    own, foreign = make.district("甲区"), make.district("乙区")
    season = make.season(own, code="2027-winter")
    organizer = make.account(Role.ORGANIZER, own)
    session.commit()
    typed = {**TYPED, "kind": "summer", "district_id": str(foreign.id), "code": "x", "stage": "closed", "name": "寒假"}
    assert sign_in(organizer).post(f"/seasons/{season.id}/edit", data=typed).status_code == 302
    session.expire_all()
    assert (season.district_id, season.kind, season.code) == (own.id, SeasonKind.WINTER, "2027-winter")
    assert (season.stage, season.name, season.starts_on) == (SeasonStage.RECRUIT, "寒假", date(2027, 1, 15))


def test_school_staff_read_the_season_of_their_district_only(session: scoped_session[Any], sign_in: SignIn) -> None:
    own, foreign = make.district("甲区"), make.district("乙区")
    ours, theirs = make.season(own, name="我们的"), make.season(foreign, name="他们的")
    staff = make.account(Role.SCHOOL_STAFF, make.school(make.township(own)))
    session.commit()
    browser = sign_in(staff)
    page = browser.get("/seasons").get_data(as_text=True)
    assert "我们的" in page
    assert "他们的" not in page
    assert browser.get(f"/seasons/{ours.id}").status_code == 200
    assert browser.get(f"/seasons/{theirs.id}").status_code == 404
    assert browser.get(f"/seasons/{ours.id}/edit").status_code == 404


def test_a_season_moves_on_and_back(session: scoped_session[Any], sign_in: SignIn) -> None:
    district = make.district()
    season = make.season(district)
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    browser = sign_in(organizer)
    for stage in ("vet", "match", "vet", "vet", "nonsense"):
        assert browser.post(f"/seasons/{season.id}/stage", data={"stage": stage}).status_code == 302
    session.expire_all()
    assert season.stage is SeasonStage.VET
    assert len(session.scalars(select(AuditEvent)).all()) == 3


def test_a_season_closes_when_its_checklist_is_done(session: scoped_session[Any], sign_in: SignIn) -> None:
    """The page links to what is left and has no button; a request sent past the page is refused by the rule."""
    district = make.district()
    place = make.township(district)
    season = make.season(district, stage=SeasonStage.SERVE)
    child, volunteer = make.child(make.school(place), place), make.volunteer(place)
    over = make.pairing(child, volunteer, season, PairingState.ENDED, reason="volunteer_left", farewell="再见")
    sent = make.service_session(over)
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    browser, url = sign_in(organizer), f"/seasons/{season.id}"
    page = browser.get(url).get_data(as_text=True)
    assert "还有 1 次服务待确认" in page
    assert "/sessions/queue/" in page
    assert 'value="closed"' not in page
    answer = browser.post(f"{url}/stage", data={"stage": "closed"}, follow_redirects=True)
    assert "还有 1 次服务待确认" in answer.get_data(as_text=True)
    session.expire_all()
    assert season.stage is SeasonStage.SERVE
    sent.state, sent.confirmed_at = SessionState.CONFIRMED, clock.now()
    shown = certificates.publicity(season, last_day=clock.today())
    objection = certificates.objection(shown, organizer)
    session.commit()
    for said in ("还在公示中", "1 条异议待答复"):
        assert said in browser.get(url).get_data(as_text=True)
        with pytest.raises(Refused, match="season_"):
            move_season(session, organizer.actor(), season.id, SeasonStage.CLOSED)
        session.rollback()
        shown.last_day = clock.today() - timedelta(days=1)
        session.commit()
    objection.answer, objection.answered_at = "已更正", clock.now()
    session.commit()
    assert 'value="closed"' in browser.get(url).get_data(as_text=True)
    browser.post(f"{url}/stage", data={"stage": "closed"})
    session.expire_all()
    assert season.stage is SeasonStage.CLOSED


def test_goals_stand_beside_what_was_reached(session: scoped_session[Any], sign_in: SignIn) -> None:
    district, other = make.district("甲区"), make.district("乙区")
    place, elsewhere = make.township(district, "花山"), make.township(other)
    season = make.season(district)
    volunteer = make.volunteer(place)
    make.availability(volunteer, season)
    child = make.child(make.school(place), place)
    make.consent(child)
    pairing = make.pairing(child, volunteer, season, PairingState.ACTIVE)
    make.service_session(pairing, minutes=90, state=SessionState.CONFIRMED, confirmed_at=clock.now())
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    browser, url = sign_in(organizer), f"/seasons/{season.id}/goals"
    for address, target in ((url, "87"), (f"{url}/{place.id}", "4")):
        assert browser.post(address, data={"volunteers": target, "paired": "50", "hours": "3"}).status_code == 302
    assert "1 / 4" in browser.get(f"{url}/{place.id}").get_data(as_text=True)
    page = browser.get(f"/seasons/{season.id}").get_data(as_text=True)
    for told in ("1 / 87", "1 / 50", "1 / 3"):
        assert told in page
    browser.post(url, data={"volunteers": "90", "paired": "", "hours": "3"})
    assert goals_of(session, season.id) == {GoalMeasure.VOLUNTEERS: 90, GoalMeasure.HOURS: 3}
    assert goals_of(session, season.id, place.id)[GoalMeasure.VOLUNTEERS] == 4
    assert "error-summary" in browser.post(url, data={"volunteers": "0"}).get_data(as_text=True)
    assert browser.post(f"{url}/{elsewhere.id}", data={"volunteers": "9"}).status_code == 404
    with pytest.raises(Missing):
        set_goals(session, organizer.actor(), season.id, elsewhere.id, {GoalMeasure.VOLUNTEERS: 9})


def test_what_is_closed_stays_closed(session: scoped_session[Any]) -> None:
    district = make.district()
    season = make.season(district)
    session.commit()
    actor = system_actor("test")
    move_season(session, actor, season.id, SeasonStage.CLOSED)
    for attempt in (
        lambda: move_season(session, actor, season.id, SeasonStage.SERVE),
        lambda: change_season(session, actor, season.id, WINTER),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "seasons.closed"
        session.rollback()


def test_two_seasons_of_a_district_do_not_overlap(session: scoped_session[Any]) -> None:
    district, other = make.district("甲区"), make.district("乙区")
    session.commit()
    actor = system_actor("test")
    open_season(session, actor, district.id, WINTER)
    open_season(session, actor, other.id, WINTER)
    with pytest.raises(Refused) as refused:
        open_season(session, actor, district.id, SeasonPlan(SeasonKind.SUMMER, date(2027, 2, 1), date(2027, 3, 1)))
    assert refused.value.code == "seasons.overlap"
    session.rollback()
    with pytest.raises(Refused) as several:
        season_by_code(session, "2027-winter")
    assert several.value.code == "seasons.code_of_several"
    found = season_by_code(session, "2027-winter", other.id)
    assert found is not None
    assert found.district_id == other.id
    assert season_by_code(session, "2030-summer") is None


def test_the_current_season_is_the_running_one_else_the_next_else_the_last(session: scoped_session[Any]) -> None:
    district = make.district()
    summer = make.season(district, code="s", starts_on=date(2026, 7, 1), ends_on=date(2026, 8, 31))
    winter = make.season(district, code="w", starts_on=date(2027, 1, 15), ends_on=date(2027, 2, 27))
    session.commit()

    def ask(day: date) -> Season | None:
        return current_season(session, district.id, day)

    assert ask(date(2026, 8, 1)) == summer
    assert ask(date(2026, 11, 23)) == winter
    assert ask(date(2027, 5, 1)) == winter
    winter.stage = SeasonStage.CLOSED
    session.commit()
    assert ask(date(2026, 11, 23)) == summer
    assert current_season(session, uuid.uuid4(), date(2026, 8, 1)) is None


def test_the_coming_vacation_is_suggested(session: scoped_session[Any]) -> None:
    assert coming_vacation(date(2026, 11, 23)).code == "2027-winter"
    assert coming_vacation(date(2027, 2, 27)).code == "2027-winter"
    assert coming_vacation(date(2027, 2, 28)).code == "2027-summer"
    assert date(2027, 2, 6) in coming_vacation(date(2026, 11, 23)).blackout
