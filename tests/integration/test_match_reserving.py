"""Places reserved for children who are expected: who is expected, what is left out and shown, and switching it off."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.children.models import Child, ConsentDecision
from app.foundation import audit, clock
from app.foundation.access import Role
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs.worker import run_waiting
from app.pairing.models import MatchReserve, MatchRun
from app.pairing.outlook import comparable_season, expect
from app.pairing.policy import fingerprint
from app.pairing.policy_form import shown
from app.pairing.rules.running import start_run
from app.pairing.rules.weighing import run_without_reserve, save_policy
from app.pairing.supposing import OtherWeight
from app.seasons.models import Season, SeasonKind, SeasonStage
from app.volunteers.models import Skill, Volunteer
from tests import factories as make
from tests.integration.matching_place import Place, Session, children, make_place, run, volunteers
from tests.integration.what_if_place import ask, work_here

SignIn = Callable[[Account], FlaskClient]
YEAR = timedelta(days=364)


@pytest.fixture
def place(session: Session, monkeypatch: pytest.MonkeyPatch) -> Place:
    work_here(monkeypatch)
    return make_place()


@pytest.fixture
def past(session: Session, place: Place) -> Season:
    """Last winter: today lies 14 days into both; one student signed up long before its end."""
    made = make.season(
        place.district, name="去年寒假", starts_on=place.season.starts_on - YEAR, ends_on=place.season.ends_on - YEAR
    )
    early = make.volunteer(place.township)
    make.availability(early, made, signed_up_on=made.starts_on - timedelta(days=20))
    session.commit()
    return made


def came_late(place: Place, past: Season, days: int = 20, **values: Any) -> Child:
    """A child of last winter who was registered, with consent, so many days after its first day; gone since."""
    day = past.starts_on + timedelta(days=days)
    child = make.child(place.school, place.township, registered_on=day, **values)
    make.consent(child, given_on=day, expires_on=day + timedelta(days=60))
    return child


def wants(child: Child, area: str, subject: str | None = None) -> Child:
    child.needs[0].area, child.needs[0].subject = area, subject
    return child


def scarce(place: Place) -> Volunteer:
    """A student who can do what the others can, and music."""
    (volunteer,) = volunteers(place, 1)
    volunteer.skills.append(Skill(area="quality", grade_min=0, grade_max=12))
    return volunteer


def reserving(session: Session, place: Place, past: Season) -> Volunteer:
    """One child here who wants mathematics, two students who can teach it; one of them is needed later."""
    children(place, 1)
    volunteers(place, 1)
    volunteer = scarce(place)
    wants(came_late(place, past), "quality")
    session.commit()
    save_policy(session, place.organizer.actor(), place.season.id, {"hold_back": True})
    return volunteer


def test_the_last_over_season_of_the_same_vacation_is_compared_with(session: Session, place: Place) -> None:
    def season(years: int, **values: Any) -> Season:
        starts, ends = place.season.starts_on - years * YEAR, place.season.ends_on - years * YEAR
        return make.season(place.district, starts_on=starts, ends_on=ends, **values)

    assert comparable_season(session, place.season) is None
    older, unused, summer = season(2), season(1), season(1, kind=SeasonKind.SUMMER)
    elsewhere = make.season(make.district(), starts_on=place.season.starts_on - YEAR)
    for one in (older, summer, elsewhere):
        make.availability(make.volunteer(place.township), one)
    session.commit()
    assert comparable_season(session, place.season) is older, "nobody signed up for the one in between"
    make.availability(make.volunteer(place.township), unused)
    session.commit()
    assert comparable_season(session, place.season) is unused
    assert comparable_season(session, older) is None


def test_expected_are_those_who_came_after_the_same_day_of_the_vacation(
    session: Session, place: Place, past: Season
) -> None:
    came_late(place, past, 15, grade=7)
    came_late(place, past, 14)  # on the very day: was there
    came_late(place, past, 60)  # after the season
    registered_early = came_late(place, past, 20)
    registered_early.registered_on = past.starts_on
    renewed = came_late(place, past, 20)
    renewed.registered_on = past.starts_on - YEAR
    make.consent(renewed, given_on=past.starts_on - YEAR, expires_on=past.starts_on + timedelta(days=30))
    make.child(place.school, place.township, registered_on=past.starts_on + timedelta(days=20))
    refused = make.child(place.school, place.township, registered_on=past.starts_on + timedelta(days=20))
    make.consent(refused, decision=ConsentDecision.REFUSED, expires_on=None, given_on=refused.registered_on)
    for day, values in ((15, {}), (14, {}), (16, {"withdrawn_on": past.ends_on}), (17, {"capacity": 0})):
        newcomer = make.volunteer(place.township)
        make.availability(newcomer, past, signed_up_on=past.starts_on + timedelta(days=day), **values)
    session.commit()
    expected = expect(session, place.season, clock.today())
    assert expected is not None
    assert sorted(child.grade or 0 for child in expected.outlook.children) == [4, 7]
    assert len(expected.outlook.volunteers) == 1
    assert expected.told() == {
        "season": "去年寒假",
        "from": (past.starts_on + timedelta(days=15)).isoformat(),
        "until": past.ends_on.isoformat(),
        "children": 2,
        "volunteers": 1,
    }
    # Four days later fewer are still to come, and on the season's last day nobody.
    later = expect(session, place.season, clock.today() + timedelta(days=4))
    assert later is not None
    assert len(later.outlook.children) == 1
    last = expect(session, place.season, place.season.ends_on)
    assert last is not None
    assert last.outlook == type(last.outlook)((), ())


def test_expected_people_are_nobody(session: Session, place: Place, past: Season) -> None:
    child = came_late(place, past, interests="恐龙", risk=2)
    volunteer = make.volunteer(place.township, interests="象棋")
    make.availability(volunteer, past, signed_up_on=past.ends_on)
    session.commit()
    expected = expect(session, place.season, clock.today())
    assert expected is not None
    (known,), (coming,) = expected.outlook.children, expected.outlook.volunteers
    assert (known.risk, known.waiting_days, known.interests, coming.interests) == (0, 0, "", "")
    text = repr(expected.outlook) + json.dumps(expected.told())
    for private in (child.id, child.code, volunteer.id, volunteer.code, "恐龙", "象棋"):
        assert str(private) not in text


def test_a_guardian_who_said_no_since_is_nobodys_kind(session: Session, place: Place, past: Season) -> None:
    child = came_late(place, past)
    child.consents[0].withdrawn_at = clock.now()
    session.commit()
    expected = expect(session, place.season, clock.today())
    assert expected is not None
    assert expected.outlook.children == ()


def test_a_scarce_place_is_reserved_shown_and_costs_no_child(
    session: Session, place: Place, past: Season, sign_in: SignIn
) -> None:
    volunteer = reserving(session, place, past)
    done = run(session, place)
    assert (done.exact, done.pair_count, done.waiting_count) == (True, 1, 0)
    assert done.pairs[0].volunteer_id != volunteer.id
    (kept,) = done.reserves
    assert (kept.volunteer_id, kept.slots) == (volunteer.id, 1)
    assert kept.kinds == [
        {"needs": [["quality", None]], "grades": [1, 6], "township": str(place.township.id), "slots": 1}
    ]
    assert done.outlook is not None
    assert (done.outlook["season"], done.outlook["children"]) == ("去年寒假", 1)
    page = sign_in(place.organizer).get(f"/matching/{done.id}").get_data(as_text=True)
    for words in ("去年寒假", "又来了 1 名孩子和 0 名志愿者", volunteer.code, "素质拓展（小学）", "不预留，重新匹配"):
        assert words in page
    assert volunteer.name not in page


def test_switched_off_and_matched_again_with_one_tap(
    session: Session, place: Place, past: Season, sign_in: SignIn
) -> None:
    volunteer = reserving(session, place, past)
    done = run(session, place)
    browser = sign_in(place.organizer)
    answer = browser.post(f"/matching/{done.id}/without-reserve")
    assert answer.status_code == 302
    again = browser.post(f"/matching/{done.id}/without-reserve")  # a double click leads to the same run
    assert again.headers["Location"] == answer.headers["Location"]
    assert run_waiting() == 1
    session.expire_all()
    assert place.season.policy == {}
    latest = session.scalars(select(MatchRun).order_by(MatchRun.created_at.desc()).limit(1)).one()
    assert (latest.reserves, latest.outlook, latest.policy["hold_back"]) == ([], None, False)
    assert latest.exact
    page = browser.get(f"/matching/{latest.id}").get_data(as_text=True)
    assert 'id="reserved"' not in page
    old = session.get_one(MatchRun, done.id)
    assert [one.volunteer_id for one in old.reserves] == [volunteer.id], "the old run keeps what it did"
    events = session.scalars(select(audit.AuditEvent.details).where(audit.AuditEvent.action == "season.changed")).all()
    assert events.count({"fields": ["policy"]}) == 2


def test_it_is_switched_off_and_matched_or_neither(session: Session, place: Place, past: Season) -> None:
    reserving(session, place, past)
    done = run(session, place)
    actor = place.organizer.actor()
    start_run(session, actor, place.season.id)
    with pytest.raises(Conflict):
        run_without_reserve(session, actor, done.id)
    session.rollback()
    assert place.season.policy == {"hold_back": True}
    stranger = make.account(Role.ORGANIZER, make.district())
    session.commit()
    with pytest.raises(Missing):
        run_without_reserve(session, stranger.actor(), done.id)
    session.rollback()
    run_waiting()
    place.season.stage = SeasonStage.CLOSED
    session.commit()
    with pytest.raises(Refused, match="season_over"):
        run_without_reserve(session, actor, done.id)
    session.rollback()


def test_nothing_to_reserve_is_said_too(session: Session, place: Place, past: Season, sign_in: SignIn) -> None:
    children(place, 2)
    volunteers(place, 1)
    wants(came_late(place, past), "tutoring", "math")
    session.commit()
    save_policy(session, place.organizer.actor(), place.season.id, {"hold_back": True})
    done = run(session, place)
    assert (done.pair_count, done.reserves) == (1, []), "nobody who is here waits for one who may come"
    page = sign_in(place.organizer).get(f"/matching/{done.id}").get_data(as_text=True)
    assert "这次没有预留名额" in page


def test_without_a_past_season_the_switch_is_shut_and_says_why(session: Session, place: Place, sign_in: SignIn) -> None:
    url = f"/matching/weights/{place.season.id}"
    browser = sign_in(place.organizer)
    page = browser.get(url).get_data(as_text=True)
    assert "还没有同类假期的往季记录" in page
    (field,) = [tag for tag in page.split("<") if tag.startswith("input") and 'name="hold_back"' in tag]
    assert "disabled" in field
    sent = {**shown({}), "seen": fingerprint({}), "hold_back": "y"}
    forged = browser.post(url, data={name: value for name, value in sent.items() if value is not False})
    assert forged.status_code == 422
    session.expire_all()
    assert place.season.policy == {}


def test_the_switch_names_the_season_it_goes_by(session: Session, place: Place, past: Season, sign_in: SignIn) -> None:
    url = f"/matching/weights/{place.season.id}"
    browser = sign_in(place.organizer)
    assert "参照去年寒假" in browser.get(url).get_data(as_text=True)
    sent = {**shown({}), "seen": fingerprint({}), "hold_back": "y"}
    assert browser.post(url, data=sent).status_code == 302
    session.expire_all()
    assert place.season.policy == {"hold_back": True}


def test_off_by_default_and_nothing_is_asked_of_the_past(session: Session, place: Place, past: Season) -> None:
    children(place, 1)
    volunteers(place, 2)
    wants(came_late(place, past), "tutoring", "math")
    session.commit()
    done = run(session, place)
    assert (done.outlook, done.policy["hold_back"]) == (None, False)
    assert session.scalars(select(MatchReserve)).all() == []


def test_what_if_nothing_were_reserved(session: Session, place: Place, past: Season, sign_in: SignIn) -> None:
    reserving(session, place, past)
    done = run(session, place)
    assert "关闭：为后面还会来的孩子预留名额" in sign_in(place.organizer).get(f"/matching/{done.id}/what-if").get_data(
        as_text=True
    )
    answer = ask(session, place, done, OtherWeight("hold_back", value=False))
    assert answer["as_the_run"], "before the change, places are reserved as in the run"
    assert (answer["before"]["pairs"], answer["after"][0]["pairs"]) == (1, 1)
    back = run_without_reserve(session, place.organizer.actor(), done.id)
    run_waiting()
    later = session.get_one(MatchRun, back.id, populate_existing=True)
    again = ask(session, place, later, OtherWeight("hold_back", value=True))
    assert again["as_the_run"]
    assert again["after"][0]["pairs"] == 1


def test_without_a_past_season_no_question_offers_to_reserve(session: Session, place: Place, sign_in: SignIn) -> None:
    children(place, 1)
    volunteers(place, 1)
    session.commit()
    done = run(session, place)
    page = sign_in(place.organizer).get(f"/matching/{done.id}/what-if").get_data(as_text=True)
    assert "关闭：追求最佳契合" in page
    assert "预留名额" not in page
