"""The board reads the records of few pairs: the sums of the database leave out none of which a rule finds something."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy.orm import scoped_session

from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.pairing.models import Pairing, PairingState
from app.places.models import Area
from app.safeguarding.looking import board
from app.safeguarding.looking.records import Records, recent_minutes, records_of
from app.safeguarding.looking.rules import DOWN, RULES
from app.safeguarding.looking.sums import Sums, sums_of, usual_minutes
from app.sessions.models import Mood, Response, SessionPlace, SessionState
from tests import factories as make
from tests.integration.sessions_place import NOW, Scene, make_scene

PAIRS, EACH = 14, 9


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pairs(session: scoped_session[Any]) -> list[Pairing]:
    """Pairs of every kind: those in which one place, one confirmer, nobody else there, or anything goes."""
    scene, chance = make_scene(), random.Random(2026)  # noqa: S311 - the same pairs each time
    staff = [make.account(Role.SCHOOL_STAFF, scene.school) for _ in range(2)]
    made = [scene.pairing, *(_pair(scene, chance.choice([5, 350, 340, 100])) for _ in range(PAIRS - 1))]
    for number, pairing in enumerate(made):
        first = NOW - timedelta(days=chance.choice([1, 20, 24]))
        for day in range(chance.randint(0, EACH)):
            starts = first - timedelta(days=day, minutes=chance.randint(0, 22 * 60))
            plain = chance.random() < number / PAIRS
            place = SessionPlace.SCHOOL if plain else chance.choice(list(SessionPlace))
            confirmed = {
                "state": SessionState.CONFIRMED, "confirmed_at": NOW,
                "confirmed_by_id": staff[0 if plain else chance.randint(0, 1)].id,
            }  # fmt: skip
            make.service_session(
                pairing, starts_at=starts, minutes=chance.choice([30, 60]), place=place,
                adult_present=place is SessionPlace.HOME or (not plain and chance.random() < 0.5),
                safe=chance.random() < 0.8, mood=chance.choice([None, *Mood]), late=(late := chance.random() < 0.3),
                response=chance.choice([None, *Response]), **(confirmed if not late and chance.random() < 0.9 else {}),
            )  # fmt: skip
    session.commit()
    return made


def _pair(scene: Scene, days_since_check: int) -> Pairing:
    child, volunteer = make.child(scene.school, scene.township), make.volunteer(scene.township)
    make.vetted(volunteer)
    for check in volunteer.checks:
        check.checked_on = clock.today() - timedelta(days=days_since_check)
    make.consent(child)
    made: Pairing = make.pairing(child, volunteer, scene.season, PairingState.ACTIVE)
    return made


def added_up(records: Records) -> dict[str, int]:
    """The same sums from the records, but for the checks: there the database knows of more."""
    sessions, met = records.sessions, [one for one in records.sessions if one.place is not SessionPlace.ONLINE]
    confirmers = [one.confirmed_by_id for one in sessions if one.confirmed_by_id is not None]
    return {
        "unsafe": sum(not one.safe for one in sessions),
        "down": sum(one.mood in DOWN or one.response is Response.UNWILLING for one in sessions),
        "met": len(met), "with_adult": sum(one.adult_present for one in met), "places": len({one.place for one in met}),
        "early": sum(clock.local(one.starts_at).hour < 8 for one in sessions),
        "last_hour": max((clock.local(one.ends_at).hour for one in sessions), default=0),
        "late": sum(one.late for one in sessions), "confirmed": len(confirmers), "confirmers": len(set(confirmers)),
        "minutes": recent_minutes(records, clock.today()), "away": len(records.away),
        "disputes": len(records.disputes), "silences": len(records.silences),
    }  # fmt: skip


def test_the_database_adds_up_what_the_records_say_and_no_rule_finds_more(pairs: list[Pairing]) -> None:
    today = clock.today()
    sums = sums_of(db.session, {one.id: one.volunteer_id for one in pairs}, today)
    usual = usual_minutes(sums.values())
    assert usual > 0
    found = set()
    for records in records_of(db.session, pairs, usual, today):
        of_pair = sums[records.pairing.id]
        expected = Sums(**added_up(records), expiring=of_pair.expiring)
        assert of_pair == expected
        for code, rule in RULES.items():
            for number in range(1, 23):
                if rule.find(records, number, today):
                    found.add(code)
                    assert rule.can(of_pair, number, usual), (code, number)
    assert len(found) >= len(RULES) - 3, "the pairs above try nearly every rule"


def test_the_board_is_that_of_all_records(pairs: list[Pairing], monkeypatch: pytest.MonkeyPatch) -> None:
    lead = make.account(Role.SAFEGUARDING_LEAD, db.session.get_one(Area, pairs[0].district_id))
    db.session.commit()

    def shown() -> list[Any]:
        return [(one.pairing.id, one.findings) for one in board.to_look_at(db.session, lead.actor())]

    sifted = shown()
    monkeypatch.setattr(board, "may_find", lambda *_given: True)
    assert sifted == shown()
    assert sifted
