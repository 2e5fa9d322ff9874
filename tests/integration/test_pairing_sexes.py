"""A volunteer who is not of the child's sex, and visits at home: confirmed, in writing, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.catalogue.queries import ensure_defaults
from app.children.models import Sex
from app.foundation import audit, clock
from app.foundation.access import Role
from app.foundation.errors import Missing, Refused
from app.pairing.asking import best_for_child, others_of_childs_sex
from app.pairing.feed import read_feed
from app.pairing.models import DoNotPair, Pairing, PairingState, PairSexes, SexReason
from app.pairing.rules.approving import allow_home_visits, approve
from app.pairing.rules.ending import resume
from app.pairing.rules.meeting import record_met
from app.pairing.rules.proposing import propose
from app.sessions.gates import check_gates
from app.sessions.models import SessionPlace
from app.sessions.serving import Serving
from app.volunteers.models import VettingResult
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place, wanted

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
S = PairingState
WHY = SexReason.SUBJECT


@pytest.fixture
def place(session: Session) -> Place:
    made = make_place()
    ensure_defaults(session)
    make.home_agreed(made.child)
    session.commit()
    return made


def sexes(place: Place, child: Sex | None, volunteer: Sex | None) -> None:
    place.child.sex, place.volunteer.sex = child, volunteer


@pytest.mark.parametrize(
    ("child", "volunteer", "found"),
    [
        (Sex.FEMALE, Sex.FEMALE, PairSexes.SAME),
        (Sex.MALE, Sex.MALE, PairSexes.SAME),
        (Sex.MALE, Sex.FEMALE, PairSexes.DIFFERENT),
        (Sex.FEMALE, Sex.MALE, PairSexes.MAN_WITH_GIRL),
        (Sex.FEMALE, None, PairSexes.MAN_WITH_GIRL),
        (None, Sex.MALE, PairSexes.DIFFERENT),
        (None, None, PairSexes.DIFFERENT),
    ],
)
def test_what_a_school_confirms_is_kept_with_its_reason(
    session: Session, place: Place, child: Sex | None, volunteer: Sex | None, found: PairSexes
) -> None:
    sexes(place, child, volunteer)
    pairing = place.pairing(S.ACCEPTED)
    if found is not PairSexes.SAME:
        for values in ({}, {"different_sex": True}, {"sex_reason": WHY}):
            with pytest.raises(Refused, match="different_sex"):
                approve(session, place.staff.actor(), pairing.id, place.meeting(), **values)
            session.rollback()
    note = "奶奶同意，班主任在场" if found is PairSexes.MAN_WITH_GIRL else ""
    plan = place.meeting()
    approve(session, place.staff.actor(), pairing.id, plan, different_sex=True, sex_reason=WHY, note=note)
    one_sex = found is PairSexes.SAME
    assert (pairing.sexes, pairing.sex_reason) == (found, None if one_sex else WHY)
    assert events(audit.Action.PAIRING_SEX_CONFIRMED) == ([] if one_sex else [{"reason": "subject"}])


def test_the_database_itself_refuses_what_nobody_confirmed(session: Session, place: Place) -> None:
    pairing = place.pairing(S.APPROVED)
    staff = place.staff.id
    for values in (
        {"approved_by_id": staff},
        {"approved_by_id": staff, "sexes": PairSexes.DIFFERENT},
        {"sexes": PairSexes.MAN_WITH_GIRL, "sex_reason": WHY},
        {"sexes": PairSexes.DIFFERENT, "sex_reason": WHY, "home_note": "班主任陪同"},
    ):
        with pytest.raises(IntegrityError):
            session.execute(update(Pairing).where(Pairing.id == pairing.id).values(**values))
        session.rollback()


def test_a_season_may_forbid_a_man_with_a_girl_at_every_step(session: Session, place: Place) -> None:
    sexes(place, Sex.FEMALE, Sex.MALE)
    place.season.allows_man_with_girl = False
    session.commit()
    with pytest.raises(Refused) as refused:
        propose(session, place.organizer.actor(), wanted(place))
    assert str(refused.value.params["gate"]) == "man_with_girl"
    session.rollback()
    pairing = place.pairing(S.ACCEPTED)
    sure: dict[str, Any] = {"different_sex": True, "sex_reason": WHY, "note": "好"}
    with pytest.raises(Refused, match=r"pairing.gate"):
        approve(session, place.staff.actor(), pairing.id, place.meeting(), **sure)
    session.rollback()
    pairing.state = S.WITHDRAWN
    session.commit()
    assert [one.same_gender for one in read_feed(session, place.season, clock.today()).children] == [True]
    assert not best_for_child(session, place.child, place.season).suggestions
    place.child.sex = Sex.MALE
    place.volunteer.sex = Sex.FEMALE
    session.commit()
    assert propose(session, place.organizer.actor(), wanted(place)).state is S.PROPOSED


def test_a_sex_put_right_on_file_later_stops_what_was_confirmed_for_another(session: Session, place: Place) -> None:
    pairing = place.pairing(S.APPROVED, sexes=PairSexes.SAME)
    meeting = make.meeting(pairing, place.staff, place.school)
    sexes(place, Sex.FEMALE, Sex.MALE)
    session.commit()
    with pytest.raises(Refused, match=r"pairing.gate"):
        record_met(session, place.staff.actor(), meeting.id)
    session.rollback()
    pairing.state = S.SUSPENDED
    session.commit()
    with pytest.raises(Refused, match=r"pairing.gate"):
        resume(session, place.staff.actor(), pairing.id)
    session.rollback()
    with pytest.raises(Refused, match="child_gate"):
        check_gates(session, Serving(pairing, pairing.volunteer), SessionPlace.SCHOOL, clock.today())


def test_visits_at_home_need_the_note_the_guardian_and_the_season(session: Session, place: Place) -> None:
    pairing, staff = place.pairing(S.ACTIVE), place.staff.actor()
    with pytest.raises(Refused, match="no_home_visits"):
        check_gates(session, Serving(pairing, pairing.volunteer), SessionPlace.HOME, clock.today())
    for account in (place.organizer, place.student, place.director, place.central_staff):
        with pytest.raises(Missing):
            allow_home_visits(session, account.actor(), pairing.id, "班主任陪同")
        session.rollback()
    for _ in range(2):  # a double click is noted once
        allow_home_visits(session, staff, pairing.id, " 班主任陪同 ")
    assert events(audit.Action.PAIRING_HOME_SET) == [{"allowed": True}]
    check_gates(session, Serving(pairing, pairing.volunteer), SessionPlace.HOME, clock.today())
    place.season.allows_home_visits = False
    session.commit()
    with pytest.raises(Refused, match="no_home_visits"):
        check_gates(session, Serving(pairing, pairing.volunteer), SessionPlace.HOME, clock.today())
    with pytest.raises(Refused, match="no_home_visits"):
        allow_home_visits(session, staff, pairing.id, "还是想去")
    session.rollback()
    allow_home_visits(session, staff, pairing.id, "")
    assert pairing.home_note is None
    place.season.allows_home_visits = True
    make.home_agreed(place.child, False)
    session.commit()
    with pytest.raises(Refused, match="home_without_consent"):
        allow_home_visits(session, staff, pairing.id, "班主任陪同")
    session.rollback()


def test_two_of_different_sex_meet_in_public_places_only(session: Session, place: Place) -> None:
    sexes(place, Sex.MALE, Sex.FEMALE)
    pairing = place.pairing(S.ACTIVE, sexes=PairSexes.DIFFERENT, sex_reason=WHY)
    with pytest.raises(Refused, match="public_places_only"):
        allow_home_visits(session, place.staff.actor(), pairing.id, "班主任陪同")
    session.rollback()
    check_gates(session, Serving(pairing, pairing.volunteer), SessionPlace.SCHOOL, clock.today())
    with pytest.raises(Refused, match="no_home_visits"):
        check_gates(session, Serving(pairing, pairing.volunteer), SessionPlace.HOME, clock.today())


def woman(place: Place, **values: Any) -> Any:
    made = make.vetted(make.volunteer(place.township, **values))
    make.availability(made, place.season)
    return made


def test_the_page_says_how_many_of_the_childs_sex_could_come(session: Session, place: Place, sign_in: SignIn) -> None:
    sexes(place, Sex.FEMALE, Sex.MALE)
    pairing = place.pairing(S.ACCEPTED)
    assert others_of_childs_sex(session, pairing) == 0
    fine, kept_apart, far, full, unchecked = (woman(place) for _ in range(5))
    woman(place, sex=Sex.MALE)
    make.add(DoNotPair(child_id=place.child.id, volunteer_id=kept_apart.id, reason="kinship"))
    far.skills[0].area, far.skills[0].subject = "guidance", None
    unchecked.checks[0].result = VettingResult.FAILED
    other = make.child(place.school, place.village)
    make.pairing(other, full, place.season, S.PROPOSED)
    session.commit()
    session.expire_all()
    assert others_of_childs_sex(session, pairing) == 1
    assert fine.sex is Sex.FEMALE
    page = sign_in(place.staff).get(f"/approvals/{pairing.id}").get_data(as_text=True)
    assert "还有 1 名" in page
    place.child.sex = None
    session.commit()
    assert others_of_childs_sex(session, pairing) is None


def test_the_season_page_keeps_what_is_forbidden(session: Session, place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.organizer)
    typed = {
        "kind": "winter", "name": "", "starts_on": place.season.starts_on.isoformat(),
        "ends_on": place.season.ends_on.isoformat(),
        "answer_hours": "48", "approval_days": "3", "training_hours": "1",
        "session_hours": "4", "day_hours": "8", "late_days": "3",
        "max_capacity": "1", "silent_days": "7", "first_contact_days": "7", "allows_home_visits": "y",
    }  # fmt: skip
    assert browser.post(f"/seasons/{place.season.id}/edit", data=typed).status_code == 302
    session.expire_all()
    assert (place.season.allows_home_visits, place.season.allows_man_with_girl) == (True, False)
    changed = [one["fields"] for one in events(audit.Action.SEASON_CHANGED)]
    assert ["name", "allows_man_with_girl"] in changed
    assert "本季不安排" in browser.get(f"/seasons/{place.season.id}").get_data(as_text=True)


def test_the_school_writes_the_note_on_the_pairings_page(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACTIVE)
    browser, url = sign_in(place.staff), f"/pairings/{pairing.id}"
    assert "/home-visits" in browser.get(url).get_data(as_text=True)
    assert browser.post(f"{url}/home-visits", data={"home_note": "班主任陪同"}).status_code == 302
    session.expire_all()
    assert pairing.home_note == "班主任陪同"
    make.home_agreed(place.child, False)
    session.commit()
    answer = browser.post(f"{url}/home-visits", data={"home_note": "换一个说法"})
    assert (answer.status_code, "换一个说法" in answer.get_data(as_text=True)) == (422, True)
    lead = make.account(Role.SAFEGUARDING_LEAD, place.district)
    session.commit()
    assert "/home-visits" not in sign_in(lead).get(url).get_data(as_text=True)
