"""Everybody does anything in any order: no gate is ever passed, and nobody is ever paired twice."""

from __future__ import annotations

from collections import Counter

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import select

from app.foundation.database import db
from app.pairing.models import OPEN_STATES, DoNotPair, PairingState
from tests.integration.pairing_life import People
from tests.thorough import examples

FORWARD = frozenset({PairingState.PROPOSED, PairingState.ACCEPTED, PairingState.APPROVED, PairingState.ACTIVE})


class Life(People):
    """What holds after every single thing that anybody did."""

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
                whose = {one.child_id, one.volunteer_id, one.season_id}
                assert not [gate for gate, of in self.shut if of in whose], one.state
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
            max_examples=examples(15), stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
