"""Approving several at once: each by its own gates and with its own events; one refused leaves the others approved."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.children.models import Child, Sex
from app.foundation import audit, clock
from app.foundation.database import db
from app.pairing.models import Pairing, PairingState
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place

SignIn = Callable[[Account], FlaskClient]
S = PairingState


@pytest.fixture
def place(session: Any) -> Place:
    return make_place()


def waiting(place: Place, count: int, **child: Any) -> list[Pairing]:
    """As many accepted pairings of girls with women, proposed by the organizer."""
    made = []
    for _ in range(count):
        one: Child = make.child(place.school, place.village, sex=Sex.FEMALE, **child)
        make.consent(one)
        volunteer = make.vetted(make.volunteer(place.township, sex=Sex.FEMALE))
        make.availability(volunteer, place.season)
        made.append(make.pairing(one, volunteer, place.season, S.ACCEPTED, proposed_by_id=place.organizer.id))
    db.session.commit()
    return made


def plan(place: Place, pairings: list[Pairing], **values: Any) -> dict[str, Any]:
    return {
        "ids": [str(one.id) for one in pairings], "day": (clock.today() + timedelta(days=1)).isoformat(),
        "hour": "10:00", "every": "30", "place": f"school:{place.school.id}", "introducer": str(place.staff.id),
        "another_adult": "y", **values,
    }  # fmt: skip


def states(pairings: list[Pairing]) -> list[PairingState]:
    db.session.expire_all()
    return [one.state for one in pairings]


def test_ten_are_approved_in_three_requests(place: Place, sign_in: SignIn) -> None:
    pairings = waiting(place, 10)
    browser = sign_in(place.staff)
    queue = browser.get("/approvals").get_data(as_text=True)
    assert queue.count('name="ids"') == 10
    shown = browser.get("/approvals/several", query_string={"ids": [str(one.id) for one in pairings]})
    page = shown.get_data(as_text=True)
    assert all(one.child.name in page and one.volunteer.name in page for one in pairings)
    assert len(events(audit.Action.PAIRING_READ)) == 10, "both sides of each were shown"
    assert browser.post("/approvals/several", data=plan(place, pairings)).status_code == 302
    assert states(pairings) == [S.APPROVED] * 10
    times = sorted(clock.local(one.meetings[0].at).strftime("%H:%M") for one in pairings)
    assert (times[0], times[1], times[-1]) == ("10:00", "10:30", "14:30")
    assert len(events(audit.Action.MEETING_SET)) == 10
    assert [one["after"] for one in events(audit.Action.PAIRING_STATE_CHANGED)] == ["approved"] * 10


def test_one_refused_row_does_not_lose_the_others_and_says_why(place: Place, sign_in: SignIn) -> None:
    pairings = waiting(place, 3)
    pairings[1].child.consented_until = clock.today() - timedelta(days=1)
    for consent in pairings[1].child.consents:
        consent.withdrawn_at = clock.now()
    db.session.commit()
    browser = sign_in(place.staff)
    answer = browser.post("/approvals/several", data=plan(place, pairings))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert states(pairings) == [S.APPROVED, S.ACCEPTED, S.APPROVED]
    assert pairings[1].child.code in page
    assert "条件未满足" in page
    again = browser.post("/approvals/several", data=plan(place, pairings))
    assert again.status_code == 200, "the same once more changes nothing"
    assert [len(one.meetings) for one in pairings] == [1, 0, 1]


@pytest.mark.parametrize("what", ["boy", "unknown", "closest", "counselling", "proposer"])
def test_what_asks_for_a_second_thought_never_goes_along(place: Place, sign_in: SignIn, what: str) -> None:
    (alone,) = waiting(
        place, 1, **({"risk": 3, "suitability": "适合", "professional": "社工"} if what == "closest" else {})
    )
    (other,) = waiting(place, 1)
    if what in {"boy", "unknown"}:
        alone.child.sex = Sex.MALE if what == "boy" else None
    elif what == "counselling":
        alone.child.needs[0].area, alone.child.needs[0].subject = "counselling", None
    elif what == "proposer":
        alone.proposed_by_id = place.staff.id
    db.session.commit()
    browser = sign_in(place.staff)
    page = browser.get("/approvals").get_data(as_text=True)
    assert page.count('name="ids"') == 1
    assert "需单独看" in page
    assert browser.post("/approvals/several", data=plan(place, [alone, other])).status_code == 200
    assert states([alone, other]) == [S.ACCEPTED, S.APPROVED]


def test_a_foreign_id_is_as_if_it_were_not_there(place: Place, sign_in: SignIn) -> None:
    (own,) = waiting(place, 1)
    other = make_place()
    (foreign,) = waiting(other, 1)
    browser = sign_in(place.staff)
    for ids in ([foreign], []):
        assert browser.get("/approvals/several", query_string={"ids": [str(one.id) for one in ids]}).status_code == 404
        assert browser.post("/approvals/several", data=plan(place, ids)).status_code == 404
    page = browser.get(
        "/approvals/several", query_string={"ids": [str(own.id), str(foreign.id), str(uuid.uuid4()), "x"]}
    )
    assert foreign.child.code not in page.get_data(as_text=True)
    assert browser.post("/approvals/several", data=plan(place, [own, foreign])).status_code == 302
    assert states([own, foreign]) == [S.APPROVED, S.ACCEPTED]
    assert sign_in(place.organizer).get("/approvals/several").status_code == 404


def test_a_plan_that_cannot_be_names_the_field_and_changes_nothing(place: Place, sign_in: SignIn) -> None:
    pairings = waiting(place, 2)
    answer = sign_in(place.staff).post("/approvals/several", data=plan(place, pairings, hour="", another_adult=""))
    assert answer.status_code == 422
    assert 'id="hour-error"' in answer.get_data(as_text=True)
    assert states(pairings) == [S.ACCEPTED, S.ACCEPTED]
