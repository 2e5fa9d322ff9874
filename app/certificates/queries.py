"""Reading certificates, publicity and records, always scoped."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.certificates.access import RecordOf
from app.certificates.models import Certificate, Commendation, Evaluation, Objection, Publicity
from app.certificates.service import Service, service_of_season
from app.children.models import Child
from app.foundation.access import Actor, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Missing
from app.foundation.paging import Page, entity_page
from app.pairing.models import Pairing, PairingState
from app.pairing.stages import masked
from app.places.models import Area
from app.volunteers.models import Volunteer
from app.volunteers.queries import loaded

Kind = type[Commendation] | type[Evaluation]
PAGE = 30
"""Certificates on a page."""
_LISTED = (func.coalesce(Area.code, ""), func.coalesce(Area.name, ""), Certificate.number)
MET = (PairingState.ACTIVE, PairingState.SUSPENDED, PairingState.ENDED)


@dataclass(frozen=True)
class PublicRow:
    """One line of a publicity. ``own``: it is about the reader."""

    place: int
    name: str
    township: str
    minutes: int
    sessions: int
    own: bool


@dataclass(frozen=True)
class Issued:
    """How many certificates of a season are valid, in all and by township in the order of the list; and revoked."""

    townships: list[tuple[Area, int]]
    valid: int
    revoked: int


def record_of(session: DbSession, volunteer_id: uuid.UUID) -> RecordOf | None:
    """A volunteer's record, to be judged: with the schools whose children the volunteer has met."""
    volunteer = session.scalars(loaded(select(Volunteer).where(Volunteer.id == volunteer_id))).one_or_none()
    if volunteer is None:
        return None
    met = (
        select(func.coalesce(Child.school_id, Area.central_school_id))
        .select_from(Pairing)
        .join(Child, Child.id == Pairing.child_id)
        .join(Area, Area.id == Child.township_id)
        .where(Pairing.volunteer_id == volunteer.id, Pairing.state.in_(MET), Pairing.active_at.is_not(None))
    )
    return RecordOf(volunteer, frozenset(one for one in session.scalars(met.distinct()) if one is not None))


def entry_of(
    session: DbSession, kind: Kind, entry_id: uuid.UUID, *, lock: bool = False
) -> Commendation | Evaluation | None:
    """One entry of somebody's record; the caller judges the record it stands in."""
    if kind is Commendation:
        return session.get(Commendation, entry_id, with_for_update=lock or None, populate_existing=lock)
    return session.get(Evaluation, entry_id, with_for_update=lock or None, populate_existing=lock)


def commendations_of(session: DbSession, volunteer_id: uuid.UUID) -> Sequence[Commendation]:
    """A volunteer's, the latest first; the caller has judged the record."""
    wanted = select(Commendation).where(Commendation.volunteer_id == volunteer_id)
    return session.scalars(wanted.order_by(Commendation.given_on.desc(), Commendation.id)).all()


def evaluations_of(session: DbSession, volunteer_id: uuid.UUID) -> Sequence[Evaluation]:
    """A volunteer's, the latest first; the caller has judged the record."""
    wanted = select(Evaluation).where(Evaluation.volunteer_id == volunteer_id)
    wanted = wanted.options(joinedload(Evaluation.season), joinedload(Evaluation.school))
    return session.scalars(wanted.order_by(Evaluation.recorded_at.desc(), Evaluation.id)).all()


def certificates_of(session: DbSession, volunteer_id: uuid.UUID) -> Sequence[Certificate]:
    """A volunteer's, the latest first; the caller has judged the record."""
    wanted = select(Certificate).where(Certificate.volunteer_id == volunteer_id)
    return session.scalars(wanted.order_by(Certificate.issued_at.desc(), Certificate.id)).all()


def valid_certificate(session: DbSession, volunteer_id: uuid.UUID, season_id: uuid.UUID) -> Certificate | None:
    """The one that stands, of a volunteer and season."""
    wanted = select(Certificate).where(
        Certificate.volunteer_id == volunteer_id, Certificate.season_id == season_id, Certificate.revoked_at.is_(None)
    )
    return session.scalars(wanted).one_or_none()


def certificates_of_season(
    session: DbSession, actor: Actor, season_id: uuid.UUID, township_id: uuid.UUID | None = None
) -> Sequence[Certificate]:
    """The valid ones of a season that the actor sees (of one township), by township and number; for printing them."""
    wanted = _of_season(actor, season_id).where(Certificate.revoked_at.is_(None))
    if township_id is not None:
        wanted = wanted.where(Certificate.township_id == township_id)
    return session.scalars(_with_people(wanted).order_by(*_LISTED)).all()


def certificate_page(session: DbSession, actor: Actor, season_id: uuid.UUID, cursor: str | None) -> Page[Certificate]:
    """Those of a season that the actor sees, revoked ones too, by township and number."""
    return entity_page(session, _with_people(_of_season(actor, season_id)), _LISTED, cursor, PAGE)


def issued_in(session: DbSession, actor: Actor, season_id: uuid.UUID) -> Issued:
    """How many of them there are."""
    standing = func.count().filter(Certificate.revoked_at.is_(None))
    counted = _of_season(actor, season_id).with_only_columns(
        Certificate.township_id, standing, func.count(), maintain_column_froms=True
    )
    rows = session.execute(counted.group_by(Certificate.township_id)).all()
    valid = {township_id: number for township_id, number, _all in rows if number}
    areas = session.scalars(select(Area).where(Area.id.in_(valid)))
    townships = [(area, valid[area.id]) for area in sorted(areas, key=lambda area: (area.code or "", area.name))]
    return Issued(townships, sum(valid.values()), sum(row[2] for row in rows) - sum(valid.values()))


def valid_names(session: DbSession, actor: Actor, season_id: uuid.UUID) -> Sequence[str]:
    """The names on the valid ones, for seeing whether they can be drawn."""
    wanted = _of_season(actor, season_id).where(Certificate.revoked_at.is_(None))
    return session.scalars(wanted.with_only_columns(Certificate.name, maintain_column_froms=True)).all()


def _of_season(actor: Actor, season_id: uuid.UUID) -> Select[Certificate]:
    wanted = visible_to(actor, Certificate).where(Certificate.season_id == season_id)
    return wanted.outerjoin(Area, Area.id == Certificate.township_id)


def _with_people(wanted: Select[Certificate]) -> Select[Certificate]:
    return wanted.options(joinedload(Certificate.township), joinedload(Certificate.volunteer))


def certificate_by_number(session: DbSession, number: str) -> Certificate | None:
    """The one with this number; for whoever has the number in hand."""
    return session.scalars(select(Certificate).where(Certificate.number == number)).one_or_none()


def last_publicity(session: DbSession, season_id: uuid.UUID) -> Publicity | None:
    """The one that counts for a season; the caller has judged the season."""
    wanted = select(Publicity).where(Publicity.season_id == season_id).options(selectinload(Publicity.objections))
    return session.scalars(wanted.order_by(Publicity.number.desc()).limit(1)).one_or_none()


def publicities(session: DbSession, actor: Actor) -> Sequence[Publicity]:
    """Those of the actor's districts, the latest first."""
    wanted = visible_to(actor, Publicity).options(joinedload(Publicity.season))
    return session.scalars(wanted.order_by(Publicity.opened_at.desc()).limit(20)).all()


def publicity_of(session: DbSession, actor: Actor, publicity_id: uuid.UUID) -> Publicity:
    """One of the actor's districts.

    Raises:
        Missing: there is none, or it is another district's.
    """
    wanted = visible_to(actor, Publicity).where(Publicity.id == publicity_id)
    wanted = wanted.options(
        joinedload(Publicity.season), selectinload(Publicity.objections).joinedload(Objection.account)
    )
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Missing
    return found


def public_rows(session: DbSession, actor: Actor, publicity: Publicity) -> list[PublicRow]:
    """What is publicised: everybody's hours under the surname alone, the most first. The caller found the publicity."""
    service = service_of_season(session, publicity.season_id, publicity.opened_at)
    wanted = select(Volunteer).where(Volunteer.id.in_(service)).options(joinedload(Volunteer.township))
    people = {one.id: one for one in session.scalars(wanted)}

    def order(one: Service) -> tuple[int, str]:
        return -one.minutes, people[one.volunteer_id].code

    rows = []
    for place, one in enumerate(sorted(service.values(), key=order), start=1):
        person = people[one.volunteer_id]
        township = person.township.name if person.township is not None else ""
        own = actor.id is not None and person.account_id == actor.id
        rows.append(PublicRow(place, masked(person.name), township, one.minutes, one.sessions, own))
    return rows
