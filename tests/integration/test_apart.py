"""Who is never paired: noted by those in charge of the child, obeyed by engine and people, lifted with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.catalogue.queries import ensure_defaults
from app.children.codes import DoubleOutcome
from app.children.models import PossibleDouble
from app.children.rules.doubles import resolve_double
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs.worker import do_chores
from app.pairing.apart import are_kept_apart
from app.pairing.feed import read_feed
from app.pairing.models import ApartReason, DoNotPair, LiftReason, PairingState
from app.pairing.rules.apart import Entry, keep_apart, lift
from app.pairing.rules.ending import resume
from app.pairing.rules.proposing import propose
from app.places.models import Area, School
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place, wanted

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
NOTE = "孩子的舅舅"


@pytest.fixture
def place(session: Session) -> Place:
    made = make_place()
    ensure_defaults(session)
    session.commit()
    return made


@pytest.fixture
def lead(session: Session, place: Place) -> Account:
    made = make.account(Role.SAFEGUARDING_LEAD, place.district)
    session.commit()
    return made


def entry(place: Place, about: str | School | Area | None = None, reason: ApartReason = ApartReason.KINSHIP) -> Entry:
    return Entry(uuid.uuid4(), place.volunteer.code, place.child.code if about is None else about, reason, NOTE)


def form(place: Place, **values: str) -> dict[str, str]:
    return {
        "entry_id": str(uuid.uuid4()), "volunteer_code": place.volunteer.code.lower(), "about": "child",
        "child_code": place.child.code, "reason": "kinship", "note": NOTE, **values,
    }  # fmt: skip


def test_a_school_notes_it_and_nobody_pairs_the_two(session: Session, place: Place, sign_in: SignIn) -> None:
    browser, data = sign_in(place.staff), form(place)
    for _ in range(2):
        assert browser.post("/do-not-pair/new", data=data).status_code == 302
    (made,) = session.scalars(select(DoNotPair)).all()
    assert (made.recorded_by_id, made.note) == (place.staff.id, NOTE)
    assert events(Action.APART_MADE) == [{"reason": "kinship", "reach": "child"}]
    with pytest.raises(Refused):
        propose(session, place.staff.actor(), wanted(place))
    session.rollback()
    feed = read_feed(session, place.season, clock.today())
    assert (str(place.volunteer.id), str(place.child.id)) in feed.forbidden
    page = browser.get("/do-not-pair").get_data(as_text=True)
    assert place.child.name in page, "the school keeps the file"
    assert NOTE not in page
    seen = sign_in(place.organizer).get("/do-not-pair").get_data(as_text=True)
    assert place.child.name not in seen
    assert place.child.code in seen


@pytest.mark.parametrize("reach", ["school", "village"])
def test_an_entry_for_a_whole_school_or_village_covers_who_comes_later(
    session: Session, place: Place, reach: str
) -> None:
    about = place.school if reach == "school" else place.village
    keep_apart(session, place.organizer.actor(), entry(place, about))
    assert are_kept_apart(session, place.child, place.volunteer)
    feed = read_feed(session, place.season, clock.today())
    assert (str(place.volunteer.id), str(place.child.id)) in feed.forbidden
    other = make.child(place.central, place.township)
    make.consent(other)
    session.commit()
    assert not are_kept_apart(session, other, place.volunteer)
    pairing = make.pairing(other, place.volunteer, place.season, PairingState.ACTIVE)
    other.school_id, other.village_id = place.school.id, place.village.id
    session.commit()
    do_chores()
    session.expire_all()
    assert (pairing.state, pairing.reason) == (PairingState.SUSPENDED, "kept_apart")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PairingState.ACTIVE, PairingState.SUSPENDED),
        (PairingState.APPROVED, PairingState.WITHDRAWN),
        (PairingState.PROPOSED, PairingState.WITHDRAWN),
    ],
)
def test_an_entry_stops_the_open_pairing_and_only_lifting_lets_it_go_on(
    session: Session, place: Place, before: PairingState, after: PairingState
) -> None:
    pairing = place.pairing(before, sexes="same" if before is PairingState.ACTIVE else None)
    made, stopped = keep_apart(session, place.staff.actor(), entry(place))
    session.expire_all()
    assert (stopped, pairing.state, pairing.reason) == (1, after, "kept_apart")
    if after is PairingState.SUSPENDED:
        with pytest.raises(Refused):
            resume(session, place.staff.actor(), pairing.id)
        session.rollback()
        lift(session, place.staff.actor(), made.id, LiftReason.MISTAKE, "同名")
        assert resume(session, place.staff.actor(), pairing.id).state is PairingState.ACTIVE


def test_who_may_not_see_the_child_or_the_volunteer_is_told_what_is_told_of_none(
    session: Session, place: Place, sign_in: SignIn
) -> None:
    foreign = make_place()
    unasked = make.child(place.school, place.village)
    session.commit()
    browser = sign_in(place.staff)
    answers = [
        browser.post("/do-not-pair/new", data=form(place, child_code=code))
        for code in (foreign.child.code, "NOBODY", "")
    ]
    assert [one.status_code for one in answers] == [422] * 3
    strangers = [
        browser.post("/do-not-pair/new", data=form(place, volunteer_code=code)).status_code
        for code in (foreign.volunteer.code, "NOBODY")
    ]
    assert strangers == [422] * 2
    theirs = f"school:{foreign.school.id}"
    assert browser.post("/do-not-pair/new", data=form(place, about=theirs)).status_code == 422
    for who, about in ((place.staff, foreign.school), (place.organizer, foreign.village), (place.staff, place.village)):
        with pytest.raises(Missing):
            keep_apart(session, who.actor(), entry(place, about))
        session.rollback()
    with pytest.raises(Refused, match="child_unknown"):
        keep_apart(session, place.organizer.actor(), entry(place, unasked.code))
    session.rollback()
    assert session.scalars(select(DoNotPair)).all() == []


def test_the_volunteer_has_no_say_whatever_else_they_are(session: Session, place: Place, sign_in: SignIn) -> None:
    place.student.roles.append(make.role_grant(Role.SCHOOL_STAFF, place.school))
    session.commit()
    made, _stopped = keep_apart(session, place.staff.actor(), entry(place))
    browser = sign_in(place.student)
    assert browser.get(f"/do-not-pair/{made.id}").status_code == 404
    lifting = {"reason": "mistake", "note": "误会"}
    assert browser.post(f"/do-not-pair/{made.id}/lift", data=lifting).status_code == 404
    assert place.child.code not in browser.get("/do-not-pair").get_data(as_text=True)
    with pytest.raises(Refused):
        keep_apart(session, place.student.actor(), entry(place))
    session.rollback()


def test_lifting_needs_words_and_a_complaint_the_safeguarding_lead(
    session: Session, place: Place, lead: Account, sign_in: SignIn
) -> None:
    made, _stopped = keep_apart(session, lead.actor(), entry(place, reason=ApartReason.COMPLAINT))
    url, data = f"/do-not-pair/{made.id}", {"reason": "unfounded", "note": "核实无此事"}
    school = sign_in(place.staff)
    assert NOTE not in school.get(url).get_data(as_text=True)
    assert school.post(f"{url}/lift", data=data).status_code == 404
    browser = sign_in(lead)
    assert NOTE in browser.get(url).get_data(as_text=True)
    assert browser.post(f"{url}/lift", data={**data, "note": " "}).status_code == 422
    for _ in range(2):
        assert browser.post(f"{url}/lift", data=data).status_code == 302
    session.expire_all()
    assert (made.lifted_by_id, made.lift_note) == (lead.id, "核实无此事")
    assert events(Action.APART_LIFTED) == [{"reason": "unfounded"}]
    assert not are_kept_apart(session, place.child, place.volunteer)
    keep_apart(session, lead.actor(), entry(place))
    with pytest.raises(Conflict):
        keep_apart(session, lead.actor(), entry(place))
    session.rollback()


def test_merging_two_files_of_a_child_does_not_lose_the_entry(session: Session, place: Place) -> None:
    twin = make.child(place.school, place.village)
    make.consent(twin)
    double = make.add(PossibleDouble(child_id=twin.id, other_id=place.child.id))
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, place.township)
    session.commit()
    keep_apart(session, place.staff.actor(), entry(place))
    resolve_double(session, supervisor.actor(), double.id, DoubleOutcome.MERGED, twin.id)
    assert are_kept_apart(session, twin, place.volunteer)
