"""Which records a figure counts, as conditions: the number and the list behind it are made of the same ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, or_, select, true

from app.activities.models import Activity, ActivityService, ActivityTopic, Attendance
from app.children.models import Child, Consent, ConsentDecision
from app.coverage.registry.asking import Ask
from app.coverage.registry.periods import start_of
from app.coverage.registry.sources import ACTIVITIES, SERVICES, SESSIONS, VISITS
from app.pairing.models import Pairing, PairingState
from app.places.models import Site
from app.sessions.models import ServiceSession
from app.visits.models import Visit
from app.volunteers.models import Availability, Volunteer

SAFETY = "safety"
"""The service area of self-care and safety education, as shipped."""
PAIRED = (PairingState.APPROVED, PairingState.ACTIVE)


def _has(statement: Select[Any], record: type[Any]) -> ColumnElement[bool]:
    """That the record has such a row: looked up one by one, where a list of all there are would be read whole."""
    return statement.correlate(record).exists()


def registered(ask: Ask) -> ColumnElement[bool]:
    """On the ledger on the day."""
    return and_(Child.registered_on <= ask.day, or_(Child.left_on.is_(None), Child.left_on > ask.day))


def consented(ask: Ask) -> ColumnElement[bool]:
    """Registered, with a consent that reaches the day and had not been taken back by then."""
    if ask.day >= ask.today:
        return and_(registered(ask), Child.is_consented(ask.day))
    given = select(Consent.id).where(
        Consent.child_id == Child.id,
        Consent.decision == ConsentDecision.GIVEN,
        Consent.given_on <= ask.day,
        Consent.expires_on >= ask.day,
        or_(Consent.withdrawn_at.is_(None), Consent.withdrawn_at >= start_of(ask.day + timedelta(days=1))),
    )
    return and_(registered(ask), _has(given, Child))


def paired(ask: Ask) -> ColumnElement[bool]:
    """Consented, with a pairing that was approved by the day's end and had not ended by then.

    One that is suspended now counts on no day: since when is not on the pairing.
    """
    after = start_of(ask.day + timedelta(days=1))
    of_season = Pairing.season_id == ask.period.season_id if ask.period.season_id else true()
    lasting = or_(Pairing.state.in_(PAIRED), and_(Pairing.state == PairingState.ENDED, Pairing.ended_at >= after))
    going = select(Pairing.id).where(Pairing.child_id == Child.id, Pairing.approved_at < after, lasting, of_season)
    return and_(consented(ask), _has(going, Child))


def waiting(ask: Ask) -> ColumnElement[bool]:
    """Consented and not paired."""
    return and_(consented(ask), ~paired(ask))


def met(ask: Ask) -> ColumnElement[bool]:
    """With a confirmed session in the period."""
    served = select(ServiceSession.id).join(Pairing, Pairing.id == ServiceSession.pairing_id)
    return _has(served.where(ServiceSession.child_id == Child.id, SESSIONS.among(ask)), Child)


def at_activity(ask: Ask) -> ColumnElement[bool]:
    """Present at a group activity in the period, wherever it was."""
    attended = select(Activity.id).join(Attendance, Activity.id == Attendance.activity_id)
    return _has(attended.where(Attendance.child_id == Child.id, ACTIVITIES.among(ask)), Child)


def reached(ask: Ask) -> ColumnElement[bool]:
    """Met, or present at an activity."""
    return or_(met(ask), at_activity(ask))


def visited(ask: Ask) -> ColumnElement[bool]:
    """With a visit in the period."""
    return _has(select(Visit.id).where(Visit.child_id == Child.id, VISITS.among(ask)), Child)


def safety_one_to_one(ask: Ask) -> ColumnElement[bool]:  # noqa: ARG001 - every condition is asked the same way
    """A confirmed session that was safety education."""
    return ServiceSession.service_area == SAFETY


def care_one_to_one(ask: Ask) -> ColumnElement[bool]:  # noqa: ARG001 - every condition is asked the same way
    """A confirmed session that was anything else."""
    return ServiceSession.service_area != SAFETY


def safety_activity(ask: Ask) -> ColumnElement[bool]:  # noqa: ARG001 - every condition is asked the same way
    """An activity of safety education, or one at which a topic of it was taught."""
    taught = select(ActivityTopic.topic).where(ActivityTopic.activity_id == Activity.id)
    return or_(Activity.service_area == SAFETY, _has(taught, Activity))


def safety_visit(ask: Ask) -> ColumnElement[bool]:  # noqa: ARG001 - every condition is asked the same way
    """A visit at which a safety topic was taught."""
    return cast(Visit.topics, Text) != "[]"  # PostgreSQL compares no JSON with JSON


def in_service(ask: Ask) -> ColumnElement[bool]:
    """A site at which an activity took place in the period."""
    return _has(select(Activity.id).where(Activity.site_id == Site.id, ACTIVITIES.among(ask)), Site)


def recruited(ask: Ask) -> ColumnElement[bool]:
    """Signed up in the period (or for the season), and not withdrawn by its end."""
    if ask.period.season_id is not None:
        when: ColumnElement[bool] = Availability.season_id == ask.period.season_id
    else:
        when = Availability.signed_up_on.between(ask.period.first, ask.period.last)
    still = or_(Availability.withdrawn_on.is_(None), Availability.withdrawn_on > ask.day)
    offered = select(Availability.id).where(Availability.volunteer_id == Volunteer.id, when, still)
    return _has(offered, Volunteer)


def serving(ask: Ask) -> ColumnElement[bool]:
    """With a confirmed session in the period, or of service at an activity held in it."""
    served = select(ServiceSession.id).join(Pairing, Pairing.id == ServiceSession.pairing_id)
    helped = select(ActivityService.id).join(Activity, Activity.id == ActivityService.activity_id)
    return or_(
        _has(served.where(ServiceSession.volunteer_id == Volunteer.id, SESSIONS.among(ask)), Volunteer),
        _has(helped.where(ActivityService.volunteer_id == Volunteer.id, SERVICES.among(ask)), Volunteer),
    )
