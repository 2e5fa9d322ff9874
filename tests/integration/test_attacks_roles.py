"""Two roles in one account, roles that ended, ids smuggled into forms: nobody decides about oneself or elsewhere."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.accounts.rules.passwords import hash_password
from app.children.codes import DoubleOutcome
from app.children.models import ChildTransfer, PossibleDouble, TransferState
from app.children.rules.doubles import resolve_double
from app.children.rules.transfers import confirm_transfer
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import EndReason, MatchRun, Meeting, Pairing, PairingState
from app.pairing.queries import introducers
from app.pairing.rules.approving import approve
from app.pairing.rules.ending import end, resume
from app.pairing.rules.meeting import record_met
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def also(account: Account, role: Role, scope: Any, session: Session) -> Account:
    account.roles.append(make.role_grant(role, scope))
    session.commit()
    return account


# A role that ended


def test_a_role_that_ended_opens_nothing_from_the_next_request_on(
    place: Place, session: Session, sign_in: SignIn
) -> None:
    pairing = place.pairing(PairingState.APPROVED)
    meeting = make.meeting(pairing, place.staff, place.school)
    session.commit()
    browser, pages = sign_in(place.staff), (f"/children/{place.child.id}", "/approvals", f"/meetings/{meeting.id}")
    assert [browser.get(page).status_code for page in pages] == [200, 200, 200]
    place.staff.roles[0].ended_at = clock.now()
    session.commit()
    assert [browser.get(page).status_code for page in pages] == [404, 404, 404]
    assert browser.post(f"/meetings/{meeting.id}/met").status_code == 404
    assert browser.get("/").status_code == 200
    assert place.staff.id not in {account.id for account in introducers(session, pairing)}


def test_signing_in_keeps_nothing_of_a_planted_cookie(place: Place, session: Session, app: Any) -> None:
    place.staff.password_hash = hash_password("Sonne-und-Mond-9")
    session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["opened"] = {str(place.child.id): ["safety", 10**12]}
        cookie["_user_id"] = place.deputy.get_id()
    answer = browser.post("/sign-in", data={"login": place.staff.login, "password": "Sonne-und-Mond-9"})
    assert answer.status_code == 302
    with browser.session_transaction() as cookie:
        assert "opened" not in cookie
        assert cookie["_user_id"] == place.staff.get_id()


# A volunteer who is staff too


def test_a_volunteer_who_is_staff_decides_nothing_of_the_own_pairing(
    place: Place, session: Session, sign_in: SignIn
) -> None:
    both = also(place.student, Role.SCHOOL_STAFF, place.school, session)
    pairing = place.pairing(PairingState.ACCEPTED)
    browser = sign_in(both)
    assert browser.get(f"/approvals/{pairing.id}").status_code == 404
    assert browser.get(f"/pairings/{pairing.id}").status_code == 404
    for page in ("/approvals", "/pairings", "/meetings", "/"):
        text = browser.get(page).get_data(as_text=True)
        assert "王小雨" not in text, page
    with pytest.raises(Missing):
        approve(session, both.actor(), pairing.id, place.meeting())
    session.rollback()
    with pytest.raises(Refused):  # nor is the one who introduces
        approve(session, place.staff.actor(), pairing.id, place.meeting(introducer_id=both.id))
    session.rollback()
    approve(session, place.staff.actor(), pairing.id, place.meeting())
    meeting = session.scalars(select(Meeting)).one()
    with pytest.raises(Missing):
        record_met(session, both.actor(), meeting.id)
    session.rollback()
    pairing.state, pairing.active_at = PairingState.SUSPENDED, clock.now()
    session.commit()
    with pytest.raises(Missing):
        resume(session, both.actor(), pairing.id)
    session.rollback()
    with pytest.raises(Missing):
        end(session, both.actor(), pairing.id, EndReason.OTHER, "再见")
    session.rollback()


def test_a_volunteer_who_directs_another_village_learns_no_name(
    place: Place, session: Session, sign_in: SignIn
) -> None:
    both = also(place.student, Role.VILLAGE_DIRECTOR, make.village(place.township), session)
    place.pairing(PairingState.PROPOSED)
    for page in ("/pairings", "/pairings?state=proposed", "/my/pairings", "/"):
        text = sign_in(both).get(page).get_data(as_text=True)
        assert "王小雨" not in text, page
        assert "小雨" not in text, page
    assert place.child.code not in sign_in(both).get("/pairings").get_data(as_text=True)


def test_an_organizer_who_teaches_elsewhere_sees_codes(place: Place, session: Session, sign_in: SignIn) -> None:
    both = also(place.organizer, Role.SCHOOL_STAFF, place.central, session)
    pairing = place.pairing(PairingState.ACTIVE)
    page = sign_in(both).get(f"/pairings/{pairing.id}").get_data(as_text=True)
    assert place.child.code in page
    assert "王小雨" not in page
    assert "陈晓" not in page


def test_an_organizer_records_no_check_of_their_own(place: Place, session: Session, sign_in: SignIn) -> None:
    both = also(place.student, Role.ORGANIZER, place.district, session)
    day = clock.today().isoformat()
    one = {"kind": "background", "result": "clear", "checked_on": day}
    assert sign_in(both).post(f"/volunteers/{place.volunteer.id}/checks", data=one).status_code == 404
    bulk = {"checked_on": day, "background": [str(place.volunteer.id)]}
    assert sign_in(both).post("/vetting", data=bulk).status_code == 404
    assert sign_in(place.organizer).post("/vetting", data=bulk).status_code == 302


# Who proposed does not approve, whichever way


@pytest.mark.parametrize("part", ["proposed", "started", "published"])
@pytest.mark.parametrize("at", ["school", "central"])
def test_who_had_a_hand_in_proposing_cannot_approve(place: Place, session: Session, part: str, at: str) -> None:
    both = also(place.organizer, Role.SCHOOL_STAFF, place.school if at == "school" else place.central, session)
    run = make.add(
        MatchRun(
            season_id=place.season.id,
            district_id=place.district.id,
            started_by_id=both.id if part == "started" else None,
            published_by_id=both.id if part == "published" else None,
        )
    )
    late = {"approval_due_at": clock.now() - timedelta(hours=1)}
    proposer = both.id if part == "proposed" else None
    pairing = place.pairing(PairingState.ACCEPTED, run_id=run.id, proposed_by_id=proposer, **late)
    with pytest.raises(Refused) as refused:
        approve(session, both.actor(), pairing.id, place.meeting())
    session.rollback()
    assert refused.value.code == "pairing.proposer_decides"
    assert approve(session, place.deputy.actor(), pairing.id, place.meeting()).state is PairingState.APPROVED


# Ids smuggled into forms


def test_a_first_meeting_takes_no_foreign_person_and_no_foreign_place(
    place: Place, session: Session, sign_in: SignIn
) -> None:
    pairing = place.pairing(PairingState.ACCEPTED)
    elsewhere = make.township(make.district())
    school, site = make.school(elsewhere), make.site(elsewhere)
    stranger = make.account(Role.SCHOOL_STAFF, school)
    neighbour = make.school(place.township)
    session.commit()
    day = (clock.today() + timedelta(days=1)).isoformat()
    good = {"day": day, "hour": "10:00", "place": f"school:{place.school.id}", "introducer": str(place.staff.id)}
    for wrong in (
        {"introducer": str(stranger.id)},
        {"introducer": str(place.organizer.id)},
        {"introducer": str(place.student.id)},
        {"place": f"school:{school.id}"},
        {"place": f"school:{neighbour.id}"},
        {"place": f"site:{site.id}"},
        {"place": f"home:{uuid.uuid4()}"},
        {"place": ""},
    ):
        form = {**good, "another_adult": "y", **wrong}
        assert sign_in(place.staff).post(f"/approvals/{pairing.id}/approve", data=form).status_code == 422, wrong
    extra = {"state": "active", "approved_by_id": str(stranger.id), "child_id": str(uuid.uuid4()), "slot": "3"}
    form = {**good, "another_adult": "y", **extra}
    assert sign_in(place.staff).post(f"/approvals/{pairing.id}/approve", data=form).status_code == 302
    session.expire_all()
    kept = session.get_one(Pairing, pairing.id)
    assert (kept.state, kept.approved_by_id, kept.slot) == (PairingState.APPROVED, place.staff.id, 1)


def test_a_proposal_takes_nobody_of_another_district(place: Place, session: Session, sign_in: SignIn) -> None:
    other = make.township(make.district())
    foreign = make.vetted(make.volunteer(other))
    foreign_child = make.child(make.school(other), other)
    neighbour = make.child(place.central, place.township)
    make.consent(foreign_child)
    make.consent(neighbour)
    session.commit()
    for child, volunteer in (
        (place.child, foreign.id),
        (foreign_child, place.volunteer.id),
        (neighbour, place.volunteer.id),
        (place.child, uuid.uuid4()),
    ):
        form = {"child_id": str(child.id), "volunteer_id": str(volunteer)}
        assert sign_in(place.staff).post("/suggestions/propose", data=form).status_code == 404
    assert session.scalars(select(Pairing)).all() == []


def test_a_file_that_was_merged_is_taken_over_by_nobody(place: Place, session: Session) -> None:
    """A transfer asked before the supervisor judged that this file is another's double."""
    kept = make.child(place.central, place.township)
    double = make.add(PossibleDouble(child_id=place.child.id, other_id=kept.id))
    transfer = make.add(
        ChildTransfer(child_id=place.child.id, from_school_id=place.school.id, to_school_id=place.central.id)
    )
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, place.township)
    session.commit()
    resolve_double(session, supervisor.actor(), double.id, DoubleOutcome.MERGED, kept.id)
    with pytest.raises(Conflict):
        confirm_transfer(session, place.central_staff.actor(), transfer.id)
    session.rollback()
    assert session.get_one(ChildTransfer, transfer.id).state is not TransferState.DONE
    assert place.child.school_id == place.school.id
