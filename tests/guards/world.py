"""A small world with two districts: everything in the first is "own", everything in the second is "foreign".

In the own district there is a second school and township too, so that "another school of my district" is tried as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Account
from app.activities.models import Activity
from app.children.models import Child, ChildTransfer, LegalBasis, PossibleDouble, RosterImport
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.jobs import Job
from app.pairing.models import MatchPair, MatchRecruit, MatchRun, Meeting, Pairing, PairingState
from app.places.models import Area, School, Site
from app.seasons.models import Season
from app.sessions.models import ServiceSession
from app.volunteers.models import Volunteer, VolunteerImport
from tests import factories as make


@dataclass
class Half:
    """One district with one record of everything."""

    district: Area
    township: Area
    village: Area
    school: School
    site: Site
    season: Season
    accounts: dict[Role, Account]
    child: Child
    """Consented, of the school and the village; waiting."""
    volunteer: Volunteer
    """Has the volunteer account; vetted, available."""
    proposed: Pairing
    accepted: Pairing
    approved: Pairing
    active: Pairing
    meeting: Meeting
    sent: ServiceSession
    """A session of the active pairing, waiting to be confirmed."""
    roster: RosterImport
    transfer: ChildTransfer
    """Asked by the other school of the district, to be decided by the school."""
    double: PossibleDouble
    run: MatchRun
    pair: MatchPair
    recruit: MatchRecruit
    question: Job
    """What somebody supposed about the run."""
    job: Job
    activity: Activity
    signup_list: VolunteerImport
    other_school: School
    other_child: Child
    """A child of the other school in another township of the same district."""


@dataclass
class World:
    """``own`` is the district of the accounts that are tried; ``foreign`` the other one."""

    own: Half
    foreign: Half


def make_world() -> World:
    """Build and commit the world."""
    world = World(own=_half(), foreign=_half())
    db.session.commit()
    return world


def _accounts(district: Area, township: Area, village: Area, school: School) -> dict[Role, Account]:
    scopes: dict[Role, Any] = {
        Role.SCHOOL_STAFF: school,
        Role.VILLAGE_DIRECTOR: village,
        Role.TOWNSHIP_SUPERVISOR: township,
        Role.ORGANIZER: district,
        Role.SAFEGUARDING_LEAD: district,
    }
    return {role: make.account(role, scopes.get(role)) for role in Role}


def _pairing(half: dict[str, Any], state: PairingState) -> Pairing:
    """A pairing of the one volunteer (who has a slot for each) with a child of its own."""
    child = make.child(half["school"], half["village"])
    make.consent(child)
    half["slot"] = half.get("slot", 0) + 1
    return make.pairing(child, half["volunteer"], half["season"], state, slot=half["slot"])


def _half() -> Half:
    district = make.district()
    township = make.township(district, column=0, row=0)
    village, other_township = make.village(township), make.township(district, column=1, row=0)
    school, other_school = make.school(township), make.school(other_township)
    accounts = _accounts(district, township, village, school)
    season = make.season(district, max_capacity=3)
    volunteer = make.vetted(make.volunteer(township, account_id=accounts[Role.VOLUNTEER].id, slots=3))
    make.availability(volunteer, season, capacity=3)
    second = make.vetted(make.volunteer(township))
    make.availability(second, season)
    parts: dict[str, Any] = {"school": school, "village": village, "volunteer": volunteer, "season": season}
    child = make.child(school, village)
    make.consent(child)
    other_child = make.child(other_school, other_township)
    make.consent(other_child)
    proposed, accepted, approved = (
        _pairing(parts, state) for state in (PairingState.PROPOSED, PairingState.ACCEPTED, PairingState.APPROVED)
    )
    parts |= {"volunteer": second, "slot": 0}
    active = _pairing(parts, PairingState.ACTIVE)
    job = make.add(Job(kind="match_run", key=f"world:{district.id}", district_id=district.id))
    run = make.add(MatchRun(season_id=season.id, district_id=district.id, job_id=job.id))
    supposed = {"kind": "take_more", "children": 2, "volunteer_ids": []}
    payload = {"run_id": str(run.id), "change": supposed}
    key = f"match_what_if:{run.id}:{district.id}"
    question = make.add(Job(kind="match_what_if", key=key, payload=payload, district_id=district.id))
    recruit = MatchRecruit(
        run_id=run.id, place=1, area="tutoring", subject="math", grade_min=1, grade_max=6, township_id=township.id,
        mode="in_person", children=1, gain=[["children", 1], ["floor", 0]], serves=[str(child.id)],
    )  # fmt: skip
    return Half(
        district, township, village, school, make.site(township, school_id=school.id, village_id=village.id),
        season, accounts, child, volunteer, proposed, accepted, approved, active,
        meeting=make.meeting(approved, accounts[Role.SCHOOL_STAFF], school),
        sent=make.service_session(active),
        roster=make.add(RosterImport(district_id=district.id, school_id=school.id, filename="a.csv", content="",
                                     legal_basis=LegalBasis.LEDGER)),
        transfer=make.add(ChildTransfer(child_id=other_child.id, from_school_id=other_school.id,
                                        to_school_id=school.id)),
        double=make.add(PossibleDouble(child_id=child.id, other_id=other_child.id)),
        run=run,
        pair=make.add(MatchPair(run_id=run.id, child_id=child.id, volunteer_id=second.id, mode="in_person", score=1)),
        recruit=make.add(recruit),
        question=question,
        job=job,
        activity=make.activity(make.site(township, school_id=school.id), [child]),
        signup_list=make.add(VolunteerImport(district_id=district.id, season_id=season.id, filename="v.csv")),
        other_school=other_school,
        other_child=other_child,
    )  # fmt: skip
