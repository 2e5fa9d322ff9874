"""How a pairing goes on: milestones that are late and ticked off, and the relay from one season to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action
from app.foundation.errors import Missing, Refused
from app.pairing.computing import compute
from app.pairing.course import steps_of
from app.pairing.feed import read_feed
from app.pairing.looking_back import as_input, look_back
from app.pairing.models import EndReason, MilestoneKind, Pairing, PairingState, Relay, RelayWay
from app.pairing.queries import late_pairings
from app.pairing.rules.ending import end
from app.pairing.rules.milestones import tick
from app.pairing.rules.relaying import Decision, decide_relay, say
from app.pairing.stages import seen_by_volunteer
from app.seasons.models import Season, SeasonKind, SeasonStage
from app.seasons.rules import move_season
from app.volunteers.gates import availability_in
from app.volunteers.models import VettingCheck, VettingKind, Volunteer
from app.volunteers.rules.returning import come_back
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
AGAIN = Decision(RelayWay.RENEWED, child_wishes=True, carer_agrees=True)


@pytest.fixture
def place(session: Session) -> Iterator[Place]:
    with time_machine.travel("2027-01-20T04:00:00Z", tick=False):
        yield make_place()


def at(day: str) -> Any:
    return time_machine.travel(f"{day}T04:00:00Z", tick=False)


def next_season(place: Place) -> Season:
    """The summer after the season of the place (which is 2027-01-06 to 2027-03-03)."""
    dates = {"starts_on": date(2027, 7, 10), "ends_on": date(2027, 8, 28)}
    made = make.season(place.district, kind=SeasonKind.SUMMER, code="2027-summer", **dates)
    make.db.session.commit()
    return made


def over(session: Session, place: Place, decision: Decision = AGAIN) -> Pairing:
    """The pairing of the place, ended with its season; the school has said what comes after."""
    pairing = place.pairing(PairingState.ACTIVE, approved_at=clock.now(), active_at=clock.now())
    end(session, place.staff.actor(), pairing.id, EndReason.SEASON_OVER, "再见")
    decide_relay(session, place.staff.actor(), pairing.id, decision)
    return pairing


def test_who_is_late_stands_before_the_school_until_it_is_done(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(PairingState.APPROVED)
    for day, is_late in (("2027-01-27", False), ("2027-01-28", True)):
        with at(day):
            assert (place.child.name in sign_in(place.staff).get("/pairings/late").get_data(as_text=True)) == is_late
    pairing.state, pairing.active_at = PairingState.ACTIVE, clock.now()
    session.commit()
    with at("2027-02-03"):  # the middle of the season
        assert place.child.name not in sign_in(place.staff).get("/pairings/late").get_data(as_text=True)
    with at("2027-02-04"):
        browser, address = sign_in(place.staff), f"/pairings/{pairing.id}/milestones/review"
        assert place.child.code in browser.get("/").get_data(as_text=True)
        assert place.child.name in browser.get("/pairings/late").get_data(as_text=True)
        assert place.child.name not in sign_in(place.organizer).get("/pairings/late").get_data(as_text=True)
        assert browser.post(address, data={"done_on": "2027-02-04", "note": " "}).status_code == 422
        assert browser.post(address, data={"done_on": "2027-02-05", "note": "都好"}).status_code == 422
        for note in ("孩子很开心", "又点了一次"):
            assert browser.post(address, data={"done_on": "2027-02-04", "note": note}).status_code == 302
        assert place.child.name not in browser.get("/pairings/late").get_data(as_text=True)
        told = browser.get(f"/pairings/{pairing.id}").get_data(as_text=True)
        assert "孩子很开心" in told
        assert "李老师" in told
        assert "孩子很开心" not in sign_in(place.organizer).get(f"/pairings/{pairing.id}").get_data(as_text=True)
        with pytest.raises(Missing):
            tick(session, place.organizer.actor(), pairing.id, MilestoneKind.FAREWELL, clock.today(), "x")
    assert events(Action.MILESTONE_TICKED) == [{"milestone": "review"}]
    with at("2027-03-04"):
        assert "告别" in sign_in(place.staff).get("/pairings/late").get_data(as_text=True)


def late_rows(session: Session, place: Place) -> list[Pairing]:
    return late_pairings(session, place.staff.actor(), clock.today(), None, 50).page.rows


def test_a_season_waits_for_farewells_and_for_what_comes_after(session: Session, place: Place) -> None:
    pairing, organizer = place.pairing(PairingState.ACTIVE, active_at=clock.now()), place.organizer.actor()
    pairing.state, pairing.reason, pairing.ended_at = PairingState.ENDED, EndReason.CHILD_LEFT.value, clock.now()
    session.commit()
    assert late_rows(session, place) == []
    with at("2027-01-21"):
        assert late_rows(session, place) == [pairing]
        assert steps_of(pairing)[-1].is_late(clock.today())
    with pytest.raises(Refused, match="lacks_farewells"):
        move_season(session, organizer, place.season.id, SeasonStage.CLOSED)
    session.rollback()
    tick(session, place.staff.actor(), pairing.id, MilestoneKind.FAREWELL, clock.today(), "孩子随父母走了，电话里告别")
    pairing.reason = EndReason.SEASON_OVER.value
    session.commit()
    with pytest.raises(Refused, match="has_undecided"):
        move_season(session, organizer, place.season.id, SeasonStage.CLOSED)
    session.rollback()
    decide_relay(session, place.staff.actor(), pairing.id, AGAIN)
    assert move_season(session, organizer, place.season.id, SeasonStage.CLOSED).stage is SeasonStage.CLOSED


def test_one_tap_brings_a_volunteer_back_and_only_what_expired_is_asked(
    session: Session, place: Place, sign_in: SignIn
) -> None:
    offered = availability_in(place.volunteer, place.season.id)
    assert offered is not None
    offered.slots, offered.reach = frozenset({"sat_am"}), frozenset({str(place.township.id)})
    background = select(VettingCheck).where(VettingCheck.kind == VettingKind.BACKGROUND)
    session.scalars(background).one().expires_on = date(2027, 5, 1)
    over(session, place)
    season = next_season(place)
    with at("2027-07-01"):
        browser = sign_in(place.student)
        home = browser.get("/").get_data(as_text=True)
        assert "/my-sign-up/return" in home
        assert place.child.name not in home
        for _ in range(2):
            page = browser.post("/my-sign-up/return", follow_redirects=True).get_data(as_text=True)
        assert "无违法犯罪记录" in page or "背景" in page or "查询" in page
        assert "身份核验" not in page
    session.expire_all()
    new = availability_in(place.volunteer, season.id)
    assert new is not None
    assert (new.slots, new.reach, new.home_from) == (offered.slots, offered.reach, season.starts_on)
    assert session.scalars(select(Relay.volunteer_returns)).all() == [True]
    assert events(Action.VOLUNTEER_RETURNED) == [{"season": "2027-summer"}]
    with at("2027-07-01"), pytest.raises(Missing):
        come_back(session, place.staff.actor())


@pytest.mark.parametrize(
    ("decision", "returns", "same"),
    [
        (AGAIN, True, True),
        (AGAIN, False, False),
        (Decision(RelayWay.HANDED_OVER, note="喜欢画画"), True, False),
    ],
)
def test_the_same_two_come_first_only_where_all_sides_want_it(
    session: Session, place: Place, decision: Decision, returns: bool, same: bool
) -> None:
    """The other volunteer fits better (her home is the child's): only the relay makes the engine keep the two."""
    pairing = over(session, place, decision)
    say(session, place.student.actor(), pairing.id, returns)
    season = next_season(place)
    place.volunteer.interests, place.child.interests = "", "画画 唱歌 跳绳"
    better = make.vetted(make.volunteer(place.township, interests="画画 唱歌 跳绳"))
    for volunteer in (place.volunteer, better):
        make.availability(volunteer, season)
    session.commit()
    with at("2027-07-12"):
        feed = read_feed(session, season, clock.today())
        given = as_input(feed, look_back(session, season, feed.policy, clock.today()))
        *_, (_, found) = compute(given)
    chosen = place.volunteer if same else better
    assert [(pair["child_id"], pair["volunteer_id"]) for pair in found.pairs] == [(str(place.child.id), str(chosen.id))]


def test_a_renewal_asks_child_and_carer_and_never_follows_an_early_end(session: Session, place: Place) -> None:
    pairing, staff = place.pairing(PairingState.ACTIVE, active_at=clock.now()), place.staff.actor()
    for decision in (Decision(RelayWay.RENEWED, child_wishes=True), Decision(RelayWay.HANDED_OVER)):
        with pytest.raises(Refused, match="relay_"):
            decide_relay(session, staff, pairing.id, decision)
        session.rollback()
    with pytest.raises(Missing):
        decide_relay(session, place.organizer.actor(), pairing.id, AGAIN)
    with pytest.raises(Missing):
        say(session, place.staff.actor(), pairing.id, True)
    decide_relay(session, staff, pairing.id, AGAIN)
    with pytest.raises(IntegrityError):
        session.execute(update(Relay).values(carer_agrees=False))
    session.rollback()
    end(session, staff, pairing.id, EndReason.CARER_WISH, "再见")
    for attempt in (
        lambda: decide_relay(session, staff, pairing.id, AGAIN),
        lambda: say(session, place.student.actor(), pairing.id, True),
    ):
        with pytest.raises(Refused):
            attempt()
        session.rollback()
    season = next_season(place)
    make.availability(place.volunteer, season)
    session.commit()
    with at("2027-07-12"):
        assert read_feed(session, season, clock.today()).continuing == {}


def test_the_next_volunteer_reads_the_note_after_the_first_meeting(
    session: Session, place: Place, sign_in: SignIn
) -> None:
    over(session, place, Decision(RelayWay.HANDED_OVER, note="喜欢画画，怕黑"))
    account = make.account(Role.VOLUNTEER)
    second: Volunteer = make.vetted(make.volunteer(place.township, account_id=account.id))
    make.availability(second, place.season)
    now = clock.now() + timedelta(hours=1)
    pairing = make.pairing(place.child, second, place.season, PairingState.APPROVED, approved_at=now)
    session.commit()
    assert seen_by_volunteer(session, pairing).handed_over is None
    pairing.state, pairing.active_at = PairingState.ACTIVE, now
    session.commit()
    page = sign_in(account).get(f"/my/pairings/{pairing.id}").get_data(as_text=True)
    assert "喜欢画画，怕黑" in page
    assert "喜欢画画" not in sign_in(place.student).get("/my/pairings").get_data(as_text=True)
