"""Two people at the same instant, each with a connection of their own: one winner, and one clear message."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import Meeting, Pairing, PairingState, RejectReason, WithdrawReason
from app.pairing.rules.answering import accept
from app.pairing.rules.approving import approve, reject
from app.pairing.rules.ending import withdraw
from app.pairing.rules.proposing import Wanted, propose
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def at_once(app: Flask, *actions: Callable[[Session], object]) -> list[str]:
    """Do all at the same instant, each in a thread with a session of its own; what each came to."""
    db.session.remove()
    start, outcomes = threading.Barrier(len(actions)), [""] * len(actions)

    def act(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                actions[number](db.session)
                outcomes[number] = "done"
            except Refused as refused:
                db.session.rollback()
                outcomes[number] = f"{type(refused).__name__} {refused.code}"
            except Missing:
                db.session.rollback()
                outcomes[number] = "Missing"
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_approvals_leave_one_winner_and_one_clear_message(app: Flask, session: Session, place: Place) -> None:
    pairing_id, plan = place.pairing(PairingState.ACCEPTED).id, place.meeting()
    staff, deputy = place.staff.actor(), place.deputy.actor()
    outcomes = at_once(
        app,
        lambda s: approve(s, staff, pairing_id, plan),
        lambda s: approve(s, deputy, pairing_id, plan),
    )
    assert outcomes == ["Conflict pairing.already_approved", "done"]
    assert session.get_one(Pairing, pairing_id).state is PairingState.APPROVED
    assert len(session.scalars(select(Meeting)).all()) == 1


def test_approving_and_rejecting_leave_one_decision(app: Flask, session: Session, place: Place) -> None:
    pairing_id, plan = place.pairing(PairingState.ACCEPTED).id, place.meeting()
    staff, deputy = place.staff.actor(), place.deputy.actor()
    outcomes = at_once(
        app,
        lambda s: approve(s, staff, pairing_id, plan),
        lambda s: reject(s, deputy, pairing_id, RejectReason.OTHER),
    )
    assert outcomes.count("done") == 1
    assert next(one for one in outcomes if one != "done").startswith("Conflict pairing.already_")


def test_accepting_while_it_is_taken_back_is_one_or_the_other(app: Flask, session: Session, place: Place) -> None:
    pairing_id = place.pairing(PairingState.PROPOSED).id
    student, organizer = place.student.actor(), place.organizer.actor()
    outcomes = at_once(
        app,
        lambda s: accept(s, student, pairing_id),
        lambda s: withdraw(s, organizer, pairing_id, WithdrawReason.MISTAKE),
    )
    # Accepted first, it can still be taken back; taken back first, it cannot be accepted.
    assert outcomes in (["done", "done"], ["Conflict pairing.changed", "done"])
    assert session.get_one(Pairing, pairing_id).state is PairingState.WITHDRAWN


def test_one_child_proposed_to_two_volunteers(app: Flask, session: Session, place: Place) -> None:
    others = []
    for _ in range(2):
        one = make.vetted(make.volunteer(place.township))
        make.availability(one, place.season)
        others.append(one.id)
    session.commit()
    wanted = [Wanted(place.child.id, other, place.season.id, "in_person") for other in others]
    organizer = place.organizer.actor()
    outcomes = at_once(app, lambda s: propose(s, organizer, wanted[0]), lambda s: propose(s, organizer, wanted[1]))
    assert outcomes == ["Conflict pairing.child_taken", "done"]


def test_two_children_for_the_one_place_of_a_volunteer(app: Flask, session: Session, place: Place) -> None:
    sibling = make.child(place.school, place.village)
    make.consent(sibling)
    session.commit()
    wanted = [Wanted(child, place.volunteer.id, place.season.id, "in_person") for child in (place.child.id, sibling.id)]
    organizer = place.organizer.actor()
    outcomes = at_once(app, lambda s: propose(s, organizer, wanted[0]), lambda s: propose(s, organizer, wanted[1]))
    assert outcomes == ["Conflict pairing.volunteer_full", "done"]


@pytest.mark.parametrize(
    ("slot", "same_child", "code"), [(2, True, "pairing.child_taken"), (1, False, "pairing.volunteer_full")]
)
def test_what_slips_past_the_rules_the_database_refuses_in_words(
    session: Session, place: Place, slot: int, same_child: bool, code: str
) -> None:
    from app.pairing.rules.steps import flush_open
    from app.volunteers.models import VolunteerSlot

    session.add(VolunteerSlot(volunteer_id=place.volunteer.id, number=2))
    first = place.pairing(PairingState.PROPOSED)
    sibling = make.child(place.school, place.village)
    session.commit()
    session.add(
        Pairing(
            id=uuid.uuid4(),
            child_id=place.child.id if same_child else sibling.id,
            volunteer_id=place.volunteer.id,
            season_id=place.season.id,
            slot=slot,
            answer_due_at=first.answer_due_at,
        )
    )
    with pytest.raises(Conflict) as conflict:
        flush_open(session)
    assert conflict.value.code == code
