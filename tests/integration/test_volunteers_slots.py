"""Places for children: always as many as the capacity, never one less than pairings stand on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.foundation.database import db
from app.pairing.models import PairingState
from app.volunteers.models import VolunteerSlot
from app.volunteers.rules import set_slots
from tests import factories as make
from tests.thorough import examples


def numbers(volunteer_id: object) -> list[int]:
    wanted = select(VolunteerSlot.number).where(VolunteerSlot.volunteer_id == volunteer_id)
    return sorted(db.session.scalars(wanted))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(15))
@given(st.lists(st.integers(0, 3), min_size=1, max_size=5))
def test_the_rows_equal_the_capacity_whatever_it_was(app: Flask, capacities: list[int]) -> None:
    volunteer = make.volunteer(make.township(make.district()))
    for capacity in capacities:
        set_slots(db.session, volunteer, capacity)
        assert numbers(volunteer.id) == list(range(1, capacity + 1))
        assert [slot.number for slot in volunteer.places] == list(range(1, capacity + 1))
    db.session.rollback()


@pytest.mark.parametrize("state", [PairingState.ACTIVE, PairingState.ENDED])
def test_a_place_a_pairing_stands_on_stays(session: scoped_session[Any], state: PairingState) -> None:
    district = make.district()
    home = make.township(district)
    volunteer = make.volunteer(home, slots=3)
    season = make.season(district)
    make.pairing(make.child(make.school(home), home), volunteer, season, state, slot=2)
    session.commit()
    set_slots(session, volunteer, 1)
    session.commit()
    assert numbers(volunteer.id) == [1, 2]


@pytest.mark.parametrize("capacity", [-1, 4])
def test_more_than_three_is_a_mistake_of_ours(session: scoped_session[Any], capacity: int) -> None:
    with pytest.raises(ValueError, match=r"0\.\.3"):
        set_slots(session, make.volunteer(make.township(make.district())), capacity)
