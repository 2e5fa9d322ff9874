"""A small world with two districts: everything in the first is "own", everything in the second is "foreign".

The same records exist once more in another school and village of the own township, in another township of the own
district, and three times at home with another fate: pairings ended, pairings suspended, consents withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.accounts.models import Account
from app.activities.models import Activity, ActivityService, Enrolment, SiteClass
from app.children.models import Child, ChildTransfer, ConsentLink, LegalBasis, PossibleDouble, RosterImport
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.ids import short_code
from app.foundation.jobs import Job
from app.pairing.models import (
    Absence,
    DoNotPair,
    MatchPair,
    MatchRecruit,
    MatchRun,
    Meeting,
    Pairing,
    PairingState,
    Substitute,
)
from app.places.models import Area, School, Site
from app.seasons.models import Season
from app.sessions.models import MissedMeeting, ServiceSession, SessionDispute
from app.visits.models import CareAgreement, Visit
from app.volunteers.models import QuizAttempt, Volunteer, VolunteerImport
from tests import factories as make
from tests.factories import certificates, texts
from tests.factories.classes import activity_service, enrolment, site_class
from tests.factories.reminders import Reminding, reminding
from tests.factories.sessions import absence, dispute, missed, substitute
from tests.factories.visits import care_agreement, visit


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
    dispute: SessionDispute
    """Of another session of the active pairing, which was voided; open."""
    missed: MissedMeeting
    """Of the active pairing, recorded by the school."""
    absence: Absence
    """Of the active pairing's volunteer, today and two days more."""
    substitute: Substitute
    """Who has the account stands in on these days."""
    roster: RosterImport
    transfer: ChildTransfer
    """Asked by the other school of the district, to be decided by the school."""
    double: PossibleDouble
    link: ConsentLink
    """Asks the guardian of the child; its token is ``token``."""
    token: str
    run: MatchRun
    pair: MatchPair
    recruit: MatchRecruit
    question: Job
    """What somebody supposed about the run."""
    job: Job
    activity: Activity
    service: ActivityService
    """Of the volunteer at the activity."""
    site_class: SiteClass
    """At the site of the school, in no village, as the activity."""
    enrolment: Enrolment
    """Of the child in the class."""
    signup_list: VolunteerImport
    apart: DoNotPair
    """Keeps the child from the second volunteer."""
    visit: Visit
    """Of the child, made by the village director."""
    agreement: CareAgreement
    attempt: QuizAttempt
    """Of the volunteer who has the account."""
    reminding: Reminding
    other_school: School
    other_child: Child
    """A child of the other school in another township of the same district."""


@dataclass
class World:
    """``own`` is the district of the accounts that are tried; ``foreign`` the other one."""

    own: Half
    foreign: Half

    def seen_as(self, half: Half) -> World:
        """The world in which ``half`` stands for the own one: what a row calls its own is then a record of it."""
        return replace(self, own=half)


@dataclass(frozen=True)
class Spot:
    """Where the records of a half lie, and who serves there."""

    district: Area
    township: Area
    village: Area
    school: School
    season: Season
    accounts: dict[Role, Account]
    introducer: Account
    volunteer: Volunteer
    second: Volunteer


@dataclass(frozen=True)
class Fate:
    """What became of the pairings of a half (None: one in each state of its life) and of its consents."""

    state: PairingState | None = None
    withdrawn: bool = False


NO_FATE = Fate()


def make_world() -> World:
    """Build and commit the world."""
    world = World(own=_half(_spot()), foreign=_half(_spot()))
    texts.asked_draft(world.own.accounts[Role.ORGANIZER])
    certificates.record_whole(world.own.volunteer, world.own.season, world.own.accounts[Role.SCHOOL_STAFF])
    db.session.commit()
    return world


def make_elsewhere(world: World) -> dict[str, Half]:
    """The other halves of the own district, by the name of the place, built and committed."""
    own = world.own
    home = Spot(own.district, own.township, own.village, own.school, own.season, own.accounts,
                own.accounts[Role.SCHOOL_STAFF], own.volunteer, own.active.volunteer)  # fmt: skip
    elsewhere = {
        "other_school": _half(_neighbour(home, own.township)),
        "other_township": _half(_neighbour(home, make.township(own.district, column=3, row=3))),
        "ended": _half(home, Fate(PairingState.ENDED)),
        "suspended": _half(home, Fate(PairingState.SUSPENDED)),
        "withdrawn": _half(home, Fate(PairingState.ENDED, withdrawn=True)),
    }
    db.session.commit()
    return elsewhere


def _accounts(district: Area, township: Area, village: Area, school: School) -> dict[Role, Account]:
    scopes: dict[Role, Any] = {
        Role.SCHOOL_STAFF: school,
        Role.VILLAGE_DIRECTOR: village,
        Role.TOWNSHIP_SUPERVISOR: township,
        Role.ORGANIZER: district,
        Role.SAFEGUARDING_LEAD: district,
    }
    return {role: make.account(role, scopes.get(role)) for role in Role}


def _spot() -> Spot:
    """A district of its own with an account of every role."""
    district = make.district()
    township = make.township(district, column=0, row=0)
    village, school = make.village(township), make.school(township)
    accounts = _accounts(district, township, village, school)
    season = make.season(district, max_capacity=3)
    volunteer, second = _volunteers(township, season, account_id=accounts[Role.VOLUNTEER].id)
    introducer = accounts[Role.SCHOOL_STAFF]
    return Spot(district, township, village, school, season, accounts, introducer, volunteer, second)


def _neighbour(home: Spot, township: Area) -> Spot:
    """Another school and village, with volunteers of their own; the accounts tried are those of home."""
    school = make.school(township)
    volunteer, second = _volunteers(township, home.season)
    introducer = make.account(Role.SCHOOL_STAFF, school)
    return Spot(home.district, township, make.village(township), school, home.season, home.accounts, introducer,
                volunteer, second)  # fmt: skip


def _volunteers(township: Area, season: Season, **values: Any) -> tuple[Volunteer, Volunteer]:
    volunteer = make.vetted(make.volunteer(township, slots=3, **values))
    make.availability(volunteer, season, capacity=3)
    second = make.vetted(make.volunteer(township, slots=3))
    make.availability(second, season)
    return volunteer, second


def _child(spot: Spot, fate: Fate) -> Child:
    child = make.child(spot.school, spot.village)
    if fate.withdrawn:
        make.consent(child, withdrawn_at=clock.now())
        child.consented_until = None
    else:
        make.consent(child)
    return child


def _pairings(spot: Spot, fate: Fate) -> Iterator[Pairing]:
    """Proposed, accepted, approved and active, each with a child of its own.

    The volunteer whose account is tried serves the proposed and the approved one at home in slots 1 and 2, and in slot
    3 one of those that became something else, so that at most three are open.
    """
    third = make.vetted(make.volunteer(spot.township, slots=3))
    serving = {
        PairingState.PROPOSED: (spot.volunteer, 1 if fate.state is None else 3),
        PairingState.ACCEPTED: (third, 1),
        PairingState.APPROVED: (spot.volunteer, 2) if fate.state is None else (third, 2),
        PairingState.ACTIVE: (spot.second, 1) if fate.state is None else (third, 3),
    }
    for state, (by, slot) in serving.items():
        yield make.pairing(_child(spot, fate), by, spot.season, fate.state or state, slot=slot)


def _half(spot: Spot, fate: Fate = NO_FATE) -> Half:
    district, township, season, school = spot.district, spot.township, spot.season, spot.school
    other_township = make.township(district, column=1, row=0)
    other_school = make.school(other_township)
    child = _child(spot, fate)
    other_child = make.child(other_school, other_township)
    make.consent(other_child)
    proposed, accepted, approved, active = _pairings(spot, fate)
    token = short_code(20)
    job = make.add(Job(kind="match_run", key=f"world:{child.id}", district_id=district.id))
    run = make.add(MatchRun(season_id=season.id, district_id=district.id, job_id=job.id))
    supposed = {"kind": "take_more", "children": 2, "volunteer_ids": []}
    payload = {"run_id": str(run.id), "change": supposed}
    key = f"match_what_if:{run.id}:{district.id}"
    question = make.add(Job(kind="match_what_if", key=key, payload=payload, district_id=district.id))
    recruit = MatchRecruit(
        run_id=run.id, place=1, area="tutoring", subject="math", grade_min=1, grade_max=6, township_id=township.id,
        mode="in_person", children=1, gain=[["children", 1], ["floor", 0]], serves=[str(child.id)],
    )  # fmt: skip
    activity = make.activity(make.site(township, school_id=school.id), [child])
    lessons = site_class(activity.site)
    # At home with another fate it is the same volunteer, who cannot serve at two activities at once.
    serving = spot.volunteer if fate is NO_FATE else make.volunteer(township)
    away = absence(active, spot.introducer)
    return Half(
        district, township, spot.village, school,
        make.site(township, school_id=school.id, village_id=spot.village.id),
        season, spot.accounts, child, spot.volunteer, proposed, accepted, approved, active,
        meeting=make.meeting(approved, spot.introducer, school),
        sent=make.service_session(active),
        dispute=dispute(active, spot.accounts[Role.VOLUNTEER]),
        missed=missed(active, spot.introducer),
        absence=away,
        substitute=substitute(away, spot.volunteer, spot.introducer),
        roster=make.add(RosterImport(district_id=district.id, school_id=school.id, filename="a.csv", content="",
                                     legal_basis=LegalBasis.LEDGER)),
        transfer=make.add(ChildTransfer(child_id=other_child.id, from_school_id=other_school.id,
                                        to_school_id=school.id)),
        double=make.add(PossibleDouble(child_id=child.id, other_id=other_child.id)),
        link=make.consent_link(child, token),
        token=token,
        run=run,
        pair=make.add(MatchPair(run_id=run.id, child_id=child.id, volunteer_id=spot.second.id, mode="in_person",
                                score=1)),
        recruit=make.add(recruit),
        question=question,
        job=job,
        activity=activity,
        service=activity_service(activity, serving, spot.introducer),
        site_class=lessons,
        enrolment=enrolment(child, lessons, seat=1),
        apart=make.add(DoNotPair(child_id=child.id, volunteer_id=spot.second.id, reason="kinship")),
        visit=visit(child, visited_by_id=spot.accounts[Role.VILLAGE_DIRECTOR].id),
        agreement=care_agreement(child),
        attempt=make.add(QuizAttempt(volunteer_id=spot.volunteer.id, number=1, answers=[0], questions=1,
                                     right_answers=0, passed=False)),
        signup_list=make.add(VolunteerImport(district_id=district.id, season_id=season.id, filename="v.csv")),
        reminding=reminding(spot.volunteer.account_id, child, other_school, spot.introducer),
        other_school=other_school,
        other_child=other_child,
    )  # fmt: skip
