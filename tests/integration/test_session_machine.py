"""Everybody does anything to sessions in any order: nothing counts that should not, and nothing is ever lost."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.coverage.rollup import kept, raw
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.sessions import queries, rules
from app.sessions.models import (
    DisputeAnswer,
    DisputeReason,
    ReturnReason,
    ServiceSession,
    SessionDispute,
    SessionState,
    VoidReason,
)
from tests import factories as make
from tests.integration.sessions_place import NOW, entry, make_scene
from tests.thorough import examples

PEOPLE = st.sampled_from(["volunteer", "staff", "deputy", "director", "supervisor", "stranger"])
KNOW = {"staff", "deputy", "director"}
ANY = st.integers(0, 20)
LIVE = (SessionState.SENT, SessionState.CONFIRMED)


class Life(RuleBasedStateMachine):
    """One volunteer, who also works at the school, and everybody who has a say."""

    def __init__(self) -> None:
        super().__init__()
        self.travel = time_machine.travel(NOW, tick=False)
        self.travel.start()
        self.scene = scene = make_scene()
        village = make.village(scene.township)
        scene.child.village_id = village.id
        scene.account.roles.append(make.role_grant(Role.SCHOOL_STAFF, scene.school))
        self.people = {
            "volunteer": scene.account,
            "staff": make.account(Role.SCHOOL_STAFF, scene.school),
            "deputy": make.account(Role.SCHOOL_STAFF, scene.school),
            "director": make.account(Role.VILLAGE_DIRECTOR, village),
            "supervisor": make.account(Role.TOWNSHIP_SUPERVISOR, scene.township),
            "stranger": make.account(Role.SCHOOL_STAFF, make.school(scene.township)),
        }
        self.names = {account.id: name for name, account in self.people.items()}
        self.told: dict[uuid.UUID, tuple[Any, ...]] = {}
        db.session.commit()

    def rows(self) -> list[ServiceSession]:
        db.session.expire_all()
        of_pairing = select(ServiceSession).where(ServiceSession.pairing_id == self.scene.pairing.id)
        return list(db.session.scalars(of_pairing.order_by(ServiceSession.starts_at, ServiceSession.id)))

    def attempt(self, act: Any) -> None:
        try:
            act()
        except (Refused, Missing):
            db.session.rollback()

    @initialize()
    def begin(self) -> None:
        """Hypothesis leaves some rules out of an example; without a session the others had nothing to do."""
        self.log("17", 9, 30)

    @rule(day=st.sampled_from(["14", "17", "19"]), hour=st.integers(8, 16), minutes=st.sampled_from([30, 120, 241]))
    def log(self, day: str, hour: int, minutes: int) -> None:
        said = entry(self.scene, f"2027-01-{day} {hour:02}:00", minutes, late_reason="没有信号")
        self.attempt(lambda: rules.log_session(db.session, self.scene.account.actor(), said))

    @rule(who=PEOPLE, which=ANY, what=st.sampled_from(["confirm", "confirm", "bulk", "return", "void"]))
    def decide(self, who: str, which: int, what: str) -> None:
        rows = self.rows()
        if not rows:
            return
        actor, number = self.people[who].actor(), rows[which % len(rows)].id
        acts = {
            "confirm": lambda: rules.confirm_session(db.session, actor, number),
            "bulk": lambda: rules.confirm_sessions(db.session, actor, [row.id for row in rows]),
            "return": lambda: rules.return_session(db.session, actor, number, ReturnReason.TIME),
            "void": lambda: rules.void_session(db.session, actor, number, VoidReason.OTHER),
        }
        self.attempt(acts[what])

    @rule(which=ANY, hour=st.integers(8, 16))
    def correct(self, which: int, hour: int) -> None:
        returned = [row for row in self.rows() if row.state is SessionState.RETURNED]
        if returned:
            said = entry(self.scene, f"2027-01-19 {hour:02}:00", 45)
            number = returned[which % len(returned)].id
            self.attempt(lambda: rules.correct_session(db.session, self.scene.account.actor(), number, said))

    @rule(which=ANY)
    def dispute(self, which: int) -> None:
        rows = [row for row in self.rows() if row.state not in (SessionState.SENT, SessionState.REPLACED)]
        if rows:
            said = rules.Objection(uuid.uuid4(), rows[which % len(rows)].id, DisputeReason.TIME, "不对")
            self.attempt(lambda: rules.dispute_session(db.session, self.scene.account.actor(), said))

    @rule(who=PEOPLE, which=ANY, answer=st.sampled_from(DisputeAnswer))
    def answer(self, who: str, which: int, answer: DisputeAnswer) -> None:
        waiting = [one for one in self.disputes() if one.answer is None]
        if waiting:
            number, actor = waiting[which % len(waiting)].id, self.people[who].actor()
            self.attempt(lambda: rules.answer_dispute(db.session, actor, number, answer, "核实过"))

    def disputes(self) -> list[SessionDispute]:
        ids = [row.id for row in self.rows()]
        return list(db.session.scalars(select(SessionDispute).where(SessionDispute.session_id.in_(ids))))

    @invariant()
    def only_what_the_right_people_stand_for_counts(self) -> None:
        confirmed = [row for row in self.rows() if row.state is SessionState.CONFIRMED]
        for row in confirmed:
            by = [self.names[number] for number in (row.vouched_by_id, row.confirmed_by_id) if number is not None]
            assert len(set(by)) == len(by) == 1 + row.late
            assert "volunteer" not in by
            assert "stranger" not in by
            assert by[0] in KNOW, "the first of them knows"
        total = queries.own_hours(db.session, self.scene.account.actor()).total
        assert total == sum(row.minutes for row in confirmed)

    @invariant()
    def kept_counts_are_what_the_rows_say(self) -> None:
        """Whatever changed, the audit log told: a count that is still told is the one that would be made anew."""
        found, _counted = kept(db.session, self.scene.season, clock.today())
        assert found == raw(db.session, self.scene.season, clock.today())

    @invariant()
    def no_hour_counts_twice_and_no_day_too_much(self) -> None:
        live = [row for row in self.rows() if row.state in LIVE]
        assert all(first.ends_at <= then.starts_at for first, then in pairwise(live))
        days = Counter[Any]()
        for row in live:
            assert row.minutes <= 240
            days[(row.starts_at + timedelta(hours=8)).date()] += row.minutes
        assert all(minutes <= 480 for minutes in days.values())

    @invariant()
    def nothing_is_lost_and_nothing_rewritten(self) -> None:
        rows = {row.id: row for row in self.rows()}
        assert self.told.keys() <= rows.keys()
        for number, row in rows.items():
            content = (row.starts_at, row.ends_at, row.minutes, row.place, row.service_area, row.late)
            assert self.told.setdefault(number, content) == content
        replaced = {row.replaces_id for row in rows.values()} - {None}
        assert replaced == {number for number, row in rows.items() if row.state is SessionState.REPLACED}

    @invariant()
    def staff_answer_in_words_and_one_at_a_time(self) -> None:
        disputes = self.disputes()
        assert max(Counter(one.session_id for one in disputes if one.answer is None).values(), default=0) <= 1
        for one in disputes:
            assert one.answer is None or (self.names.get(one.answered_by_id or one.id) in KNOW and one.answer_words)

    def teardown(self) -> None:
        db.session.rollback()
        self.travel.stop()


def test_anything_in_any_order(app: Flask) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples(4), stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
