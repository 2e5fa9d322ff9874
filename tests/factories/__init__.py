"""One factory per model: each adds a row with sensible values and returns it; the test commits."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from app.accounts.models import Account, ActKind, PendingAct, RoleGrant
from app.activities.models import Activity, Attendance
from app.children.doors import hash_of
from app.children.models import Carer, Child, Consent, ConsentDecision, ConsentLink, ConsentMethod, Need, Sex
from app.foundation import clock
from app.foundation.access import Role, ScopeKind
from app.foundation.database import db
from app.foundation.ids import short_code
from app.foundation.secrets.keyring import keyring
from app.pairing.models import Meeting, MeetingPlace, Pairing, PairingState
from app.places.models import Area, AreaLevel, School, Site
from app.seasons.models import Season, SeasonKind
from app.sessions.models import ServiceSession, SessionPlace
from app.volunteers.models import (
    Availability,
    Skill,
    VettingCheck,
    VettingKind,
    VettingResult,
    Volunteer,
    VolunteerSlot,
)
from tests.factories.places import add as add
from tests.factories.places import district as district
from tests.factories.places import numbers
from tests.factories.places import school as school
from tests.factories.places import site as site
from tests.factories.places import township as township
from tests.factories.places import village as village
from tests.factories.texts import standing_text as standing_text

_TOWNSHIP = {ScopeKind.VILLAGE, ScopeKind.TOWNSHIP, ScopeKind.DISTRICT}


def account(role: Role | None = None, scope: Area | School | None = None, **values: Any) -> Account:
    """An account, with one role limited to ``scope`` (an area, a school, or nothing for own and installation)."""
    login = f"user{next(numbers)}"
    values = {"name": "测试员", "login": login, "login_token": keyring.token("account.login", login), **values}
    made: Account = add(Account(**values))
    if role is not None:
        made.roles.append(role_grant(role, scope))
        db.session.flush()
    return made


def role_grant(role: Role, scope: Area | School | None = None) -> RoleGrant:
    """A role and its scope, not yet on an account."""
    if isinstance(scope, School):
        return RoleGrant(role=role, scope=ScopeKind.SCHOOL, school_id=scope.id)
    if isinstance(scope, Area):
        return RoleGrant(role=role, scope=ScopeKind(scope.level.value), area_id=scope.id)
    return RoleGrant(role=role, scope=ScopeKind.OWN if role is Role.VOLUNTEER else ScopeKind.INSTALLATION)


def pending_act(of: Account, asker: Account, role: Role | None, area: Area | None = None) -> PendingAct:
    """A role (or, without one, a reset of the second factor) that waits for a second person."""
    kind = ActKind.GRANT_ROLE if role else ActKind.RESET_FACTOR
    made: PendingAct = add(PendingAct(kind=kind, account_id=of.id, role=role, area=area, asked_by_id=asker.id))
    return made


def season(place: Area, **values: Any) -> Season:
    """A season of a district that is running today."""
    today = clock.today()
    values = {
        "code": f"S{next(numbers)}",
        "name": "测试季",
        "kind": SeasonKind.WINTER,
        "starts_on": today - timedelta(days=14),
        "ends_on": today + timedelta(days=42),
        **values,
    }
    made: Season = add(Season(district_id=place.district_id, **values))
    return made


def child(place: School | None, home: Area, **values: Any) -> Child:
    """A child of a school, at home in a township (or a village of one), with one tutoring need."""
    number = next(numbers)
    at_village = home.level is AreaLevel.VILLAGE
    values = {
        "code": short_code(),
        "name": f"孩子{number}",
        "sex": Sex.FEMALE,
        "birth_date": date(2016, 5, 4),
        "grade": 4,
        "identity_token": uuid.uuid4().hex,
        "lookalike_token": uuid.uuid4().hex,
        "township_id": home.parent_id if at_village else home.id,
        "village_id": home.id if at_village else None,
        **values,
    }
    made: Child = add(Child(district_id=home.district_id, school_id=place.id if place else None, **values))
    made.needs.append(Need(area="tutoring", subject="math"))
    made.carers.append(Carer(name="奶奶", relation="祖母", phone="13900000000", entrusted=True))
    db.session.flush()
    return made


def consent(of: Child, **values: Any) -> Consent:
    """A valid consent of the child's mother, mirrored on the file."""
    today = clock.today()
    values = {
        "decision": ConsentDecision.GIVEN,
        "consenter": "母亲",
        "relation": "母亲",
        "legal_guardian": True,
        "method": ConsentMethod.PAPER,
        "text_version": 1,
        "given_on": today,
        "expires_on": today + timedelta(days=365),
        "online": values.get("decision", ConsentDecision.GIVEN) == ConsentDecision.GIVEN,
        **values,
    }
    made: Consent = add(Consent(child_id=of.id, **values))
    of.consented_until = made.expires_on
    return made


def home_agreed(of: Child, agreed: bool = True) -> None:
    """Guardian and carer both said yes to visits at home, or the guardian took that back."""
    last = of.consents[-1]
    last.home_visit = agreed
    last.home_yes_by, last.home_yes_on = ("奶奶", clock.today()) if agreed else (None, None)


def consent_link(of: Child, token: str, **values: Any) -> ConsentLink:
    """A link that asks the child's guardian, and opens for a day."""
    values = {"expires_at": clock.now() + timedelta(days=1), "token_hash": hash_of(token), **values}
    made: ConsentLink = add(ConsentLink(district_id=of.district_id, child_id=of.id, **values))
    return made


def volunteer(place: Area, **values: Any) -> Volunteer:
    """A volunteer at home in a township, who teaches mathematics; with one slot."""
    number = next(numbers)
    slots = values.pop("slots", 1)
    values = {
        "code": short_code(),
        "name": f"志愿者{number}",
        "sex": Sex.FEMALE,
        "birth_date": date(2005, 3, 2),
        "phone": f"139{number:08d}",
        "identity_token": uuid.uuid4().hex,
        **values,
    }
    made: Volunteer = add(Volunteer(district_id=place.district_id, township_id=place.id, **values))
    made.skills.append(Skill(area="tutoring", subject="math", grade_min=1, grade_max=9))
    made.places.extend(VolunteerSlot(number=number) for number in range(1, slots + 1))
    db.session.flush()
    return made


def availability(of: Volunteer, during: Season, **values: Any) -> Availability:
    """What the volunteer offers in a season: everything, one child."""
    made: Availability = add(Availability(volunteer_id=of.id, season_id=during.id, **values))
    return made


def vetted(of: Volunteer) -> Volunteer:
    """All checks clear and in date."""
    today = clock.today()
    for kind in VettingKind:
        if kind is not VettingKind.GUARDIAN:
            expires = today + timedelta(days=300) if kind is VettingKind.BACKGROUND else None
            check = VettingCheck(kind=kind, result=VettingResult.CLEAR, checked_on=today, expires_on=expires)
            check.text_version = 1 if kind in {VettingKind.PLEDGE, VettingKind.TRAINING} else None
            check.hours = 2 if kind is VettingKind.TRAINING else None
            of.checks.append(check)
    db.session.flush()
    return of


def pairing(
    of: Child, by: Volunteer, during: Season, state: PairingState = PairingState.PROPOSED, **values: Any
) -> Pairing:
    """A pairing in any state, with the moments that state needs."""
    now = clock.now()
    values = {"answer_due_at": now + timedelta(hours=48), **values}
    if state not in {PairingState.PROPOSED, PairingState.DECLINED, PairingState.EXPIRED}:
        values.setdefault("accepted_at", now)
    if state in {PairingState.APPROVED, PairingState.ACTIVE, PairingState.ENDED, PairingState.SUSPENDED}:
        values.setdefault("approved_at", now)
    if state in {PairingState.ACTIVE, PairingState.ENDED}:
        values.setdefault("active_at", now - timedelta(days=7))
    if state in {PairingState.ENDED, PairingState.DECLINED, PairingState.REJECTED}:
        values.setdefault("reason", "other")
    if state is PairingState.ENDED:
        values.setdefault("ended_at", now)
    row = Pairing(child_id=of.id, volunteer_id=by.id, season_id=during.id, state=state, **values)
    made: Pairing = add(row)
    return made


def meeting(of: Pairing, introducer: Account, place: School, **values: Any) -> Meeting:
    """A first meeting tomorrow at the school."""
    values = {"at": clock.now() + timedelta(days=1), "place": MeetingPlace.SCHOOL, "school_id": place.id, **values}
    made: Meeting = add(Meeting(pairing_id=of.id, introducer_id=introducer.id, **values))
    return made


def service_session(of: Pairing, starts_at: datetime | None = None, minutes: int = 60, **values: Any) -> ServiceSession:
    """A logged session of a pairing, an hour long, yesterday at 10."""
    if starts_at is None:
        yesterday = clock.today() - timedelta(days=1)
        starts_at = clock.from_local(datetime(yesterday.year, yesterday.month, yesterday.day, 10, 0))  # noqa: DTZ001 - local, then made UTC
    values = {
        "place": SessionPlace.SCHOOL,
        "service_area": "tutoring",
        "adult_present": True,
        "safe": True,
        "ends_at": starts_at + timedelta(minutes=minutes),
        **values,
    }
    row = ServiceSession(
        pairing_id=of.id,
        volunteer_id=of.volunteer_id,
        child_id=of.child_id,
        starts_at=starts_at,
        minutes=minutes,
        **values,
    )
    made: ServiceSession = add(row)
    return made


def activity(at: Site, children: list[Child] | None = None, **values: Any) -> Activity:
    """An activity at a site this morning, with those who attended."""
    now = clock.now()
    values = {
        "title": "手工课",
        "service_area": "quality",
        "starts_at": now - timedelta(hours=3),
        "ends_at": now,
        **values,
    }
    made: Activity = add(Activity(district_id=at.district_id, site_id=at.id, **values))
    made.attendances.extend(Attendance(child_id=one.id) for one in children or [])
    db.session.flush()
    return made
