"""Everybody tries everything in any order: no concern is ever seen by whom it is about, lost, or reopened."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.accounts.models import Account
from app.accounts.queries import role_places
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.pairing.models import PairingState
from app.pairing.rules.ending import resume
from app.safeguarding.models import (
    LIFTABLE,
    Concern,
    ConcernAbout,
    ConcernEntry,
    ConcernState,
    Outcome,
    ReportedTo,
    Situation,
    Suspension,
)
from app.safeguarding.queries import concern_of, concerns_of, counts
from app.safeguarding.rules import connecting, handling, suspending
from app.safeguarding.rules.duties import set_duty
from app.safeguarding.rules.raising import add_words
from app.safeguarding.rules.routing import escalate_due
from tests import factories as make
from tests.integration.concern_place import make_town
from tests.thorough import examples

WHO = st.sampled_from(["lead", "deputy", "other", "second", "student", "staff", "organizer"])
TEAM = st.sampled_from(["lead", "deputy", "other", "second", "student"])
ANY = st.integers(0, 9)


class Concerns(RuleBasedStateMachine):
    """A team of five, one of whom is a volunteer too; concerns about them and others."""

    def __init__(self) -> None:
        super().__init__()
        self.town = make_town()
        place = self.town.place
        place.student.roles.append(make.role_grant(Role.SAFEGUARDING_LEAD, place.district))
        db.session.commit()
        team = zip(("lead", "deputy", "other", "second"), self.town.handlers, strict=True)
        others = {"student": place.student, "staff": place.staff, "organizer": place.organizer}
        self.accounts: dict[str, Account] = dict(team) | others
        assert role_places(place.student)
        self.closed: dict[uuid.UUID, Outcome | None] = {}
        self.rows = (0, 0)

    def concerns(self) -> list[Concern]:
        here = select(Concern).where(Concern.district_id == self.town.place.district.id)
        return list(db.session.scalars(here.order_by(Concern.raised_at, Concern.id)))

    def do(self, who: str, number: int, act: Callable[[Any, Concern], object]) -> None:
        """Somebody tries something on a concern; only a handler it is not about gets anywhere."""
        found = self.concerns()
        if not found:
            return
        concern, account = found[number % len(found)], self.accounts[who]
        hidden = account.id in concern.hidden_from or who in {"staff", "organizer"}
        try:
            act(account.actor(), concern)
        except (Refused, Missing):
            db.session.rollback()
        else:
            assert not hidden, f"{who} acted on a concern that is kept from them"

    @rule(who=WHO, about=st.sampled_from(ConcernAbout), member=st.none() | TEAM, urgent=st.booleans())
    def somebody_reports(self, who: str, about: ConcernAbout, member: str | None, urgent: bool) -> None:
        handler = self.accounts[member].id if member is not None else None
        code = self.town.place.child.code if about is ConcernAbout.VOLUNTEER else ""
        self.town.report("有事", self.accounts[who], about=about, handler_id=handler, child_code=code, urgent=urgent)

    @rule(who=WHO, number=ANY)
    def acknowledge(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: handling.acknowledge(db.session, actor, one.id))

    @rule(who=WHO, number=ANY, situations=st.sets(st.sampled_from(Situation), max_size=1))
    def triage(self, who: str, number: int, situations: set[Situation]) -> None:
        self.do(who, number, lambda actor, one: handling.triage(db.session, actor, one.id, situations))

    @rule(who=WHO, number=ANY)
    def report_to_the_police(self, who: str, number: int) -> None:
        made = handling.Reported(ReportedTo.POLICE, clock.now() - timedelta(minutes=1), "某人")
        self.do(who, number, lambda actor, one: handling.record_report(db.session, actor, one.id, made))

    @rule(who=WHO, number=ANY, outcome=st.sampled_from(Outcome))
    def close(self, who: str, number: int, outcome: Outcome) -> None:
        def act(actor: Any, one: Concern) -> None:
            handling.triage(db.session, actor, one.id, [])
            handling.close(db.session, actor, one.id, outcome, "写明结果")

        self.do(who, number, act)

    @rule(who=WHO, number=ANY)
    def suspend(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: suspending.suspend(db.session, actor, one.id))

    @rule(who=WHO, number=ANY, member=TEAM)
    def say_it_is_about(self, who: str, number: int, member: str) -> None:
        account = self.accounts[member].id
        self.do(who, number, lambda actor, one: connecting.connect_member(db.session, actor, one.id, account))

    @rule(who=WHO, number=ANY)
    def say_which_volunteer(self, who: str, number: int) -> None:
        code = self.town.place.volunteer.code
        self.do(who, number, lambda actor, one: connecting.connect_volunteer(db.session, actor, one.id, code))

    @rule(who=WHO, number=ANY, step=st.sampled_from(["ask", "lift", "refuse"]))
    def about_lifting(self, who: str, number: int, step: str) -> None:
        def act(actor: Any, one: Concern) -> None:
            found = db.session.scalars(select(Suspension).where(Suspension.concern_id == one.id)).first()
            if found is None:
                raise Missing
            if step == "ask":
                suspending.ask_to_lift(db.session, actor, found.id, "没有问题")
            elif step == "lift":
                suspending.lift(db.session, actor, found.id)
            else:
                suspending.refuse_to_lift(db.session, actor, found.id)

        self.do(who, number, act)

    @rule(number=ANY)
    def the_reporter_adds(self, number: int) -> None:
        found = self.concerns()
        if found:
            add_words(db.session, found[number % len(found)].code, "补充")

    @rule(member=TEAM)
    def the_calendar_changes(self, member: str) -> None:
        today, account = clock.today(), self.accounts[member].id
        set_duty(db.session, self.town.lead.actor(), self.town.place.district, today, today, account)

    @rule()
    def nobody_answers_in_time(self) -> None:
        for one in self.concerns():
            if one.due_at is not None:
                one.due_at = clock.now() - timedelta(minutes=1)
        db.session.commit()
        escalate_due(db.session, system_actor("test"))

    @rule()
    def the_school_lets_the_pairing_go_on(self) -> None:
        try:
            resume(db.session, self.town.place.staff.actor(), self.town.pairing.id)
        except (Refused, Missing):
            db.session.rollback()

    @invariant()
    def whom_it_is_about_never_sees_it(self) -> None:
        db.session.expire_all()
        concerns = self.concerns()
        for account in self.accounts.values():
            actor = account.actor()
            listed = {one.id for closed in (True, False) for one in concerns_of(db.session, actor, closed=closed)}
            unclosed = [one for one in concerns if one.id in listed and one.state is not ConcernState.CLOSED]
            told = counts(db.session, actor)
            assert told["waiting"] + told["handled"] == len(unclosed)
            for one in concerns:
                if account.id in one.hidden_from:
                    assert one.id not in listed
                    assert concern_of(db.session, actor, one.id) is None
                    assert one.assigned_to_id != account.id
                if one.for_second and one.second_id not in {None, account.id}:
                    assert one.id not in listed, "what is about the lead is for the second alone"
        outsiders = {self.accounts[name].id for name in ("staff", "organizer")}
        assert not outsiders & {one.assigned_to_id for one in concerns}

    @invariant()
    def nothing_is_lost_or_reopened(self) -> None:
        rows = tuple(db.session.scalar(select(func.count()).select_from(table)) or 0
                     for table in (Concern, ConcernEntry))  # fmt: skip
        assert all(now >= before for now, before in zip(rows, self.rows, strict=True))
        self.rows = rows[0], rows[1]
        for one in self.concerns():
            if one.id in self.closed:
                assert (one.state, one.outcome) == (ConcernState.CLOSED, self.closed[one.id])
            elif one.state is ConcernState.CLOSED:
                assert one.acknowledged_at is not None
                assert one.situations is not None
                self.closed[one.id] = one.outcome

    @invariant()
    def a_suspension_holds_until_two_people_lift_it(self) -> None:
        here = select(Suspension).where(Suspension.volunteer_id == self.town.place.volunteer.id)
        suspensions = list(db.session.scalars(here))
        held = [one for one in suspensions if one.lifted_at is None]
        volunteer = self.town.place.volunteer
        db.session.refresh(volunteer)
        assert (volunteer.suspended_since is not None) == bool(held)
        if held:
            db.session.refresh(self.town.pairing)
            assert self.town.pairing.state is PairingState.SUSPENDED
        for one in suspensions:
            if one.lifted_at is not None:
                assert one.lifted_by_id != one.lift_asked_by_id
                assert None not in {one.lifted_by_id, one.lift_asked_by_id}
                assert volunteer.account_id not in {one.lifted_by_id, one.lift_asked_by_id}
                assert one.concern.outcome in LIFTABLE

    def teardown(self) -> None:
        db.session.rollback()


def test_everybody_tries_everything_in_any_order(app: Flask) -> None:
    run_state_machine_as_test(
        Concerns,
        settings=settings(
            max_examples=examples(4), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
