"""Classes of a site: made and dated by its staff, filled first come first served, then a waiting list."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, scoped_session

from app.accounts.models import Account
from app.activities import rules
from app.activities.models import (
    Activity,
    ActivityState,
    Attendance,
    ClassSeat,
    Enrolment,
    EnrolmentEnd,
    EnrolmentState,
    SiteClass,
)
from app.children.codes import WithdrawReason
from app.children.rules.consents import withdraw_consent
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from tests import factories as make
from tests.factories.classes import enrolment, site_class
from tests.integration.class_place import NOW, ClassPlace, make_class_place
from tests.integration.test_sessions_at_once import race

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(session: scoped_session[Any]) -> ClassPlace:
    return make_class_place()


def states(place: ClassPlace) -> list[str]:
    known = place.places()
    return [known[child][0] if child in known else "-" for child in place.children]


def test_a_class_is_made_dated_and_filled(place: ClassPlace, sign_in: SignIn) -> None:
    place.season.blackout = ["2027-01-22"]
    db.session.commit()
    browser = sign_in(place.staff)
    typed = {
        "class_id": str(uuid.uuid4()), "name": "寒假托管班", "service_area": "quality", "starts_on": "2027-01-18",
        "ends_on": "2027-02-05", "weekdays": ["1", "3", "5"], "starts": "09:00", "ends": "11:00", "places": "1",
    }  # fmt: skip
    first, again = (browser.post(f"/sites/{place.site.id}/classes/new", data=typed) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"] == f"/classes/{typed['class_id']}"
    here = first.headers["Location"]
    for _ in range(2):  # the second click makes none again
        browser.post(f"{here}/dates")
    days = [
        one.starts_at.date().isoformat() for one in db.session.scalars(select(Activity).order_by(Activity.starts_at))
    ]
    # From today on; not on the 22nd, when nobody meets.
    assert days == ["2027-01-20", "2027-01-25", "2027-01-27", "2027-01-29", "2027-02-01", "2027-02-03", "2027-02-05"]
    assert set(db.session.scalars(select(Activity.state))) == {ActivityState.PLANNED}
    one, two, *_rest = (str(child.id) for child in place.children)
    browser.post(f"{here}/enrol", data={"child": [one]})
    browser.post(f"{here}/enrol", data={"child": [one, two]})
    page = browser.get(here).get_data(as_text=True)
    assert place.children[0].name in page
    rows = db.session.execute(
        select(Enrolment.child_id, Enrolment.state).where(Enrolment.class_id == uuid.UUID(typed["class_id"]))
    )
    assert {row[0]: row[1] for row in rows} == {
        place.children[0].id: EnrolmentState.ENROLLED,
        place.children[1].id: EnrolmentState.WAITING,
    }


def test_a_free_place_goes_to_who_waits_longest_and_may_have_it(place: ClassPlace, sign_in: SignIn) -> None:
    first, second, third, fourth = place.children
    actor = place.staff.actor()
    for child in place.children:  # one after the other
        rules.enrol(db.session, actor, place.lessons.id, [child.id])
    assert states(place) == ["enrolled", "enrolled", "waiting", "waiting"]
    third.consented_until = None
    third.consents[0].given_on, third.consents[0].expires_on = date(2026, 1, 19), date(2027, 1, 19)
    db.session.commit()
    row = db.session.scalars(select(Enrolment).where(Enrolment.child_id == first.id)).one()
    browser = sign_in(place.staff)
    browser.post(f"/classes/places/{row.id}", data={"choice": "moved"})
    # The third's consent has run out: it keeps its turn, the fourth is offered the place.
    assert states(place) == ["ended", "enrolled", "waiting", "offered"]
    assert browser.post(f"/classes/places/{row.id}", data={"choice": "moved"}).status_code == 422
    offered = db.session.scalars(select(Enrolment).where(Enrolment.child_id == fourth.id)).one()
    browser.post(f"/classes/places/{offered.id}", data={"choice": "yes"})
    assert states(place) == ["ended", "enrolled", "waiting", "enrolled"]
    make.consent(third)
    db.session.commit()
    withdraw_consent(db.session, actor, second.id, WithdrawReason.NOT_SAID)
    assert states(place) == ["ended", "ended", "offered", "enrolled"]
    ended = db.session.scalars(select(Enrolment).where(Enrolment.child_id == second.id)).one()
    assert (ended.reason, ended.seat) == (EnrolmentEnd.CONSENT, None)


def test_without_a_consent_that_stands_there_is_no_place(place: ClassPlace, sign_in: SignIn) -> None:
    quiet = make.child(place.school, place.village)
    withdrawn, refused = make.child(place.school, place.village), make.child(place.school, place.village)
    make.consent(withdrawn, withdrawn_at=NOW)
    make.consent(refused, decision="refused", expires_on=None)
    ids = [quiet.id, withdrawn.id, refused.id]
    db.session.commit()
    for act in (rules.enrol, rules.offer):
        assert act(db.session, place.staff.actor(), place.lessons.id, ids).not_allowed == 3
    assert db.session.scalars(select(Enrolment)).all() == []


def test_only_ones_own_children_and_classes_near(place: ClassPlace, sign_in: SignIn) -> None:
    elsewhere = make.child(make.school(place.township), place.township)
    make.consent(elsewhere)
    far = site_class(make.site(make.township(place.district)))
    foreign = site_class(make.site(make.township(make.district("另一区"))))
    theirs = enrolment(elsewhere, place.lessons, seat=1)
    db.session.commit()
    browser, own = sign_in(place.staff), str(place.children[0].id)
    assert browser.post(f"/classes/{place.lessons.id}/enrol", data={"child": [str(elsewhere.id)]}).status_code == 404
    for lessons in (far, foreign):
        assert browser.get(f"/classes/{lessons.id}").status_code == 404
        assert browser.post(f"/classes/{lessons.id}/enrol", data={"child": [own]}).status_code == 404
        assert browser.post(f"/classes/{lessons.id}/close").status_code == 404
    # A child of another school in one's own class: at the own site its code, no name, and not one's to decide.
    page = browser.get(f"/classes/{place.lessons.id}").get_data(as_text=True)
    assert elsewhere.code in page
    assert elsewhere.name not in page
    assert browser.post(f"/classes/places/{theirs.id}", data={"choice": "moved"}).status_code == 404
    # The site's keeper calls the roll by name, of those who have a place; and may end it.
    keeper = sign_in(place.keeper)
    page = keeper.get(f"/classes/{place.lessons.id}").get_data(as_text=True)
    assert elsewhere.name in page
    assert place.children[0].name not in page
    # And records an activity of theirs, with and without a signal.
    activity = make.activity(place.site)
    db.session.commit()
    assert elsewhere.code in keeper.get("/activities/unsent").get_data(as_text=True)
    tick = {"shown": str(elsewhere.id), "present": str(elsewhere.id)}
    keeper.post(f"/activities/{activity.id}/attendance", data=tick)
    assert db.session.scalars(select(Attendance.child_id)).all() == [elsewhere.id]
    assert elsewhere.code not in browser.get("/activities/unsent").get_data(as_text=True)
    elsewhere.consented_until = None
    db.session.commit()
    assert elsewhere.code not in keeper.get(f"/classes/{place.lessons.id}").get_data(as_text=True)


def test_children_still_waiting_are_offered_places_they_can_reach(place: ClassPlace, sign_in: SignIn) -> None:
    paired, far, *others = place.children
    volunteer = make.volunteer(place.township)
    make.pairing(paired, volunteer, place.season)
    far.township_id, far.village_id = make.township(place.district).id, None
    extra = [make.child(place.school, place.village) for _ in range(2)]
    for child in extra:
        make.consent(child)
    db.session.commit()
    browser = sign_in(place.staff)
    page = browser.get("/classes/offers").get_data(as_text=True)
    assert [child.code in page for child in (paired, far, *others)] == [False, False, True, True]
    ids = [str(child.id) for child in (far, *others, *extra)]
    browser.post("/classes/offers", data={"class": str(place.lessons.id), "child": ids})
    # Two places: two offers, nobody is put on a waiting list unasked, and nobody is enrolled by itself.
    rows = db.session.scalars(select(Enrolment)).all()
    assert [(row.state, row.child_id in {child.id for child in (*others, *extra)}) for row in rows] == [
        (EnrolmentState.OFFERED, True)
    ] * 2
    browser.post(f"/classes/places/{rows[0].id}", data={"choice": "no_answer"})
    assert db.session.scalars(select(Enrolment.state).order_by(Enrolment.state)).all() == ["declined", "offered"]


def test_fewer_places_than_children_who_have_one_are_refused(place: ClassPlace) -> None:
    actor = place.staff.actor()
    rules.enrol(db.session, actor, place.lessons.id, [child.id for child in place.children])
    plan = rules.Plan("班", "quality", date(2027, 1, 20), date(2027, 2, 5), ["1"], *_times(place.lessons), places=1)
    with pytest.raises(Refused):
        rules.change_class(db.session, actor, place.lessons.id, plan)
    db.session.rollback()
    # Who sits on the place that goes moves over.
    first = next(child for child, (_state, seat) in place.places().items() if seat == 1)
    gone = db.session.scalars(select(Enrolment).where(Enrolment.child_id == first.id)).one()
    place.lessons.closed_at = NOW
    db.session.commit()
    rules.end_enrolment(db.session, actor, gone.id, EnrolmentEnd.MOVED)
    rules.change_class(db.session, actor, place.lessons.id, plan)
    assert sorted(seat for _state, seat in place.places().values() if seat) == [1]
    assert db.session.scalar(select(func.count()).select_from(ClassSeat)) == 1


def test_two_requests_at_once_for_the_last_place_leave_one(app: Flask, place: ClassPlace) -> None:
    actor, class_id = place.staff.actor(), place.lessons.id
    one, *others = (child.id for child in place.children)
    rules.enrol(db.session, actor, class_id, [one])
    outcomes = race(app, [lambda child=child: rules.enrol(db.session, actor, class_id, [child]) for child in others])
    assert sorted((done.enrolled, done.waiting) for done in outcomes) == [(0, 1), (0, 1), (1, 0)]
    assert sorted(states(place)) == ["enrolled", "enrolled", "waiting", "waiting"]


def test_the_database_refuses_a_seat_given_twice(place: ClassPlace) -> None:
    class_id, (one, two, *_rest) = place.lessons.id, [child.id for child in place.children]
    db.session.commit()

    def insert(child_id: uuid.UUID, seat: int) -> None:
        with Session(db.engine) as own:
            own.add(Enrolment(class_id=class_id, child_id=child_id, seat=seat, state=EnrolmentState.ENROLLED))
            own.commit()

    insert(one, 1)
    for child_id, seat in ((two, 1), (two, 3), (one, 2)):  # taken, no such seat, has one already
        with pytest.raises(DatabaseError):
            insert(child_id, seat)
    assert db.session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_how_a_site_is_run_is_the_organizers_to_say(place: ClassPlace, sign_in: SignIn) -> None:
    browser = sign_in(place.organizer)
    typed = {"capacity": "30", "keeper_id": str(place.staff.id), "opens_1": "16:30", "closes_1": "18:00"}
    answer = browser.post(f"/sites/{place.site.id}/running", data=typed)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    page = browser.get(f"/sites/{place.site.id}").get_data(as_text=True)
    assert "16:30–18:00" in page
    assert place.staff.name in page
    assert browser.post(f"/sites/{place.site.id}/running", data={**typed, "closes_1": "16:00"}).status_code == 422
    # Whoever kept it before does no longer.
    assert sign_in(place.keeper).get(f"/sites/{place.site.id}").status_code == 404
    stranger = make.account(Role.SCHOOL_STAFF, make.school(make.township(make.district("另一区"))))
    db.session.commit()
    assert browser.post(
        f"/sites/{place.site.id}/running", data={**typed, "keeper_id": str(stranger.id)}
    ).status_code in {404, 422}
    with pytest.raises(Missing):
        rules.make_class(db.session, stranger.actor(), uuid.uuid4(), place.site.id, _plan(place.lessons))
    db.session.rollback()


def _times(lessons: SiteClass) -> tuple[Any, Any]:
    return lessons.starts, lessons.ends


def _plan(lessons: SiteClass) -> rules.Plan:
    first = date(2027, 1, 20)
    return rules.Plan("班", "quality", first, first + timedelta(days=3), ["1"], *_times(lessons), places=1)
