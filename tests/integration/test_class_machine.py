"""Everything that can happen to places, in any order: never more children than seats, no seat without a consent."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.activities import rules
from app.activities.models import Enrolment, EnrolmentEnd, EnrolmentState
from app.activities.rules.seats import OPEN, shut_gates
from app.children.codes import WithdrawReason
from app.children.models import Child
from app.children.rules.consents import withdraw_consent
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from tests import factories as make
from tests.integration.class_place import NOW, make_class_place

CHILD, SEATS = st.integers(0, 4), st.integers(1, 4)


class Places(RuleBasedStateMachine):
    """Five children and a class whose number of places changes."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(NOW, tick=False)
        self.moment = self.clock.start()
        self.place = make_class_place(children=5)
        self.actor = self.place.staff.actor()
        self.seats = 2

    def tick(self) -> None:
        self.moment.shift(timedelta(minutes=1))

    def open_of(self, number: int) -> Enrolment | None:
        child = self.place.children[number]
        wanted = select(Enrolment).where(Enrolment.child_id == child.id, Enrolment.state.in_(OPEN))
        return db.session.scalars(wanted).one_or_none()

    @rule(number=CHILD)
    def enrol(self, number: int) -> None:
        self.tick()
        rules.enrol(db.session, self.actor, self.place.lessons.id, [self.place.children[number].id])

    @rule(numbers=st.lists(CHILD, max_size=3, unique=True))
    def offer(self, numbers: list[int]) -> None:
        self.tick()
        ids = [self.place.children[number].id for number in numbers]
        rules.offer(db.session, self.actor, self.place.lessons.id, ids)

    @rule(number=CHILD, yes=st.booleans())
    def answer(self, number: int, yes: bool) -> None:
        self.tick()
        place = self.open_of(number)
        if place is not None:
            try:
                rules.answer_offer(db.session, self.actor, place.id, None if yes else EnrolmentEnd.REFUSED)
            except Refused:
                db.session.rollback()

    @rule(number=CHILD)
    def leave(self, number: int) -> None:
        self.tick()
        place = self.open_of(number)
        if place is not None:
            try:
                rules.end_enrolment(db.session, self.actor, place.id, EnrolmentEnd.MOVED)
            except Refused:
                db.session.rollback()

    @rule(number=CHILD)
    def change_of_mind(self, number: int) -> None:
        """The guardian takes the yes back, or says yes again a day later."""
        self.tick()
        child = db.session.get_one(Child, self.place.children[number].id)
        try:
            withdraw_consent(db.session, self.actor, child.id, WithdrawReason.NOT_SAID)
        except (Missing, Refused):
            db.session.rollback()
            self.moment.shift(timedelta(days=1))
            make.consent(child)
            db.session.commit()

    @rule(count=SEATS)
    def resize(self, count: int) -> None:
        self.tick()
        one = self.place.lessons
        plan = rules.Plan(one.name, "quality", one.starts_on, one.ends_on, ["1"], one.starts, one.ends, count)
        try:
            rules.change_class(db.session, self.actor, one.id, plan)
            self.seats = count
        except Refused:
            db.session.rollback()

    @invariant()
    def seats_are_given_once_and_in_turn(self) -> None:
        db.session.expire_all()
        places = list(db.session.scalars(select(Enrolment).where(Enrolment.class_id == self.place.lessons.id)))
        seats = [one.seat for one in places if one.seat is not None]
        assert len(seats) == len(set(seats)) <= self.seats
        assert all(1 <= seat <= self.seats for seat in seats)
        waiting = [one for one in places if one.state is EnrolmentState.WAITING]
        able = [one for one in waiting if not shut_gates(one.child, clock.today())]
        assert all(not shut_gates(one.child, clock.today()) for one in places if one.seat is not None)
        if len(seats) < self.seats and able:
            # A consent given again opens nothing by itself: the next change of the class offers the place.
            rules.enrol(db.session, self.actor, self.place.lessons.id, [])
            assert len(self.seated()) == min(self.seats, len(seats) + len(able))

    def seated(self) -> list[Enrolment]:
        wanted = select(Enrolment).where(Enrolment.class_id == self.place.lessons.id, Enrolment.seat.is_not(None))
        return list(db.session.scalars(wanted))

    def teardown(self) -> None:
        db.session.rollback()
        self.clock.stop()


def test_places_in_any_order(app: Flask, database: str) -> None:
    rounds = 3 if database == "sqlite" else 1
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=rounds, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
