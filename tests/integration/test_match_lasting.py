"""What a matching learns from how past pairings ended: which count, what is kept of it, and what the page says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import db
from app.matching import Policy
from app.pairing.feed import read_feed
from app.pairing.looking_back import look_back
from app.pairing.models import EndReason, MatchRun, Pairing, PairingState
from app.pairing.outcomes import past_outcomes
from app.pairing.rules.weighing import save_policy
from app.seasons.models import Season, SeasonKind
from app.volunteers.models import Volunteer
from tests import factories as make
from tests.integration.matching_place import Place, Session, children, compute_here, make_place, run, volunteers

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(session: Session, monkeypatch: pytest.MonkeyPatch) -> Place:
    compute_here(monkeypatch)
    return make_place()


@pytest.fixture
def past(session: Session, place: Place) -> Season:
    """Last summer."""
    start = place.season.starts_on - timedelta(days=180)
    made = make.season(place.district, starts_on=start, ends_on=start + timedelta(days=49), kind=SeasonKind.SUMMER)
    session.commit()
    return made


def noon(day: date) -> datetime:
    return clock.from_local(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 - local, then made UTC


def ended(place: Place, season: Season, reason: EndReason, days_before_end: int = 20, **values: Any) -> Pairing:
    """A pairing of that season that ended so many days before the season did."""
    (child,) = children(place, 1)
    volunteer = make.volunteer(place.township)
    make.availability(volunteer, season, modes=frozenset({"in_person", "online"}))
    moments = {
        "proposed_at": noon(season.starts_on),
        "active_at": noon(season.starts_on + timedelta(days=3)),
        "ended_at": noon(season.ends_on - timedelta(days=days_before_end)),
    }
    values = {**moments, "reason": reason.value, **values}
    return make.pairing(child, volunteer, season, PairingState.ENDED, **values)


@pytest.mark.parametrize(
    ("reason", "days_before_end", "lasted"),
    [
        (EndReason.SEASON_OVER, 20, True),
        (EndReason.SEASON_OVER, 0, True),
        (EndReason.VOLUNTEER_LEFT, 20, False),
        (EndReason.VOLUNTEER_LEFT, 6, True),
        (EndReason.VOLUNTEER_LEFT, 7, False),
        (EndReason.CARER_WISH, 20, False),
        (EndReason.CHILD_WISH, 20, False),
        (EndReason.OTHER, 20, False),
        (EndReason.CHILD_LEFT, 20, None),
        (EndReason.SAFEGUARDING, 20, None),
        (EndReason.SAFEGUARDING, 0, None),
        (EndReason.CONSENT_WITHDRAWN, 20, None),
    ],
)
def test_what_an_ending_teaches(
    session: Session, place: Place, past: Season, reason: EndReason, days_before_end: int, lasted: bool | None
) -> None:
    ended(place, past, reason, days_before_end)
    session.commit()
    found = past_outcomes(session, place.season, clock.today())
    assert [one.lasted for one in found] == ([] if lasted is None else [lasted])


def test_only_pairings_that_began_and_ended_in_past_seasons_of_the_district(
    session: Session, place: Place, past: Season
) -> None:
    counted = ended(place, past, EndReason.OTHER, mode="online")
    never_met = ended(place, past, EndReason.OTHER, active_at=None)
    ended(place, place.season, EndReason.OTHER)
    refused = ended(place, past, EndReason.SEASON_OVER)
    refused.child.consents[0].withdrawn_at = clock.now()
    unknown = ended(place, past, EndReason.SEASON_OVER)
    session.delete(unknown.volunteer.availabilities[0])
    for state in (PairingState.DECLINED, PairingState.WITHDRAWN, PairingState.ACTIVE):
        make.pairing(children(place, 1)[0], volunteers(place, 1)[0], past, state)
    other = make.district()
    elsewhere = make.season(other, starts_on=past.starts_on, ends_on=past.ends_on)
    ended(place, elsewhere, EndReason.SEASON_OVER)
    session.commit()
    session.expire_all()
    (found,) = past_outcomes(session, place.season, clock.today())
    assert (found.child.id, found.volunteer.id) == (str(counted.child_id), str(counted.volunteer_id))
    assert (found.child.modes, found.volunteer.modes) == (("online",), ("online",)), "as they met"
    assert found.began_day == (past.starts_on + timedelta(days=3)).toordinal(), "it stands on the day it began"
    assert never_met.ended_at is not None


def test_the_pairings_a_model_is_judged_by_are_not_those_that_lasted(
    session: Session, place: Place, past: Season
) -> None:
    for number in range(8):
        reason, days = (EndReason.SEASON_OVER, 0) if number % 2 else (EndReason.VOLUNTEER_LEFT, 30)
        ended(place, past, reason, days, active_at=noon(past.starts_on + timedelta(days=number)))
    session.commit()
    found = sorted(past_outcomes(session, place.season, clock.today()), key=lambda one: one.began_day)
    assert [one.lasted for one in found] == [False, True] * 4


def test_too_few_are_said_to_be_too_few(session: Session, place: Place, past: Season, sign_in: SignIn) -> None:
    made = [ended(place, past, EndReason.SEASON_OVER) for _ in range(3)]
    session.commit()
    done = run(session, place)
    said = done.retention
    assert said is not None
    assert (said["outcomes"], said["needed"], said["why_off"]) == (3, 200, "too_few")
    assert (said["brier"], said["calibration"], said["gaps"]) == (None, [], [])
    assert said["base_rate"] is None, "of so few, the share says something about each"
    text = json.dumps(said)
    assert not [one for one in made if str(one.child_id) in text or str(one.volunteer_id) in text]
    page = sign_in(place.organizer).get(f"/matching/{done.id}").get_data(as_text=True)
    assert "这次没有用到往季结对：需要 200 对记录，现有 3 对。" in page
    assert said["version"] in page


def test_without_a_weight_nothing_is_read_of_the_past(
    session: Session, place: Place, past: Season, sign_in: SignIn
) -> None:
    ended(place, past, EndReason.SEASON_OVER)
    session.commit()
    save_policy(session, place.organizer.actor(), place.season.id, {"retention": 0})
    done = run(session, place)
    assert done.retention == {"outcomes": 0, "needed": 200, "why_off": "no_say"}
    assert "这一项权重为 0" in sign_in(place.organizer).get(f"/matching/{done.id}").get_data(as_text=True)


def test_a_model_in_use_is_shown_with_its_figures(session: Session, place: Place, sign_in: SignIn) -> None:
    used = MatchRun(
        season_id=place.season.id, district_id=place.district.id, exact=True, finished_at=clock.now(), objective=1,
        bound=1, levels=[["children", 1, 1]], seconds=0.1,
        retention={
            "version": "0123456789abcdef", "outcomes": 800, "needed": 200, "tested": 200, "base_rate": 0.71,
            "brier": 0.1534, "brier_of_base_rate": 0.2059, "calibration": [[0.82, 0.8, 90]],
            "gaps": [["sex", "female", 110, 0.031], ["sex", "None", 9, -0.2],
                     ["township", str(place.township.id), 60, 0]],
            "left_out": 2, "why_off": None,
        },
    )  # fmt: skip
    session.add(used)
    session.commit()
    page = sign_in(place.organizer).get(f"/matching/{used.id}").get_data(as_text=True)
    for words in ("往季结对已用于这次匹配", "0.153", "0.206", "71%", "82%", "+3.1", "-20.0", "性别未登记",
                  place.township.name, "不足 5 对的群体不显示"):  # fmt: skip
        assert words in page


def test_looking_back_asks_the_database_a_fixed_number_of_questions(
    session: Session, place: Place, past: Season
) -> None:
    winter = make.season(
        place.district,
        starts_on=place.season.starts_on - timedelta(days=364),
        ends_on=place.season.ends_on - timedelta(days=364),
    )
    season_id, asked = place.season.id, [0]

    def more(count: int) -> None:
        for _ in range(count):
            ended(place, session.merge(past), EndReason.OTHER)
            came = make.child(place.school, place.township, registered_on=winter.ends_on)
            make.consent(came, given_on=winter.ends_on, expires_on=winter.ends_on)
            make.availability(make.volunteer(place.township), session.merge(winter), signed_up_on=winter.ends_on)
        session.commit()

    def questions() -> int:
        session.expunge_all()
        asked[0] = 0
        found = look_back(session, session.get_one(Season, season_id), Policy(hold_back=True), clock.today())
        assert found.expected is not None
        assert len(found.outcomes) == len(found.expected.outlook.children) == len(found.expected.outlook.volunteers)
        session.rollback()
        return asked[0]

    def count(*_arguments: Any) -> None:
        asked[0] += 1

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        more(2)
        few = questions()
        more(10)
        assert questions() == few
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


def test_who_was_fed_to_this_season_still_counts_for_the_past(session: Session, place: Place, past: Season) -> None:
    """The feed of a run and the past are read in one session: what one loads must not hide rows from the other."""
    made = [ended(place, past, EndReason.SEASON_OVER) for _ in range(3)]
    session.commit()
    session.expunge_all()
    held = list(session.scalars(select(Volunteer)))
    read_feed(session, place.season, clock.today())
    assert len(past_outcomes(session, place.season, clock.today())) == len(made) <= len(held)
