"""Races between parts: two people at the same instant, each with a connection of their own."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, RoleGrant
from app.accounts.rules.creating import end_role
from app.accounts.rules.inviting import close_account
from app.children.codes import LeaveReason, WithdrawReason
from app.children.models import Child, ChildTransfer, TransferState
from app.children.rules.consents import withdraw_consent
from app.children.rules.files import leave_ledger
from app.children.rules.transfers import confirm_transfer
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.errors import Missing
from app.pairing.models import OPEN_STATES, MatchPair, MatchRun, Pairing, PairingState
from app.pairing.rules.answering import accept
from app.pairing.rules.approving import approve
from app.pairing.rules.proposing import Wanted, propose, publish
from app.seasons.models import Season, SeasonStage
from app.seasons.rules import move_season
from app.volunteers.models import VettingKind, VettingResult
from app.volunteers.rules.vetting import Outcome, record_checks
from tests import factories as make
from tests.integration.pairing_place import Place, make_place
from tests.integration.test_pairing_at_once import at_once

Session = scoped_session[Any]


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def make_run(session: Session, place: Place) -> MatchRun:
    run = make.add(
        MatchRun(season_id=place.season.id, district_id=place.district.id, exact=True, finished_at=clock.now())
    )
    make.add(
        MatchPair(run_id=run.id, child_id=place.child.id, volunteer_id=place.volunteer.id, mode="in_person", score=1)
    )
    session.commit()
    made: MatchRun = run
    return made


def open_pairings(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Pairing).where(Pairing.state.in_(OPEN_STATES))) or 0


def test_approving_while_the_consent_is_withdrawn(app: Flask, session: Session, place: Place) -> None:
    pairing_id, child_id, plan = place.pairing(PairingState.ACCEPTED).id, place.child.id, place.meeting()
    staff, director = place.staff.actor(), place.director.actor()
    outcomes = at_once(
        app,
        lambda s: approve(s, staff, pairing_id, plan),
        lambda s: withdraw_consent(s, director, child_id, WithdrawReason.NOT_SAID),
    )
    # The withdrawal always takes effect; the approval came before it, or not at all.
    assert "done" in outcomes
    assert session.get_one(Pairing, pairing_id).state is PairingState.WITHDRAWN
    assert open_pairings(session) == 0


def test_approving_while_the_child_leaves(app: Flask, session: Session, place: Place) -> None:
    pairing_id, child_id, plan = place.pairing(PairingState.ACCEPTED).id, place.child.id, place.meeting()
    staff, deputy = place.staff.actor(), place.deputy.actor()
    at_once(
        app,
        lambda s: approve(s, staff, pairing_id, plan),
        lambda s: leave_ledger(s, deputy, child_id, LeaveReason.MOVED),
    )
    assert open_pairings(session) == 0


def test_accepting_while_a_check_fails(app: Flask, session: Session, place: Place) -> None:
    pairing_id = place.pairing(PairingState.PROPOSED).id
    student, organizer = place.student.actor(), place.organizer.actor()
    failed = Outcome(place.volunteer.id, VettingKind.BACKGROUND, clock.today(), VettingResult.FAILED)
    at_once(
        app,
        lambda s: accept(s, student, pairing_id),
        lambda s: record_checks(s, organizer, [failed]),
    )
    assert session.get_one(Pairing, pairing_id).state is PairingState.WITHDRAWN


def test_proposing_while_the_consent_is_withdrawn(app: Flask, session: Session, place: Place) -> None:
    wanted = Wanted(place.child.id, place.volunteer.id, place.season.id, "in_person")
    staff, director, child_id = place.staff.actor(), place.director.actor(), place.child.id
    at_once(
        app,
        lambda s: propose(s, staff, wanted),
        lambda s: withdraw_consent(s, director, child_id, WithdrawReason.NOT_SAID),
    )
    assert open_pairings(session) == 0


def test_a_run_is_published_once(app: Flask, session: Session, place: Place) -> None:
    run_id, organizer = make_run(session, place).id, place.organizer.actor()
    outcomes = at_once(app, lambda s: publish(s, organizer, run_id), lambda s: publish(s, organizer, run_id))
    assert outcomes == ["Conflict matching.already_published", "done"]
    assert open_pairings(session) == 1


def test_a_run_and_a_suggestion_for_the_same_child(app: Flask, session: Session, place: Place) -> None:
    run_id, organizer, staff = make_run(session, place).id, place.organizer.actor(), place.staff.actor()
    other = make.vetted(make.volunteer(place.township))
    make.availability(other, place.season)
    session.commit()
    wanted = Wanted(place.child.id, other.id, place.season.id, "in_person")
    outcomes = at_once(app, lambda s: publish(s, organizer, run_id), lambda s: propose(s, staff, wanted))
    assert outcomes in (["done", "done"], ["Conflict pairing.child_taken", "done"])
    assert open_pairings(session) == 1


def test_two_runs_published_at_once_share_no_child(app: Flask, session: Session, place: Place) -> None:
    first, second, organizer = make_run(session, place).id, make_run(session, place).id, place.organizer.actor()
    outcomes = at_once(app, lambda s: publish(s, organizer, first), lambda s: publish(s, organizer, second))
    assert outcomes == ["done", "done"]
    assert open_pairings(session) == 1


@pytest.mark.parametrize("by_run", [False, True])
def test_a_season_is_not_closed_over_a_pairing_made_at_that_instant(
    app: Flask, session: Session, place: Place, by_run: bool
) -> None:
    run_id, season_id = make_run(session, place).id, place.season.id
    organizer, staff = place.organizer.actor(), place.staff.actor()
    wanted = Wanted(place.child.id, place.volunteer.id, season_id, "in_person")
    outcomes = at_once(
        app,
        (lambda s: publish(s, organizer, run_id)) if by_run else (lambda s: propose(s, staff, wanted)),
        lambda s: move_season(s, organizer, season_id, SeasonStage.CLOSED),
    )
    assert outcomes.count("done") == 1
    closed = session.get_one(Season, season_id).stage is SeasonStage.CLOSED
    assert open_pairings(session) == (0 if closed else 1)


def test_taking_over_a_file_while_it_leaves_the_ledger(app: Flask, session: Session, place: Place) -> None:
    transfer = make.add(
        ChildTransfer(child_id=place.child.id, from_school_id=place.school.id, to_school_id=place.central.id)
    )
    session.commit()
    transfer_id, child_id = transfer.id, place.child.id
    giver, receiver = place.staff.actor(), place.central_staff.actor()
    outcomes = at_once(
        app,
        lambda s: confirm_transfer(s, receiver, transfer_id),
        lambda s: leave_or_missing(s, giver, child_id),
    )
    assert "done" in outcomes
    state = session.get_one(ChildTransfer, transfer_id).state
    school_id = session.get_one(Child, child_id).school_id
    assert (school_id == place.central.id) == (state is TransferState.DONE)


def leave_or_missing(session: Session, actor: Any, child_id: Any) -> None:
    try:
        leave_ledger(session, actor, child_id, LeaveReason.MOVED)
    except Missing:
        session.rollback()  # it is the other school's already


@pytest.mark.parametrize("closing", [False, True])
def test_two_administrators_who_end_each_other_leave_one(app: Flask, session: Session, closing: bool) -> None:
    one, other = make.account(Role.ADMINISTRATOR), make.account(Role.ADMINISTRATOR)
    session.commit()
    ends = [(a.actor(), b.id, b.roles[0].id) for a, b in ((one, other), (other, one))]

    def end(s: Session, number: int) -> None:
        actor, account_id, grant_id = ends[number]
        if closing:
            close_account(s, actor, s.get_one(Account, account_id))
        else:
            end_role(s, actor, account_id, grant_id)

    outcomes = at_once(app, lambda s: end(s, 0), lambda s: end(s, 1))
    assert outcomes == ["Missing", "done"]
    live = select(RoleGrant).join(Account, Account.id == RoleGrant.account_id)
    assert len(session.scalars(live.where(Account.active, RoleGrant.ended_at.is_(None))).all()) == 1
