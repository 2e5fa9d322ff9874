"""Who is expected to come after today: those who came after the same day of the last season of the same vacation."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from app.children.models import ConsentDecision
from app.foundation import clock
from app.pairing.outlook import comparable_season, expect
from app.seasons.models import Season, SeasonKind
from tests import factories as make
from tests.integration.matching_place import Place, Session
from tests.integration.past_place import YEAR, came_late, past, place

# Fixtures are found by being imported.
__all__ = ["past", "place"]


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
