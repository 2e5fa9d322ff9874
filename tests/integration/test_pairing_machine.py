"""Everybody does anything in any order: no gate is ever passed, and nobody is ever paired twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.accounts.models import Account
from app.children.events import ConsentWithdrawn
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.events import publish
from app.pairing.models import (
    OPEN_STATES,
    DeclineReason,
    DoNotPair,
    EndReason,
    Pairing,
    PairingState,
    RejectReason,
    WithdrawReason,
)
from app.pairing.rules.answering import accept, decline, expire_due
from app.pairing.rules.approving import approve, reject
from app.pairing.rules.ending import end, resume, withdraw
from app.pairing.rules.lapsing import stop_lapsed
from app.pairing.rules.meeting import record_met, record_moved
from app.pairing.rules.proposing import Wanted, propose
from app.volunteers.events import VolunteerFailedVetting
from app.volunteers.models import VettingCheck, VettingKind, VettingResult, Volunteer
from tests import factories as make
from tests.integration.pairing_place import make_place

PEOPLE = st.sampled_from(["organizer", "staff", "deputy", "central_staff", "student", "other_student", "stranger"])
TWO = st.integers(0, 1)
ANY = st.integers(0, 30)
FORWARD = frozenset({PairingState.PROPOSED, PairingState.ACCEPTED, PairingState.APPROVED, PairingState.ACTIVE})


class Life(RuleBasedStateMachine):
    """Two children, two volunteers (one with two places), and everybody who has a say or would like to."""

    def __init__(self) -> None:
        super().__init__()
        self.place = make_place()
        place, session = self.place, db.session
        sibling = make.child(place.school, place.village)
        make.consent(sibling)
        student = make.account(Role.VOLUNTEER)
        second = make.vetted(make.volunteer(place.township, account_id=student.id, slots=2))
        make.availability(second, place.season, capacity=2)
        self.children: list[Child] = [place.child, sibling]
        self.volunteers: list[Volunteer] = [place.volunteer, second]
        self.accounts: dict[str, Account] = {
            name: getattr(place, name) for name in ("organizer", "staff", "deputy", "central_staff", "student")
        }
        stranger = make.account(Role.SCHOOL_STAFF, make.school(place.township))
        self.accounts |= {"other_student": student, "stranger": stranger}
        self.consented, self.clear = [True, True], [True, True]
        self.lapsed = [False, False]
        # Whether the parts above know: by an event at once, else by the worker's chore.
        self.told, self.known = [True, True], [True, True]
        self.before: dict[Any, PairingState] = {}
        session.commit()

    def pairings(self) -> list[Pairing]:
        found = select(Pairing).where(Pairing.season_id == self.place.season.id)
        return list(db.session.scalars(found.order_by(Pairing.proposed_at, Pairing.id)))

    def do(self, who: str, number: int, action: Callable[[Any, Pairing], object]) -> None:
        """Let somebody try something on one of the pairings there are."""
        pairings = self.pairings()
        if not pairings:
            return
        try:
            action(self.accounts[who].actor(), pairings[number % len(pairings)])
        except (Refused, Missing):
            db.session.rollback()

    @rule(who=PEOPLE, child=TWO, volunteer=TWO)
    def propose(self, who: str, child: int, volunteer: int) -> None:
        season = self.place.season.id
        wanted = Wanted(self.children[child].id, self.volunteers[volunteer].id, season, "in_person")
        try:
            propose(db.session, self.accounts[who].actor(), wanted)
        except (Refused, Missing):
            db.session.rollback()

    @rule(who=PEOPLE, number=ANY)
    def accept(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: accept(db.session, actor, one.id))

    @rule(who=PEOPLE, number=ANY)
    def decline(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: decline(db.session, actor, one.id, DeclineReason.OTHER))

    @rule(who=PEOPLE, number=ANY)
    def approve(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: approve(db.session, actor, one.id, self.place.meeting()))

    @rule(who=PEOPLE, number=ANY, reason=st.sampled_from(RejectReason))
    def reject(self, who: str, number: int, reason: RejectReason) -> None:
        self.do(who, number, lambda actor, one: reject(db.session, actor, one.id, reason))

    @rule(who=PEOPLE, number=ANY, moved=st.booleans())
    def meet(self, who: str, number: int, moved: bool) -> None:
        def action(actor: Any, one: Pairing) -> None:
            if one.meetings and moved:
                record_moved(db.session, actor, one.meetings[-1].id, self.place.meeting())
            elif one.meetings:
                record_met(db.session, actor, one.meetings[-1].id)

        self.do(who, number, action)

    @rule(who=PEOPLE, number=ANY)
    def end(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: end(db.session, actor, one.id, EndReason.OTHER, "再见"))

    @rule(who=PEOPLE, number=ANY)
    def take_back(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: withdraw(db.session, actor, one.id, WithdrawReason.MISTAKE))

    @rule(who=PEOPLE, number=ANY)
    def resume(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: resume(db.session, actor, one.id))

    @rule(number=ANY)
    def time_runs_out(self, number: int) -> None:
        for one in self.pairings()[number % 7 :: 7]:
            one.answer_due_at = clock.now() - timedelta(minutes=1)
        db.session.commit()
        expire_due(db.session, system_actor("test"))

    @rule(child=TWO, given=st.booleans())
    def consent(self, child: int, given: bool) -> None:
        row = self.children[child].consents[0]
        row.withdrawn_at = None if given else clock.now()
        row.expires_on = clock.today() + timedelta(days=100)
        self.children[child].consented_until = row.expires_on if given else None
        if not given:
            publish(db.session(), ConsentWithdrawn(self.children[child], system_actor("test"), "carer"))
        db.session.commit()
        self.consented[child], self.lapsed[child], self.known[child] = given, False, True

    @rule(volunteer=TWO, clear=st.booleans())
    def check(self, volunteer: int, clear: bool) -> None:
        result = VettingResult.CLEAR if clear else VettingResult.FAILED
        kind, day = VettingKind.BACKGROUND, clock.today()
        expires = day + timedelta(days=300)
        self.volunteers[volunteer].checks.append(
            VettingCheck(kind=kind, result=result, checked_on=day, expires_on=expires)
        )
        if not clear:
            publish(db.session(), VolunteerFailedVetting(self.volunteers[volunteer], system_actor("test")))
        db.session.commit()
        self.clear[volunteer] = clear
        self.told[volunteer] = True

    @rule(volunteer=TWO)
    def check_runs_out(self, volunteer: int) -> None:
        """The day alone: nobody is told until the worker comes by."""
        for one in self.volunteers[volunteer].checks:
            if one.kind is VettingKind.BACKGROUND:
                one.expires_on = clock.today()
        db.session.commit()
        self.clear[volunteer] = self.told[volunteer] = False

    @rule(child=TWO)
    def consent_runs_out(self, child: int) -> None:
        """The day alone, as with a check."""
        row, yesterday = self.children[child].consents[0], clock.today() - timedelta(days=1)
        if row.withdrawn_at is None:
            row.expires_on = self.children[child].consented_until = yesterday
            db.session.commit()
            self.lapsed[child], self.known[child] = True, False

    @rule()
    def worker_comes_by(self) -> None:
        stop_lapsed(db.session, system_actor("test"))
        self.told, self.known = [True, True], [True, True]

    @invariant()
    def nobody_is_paired_twice(self) -> None:
        pairings = [one for one in self.pairings() if one.state in OPEN_STATES]
        children = Counter(one.child_id for one in pairings)
        slots = Counter((one.volunteer_id, one.slot) for one in pairings)
        assert not [one for one in (*children.values(), *slots.values()) if one > 1]
        for volunteer, places in zip(self.volunteers, (1, 2), strict=True):
            assert sum(1 for one in pairings if one.volunteer_id == volunteer.id) <= places

    @invariant()
    def no_gate_was_passed(self) -> None:
        """Whatever moved forward in this step did so while consent and checks were good, and nothing forbade it."""
        ids = [child.id for child in self.children]
        children = dict(zip(ids, self.consented, strict=True))
        lapsed, known = dict(zip(ids, self.lapsed, strict=True)), dict(zip(ids, self.known, strict=True))
        volunteers = {one.id: ok for one, ok in zip(self.volunteers, self.clear, strict=True)}
        told = {one.id: ok for one, ok in zip(self.volunteers, self.told, strict=True)}
        never = {(row.child_id, row.volunteer_id) for row in db.session.scalars(select(DoNotPair))}
        for one in self.pairings():
            moved = self.before.get(one.id) is not one.state
            if moved and one.state in FORWARD:
                assert children[one.child_id], one.state
                assert not lapsed[one.child_id], one.state
                assert volunteers[one.volunteer_id], one.state
                assert (one.child_id, one.volunteer_id) not in never
            if one.state in OPEN_STATES:
                assert children[one.child_id], "a withdrawn consent ends the pairing at once"
            if one.state in FORWARD and told[one.volunteer_id]:
                assert volunteers[one.volunteer_id], "a check that is not clear suspends the pairing at once"
            if one.state in FORWARD and known[one.child_id]:
                assert not lapsed[one.child_id], "a consent that ran out suspends what the worker finds"
            self.before[one.id] = one.state

    @invariant()
    def nobody_approved_what_they_proposed(self) -> None:
        staff = {self.accounts[name].id for name in ("staff", "deputy")}
        for one in self.pairings():
            assert one.approved_by_id is None or one.approved_by_id in staff - {one.proposed_by_id}
            if one.state in {PairingState.APPROVED, PairingState.ACTIVE}:
                assert one.accepted_at is not None
                assert one.meetings

    def teardown(self) -> None:
        db.session.rollback()


def test_anything_in_any_order(app: Flask) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
