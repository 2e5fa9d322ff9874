"""The one statement under card, ledger, file and export: a row per child on the ledger, with what is due about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.children.models import Child, ChildStatus, Consent, ConsentDecision
from app.children.rules.values import UNDER_AGE
from app.coverage.ledgers.codes import WEIGHTS, Due
from app.pairing.models import Pairing, PairingState
from app.places.models import Area, AreaLevel, School
from app.sessions.models import ServiceSession, SessionState
from app.volunteers.models import Volunteer

SIXTEEN_SOON = 90
"""Days before the sixteenth birthday from which it is on the ledger."""
CONSENT_SOON = 30
"""Days before a consent runs out from which it is to be renewed."""
SERVED = (PairingState.APPROVED, PairingState.ACTIVE)
SHOWN = (*SERVED, PairingState.SUSPENDED)


@dataclass(frozen=True)
class Source:
    """Which children, on which day. ``scope`` is a condition on ``Child``; it narrows every table that is read.

    ``named``: of which of them the name is read. ``material``: consents to an older text do not hold.
    """

    scope: ColumnElement[bool]
    named: ColumnElement[bool]
    today: date
    material: int

    @cached_property
    def on_ledger(self) -> ColumnElement[bool]:
        """The children of the rows."""
        return and_(Child.status == ChildStatus.ACTIVE, self.scope)

    @cached_property
    def consented(self) -> ColumnElement[bool]:
        """A guardian's consent reaches today."""
        return Child.is_consented(self.today)

    @cached_property
    def _texts(self) -> Subquery:
        """The version of the text that each child's standing consent agreed to."""
        latest = func.row_number().over(
            partition_by=Consent.child_id, order_by=(Consent.given_on.desc(), Consent.recorded_at.desc())
        )
        standing = (Consent.decision == ConsentDecision.GIVEN, Consent.withdrawn_at.is_(None))
        ranked = (
            select(Consent.child_id, Consent.text_version, latest.label("place"))
            .join(Child, Child.id == Consent.child_id)
            .where(self.on_ledger, *standing)
            .subquery("ranked_consent")
        )
        return select(ranked.c.child_id, ranked.c.text_version).where(ranked.c.place == 1).subquery("standing_text")

    @cached_property
    def _served(self) -> Subquery:
        """When each child was last met by a volunteer: sessions that were confirmed."""
        return (
            select(ServiceSession.child_id, func.max(ServiceSession.starts_at).label("at"))
            .join(Child, Child.id == ServiceSession.child_id)
            .where(self.on_ledger, ServiceSession.state == SessionState.CONFIRMED)
            .group_by(ServiceSession.child_id)
            .subquery("last_session")
        )

    @cached_property
    def outdated(self) -> ColumnElement[bool]:
        """The text that was agreed to no longer counts."""
        text = self._texts.c.text_version
        return or_(text.is_(None), text < self.material)

    @cached_property
    def dues(self) -> dict[Due, ColumnElement[bool]]:
        """What is due, as conditions on the joined rows; a thing that cannot be due has none."""
        runs_out = Child.consented_until < self.today + timedelta(days=CONSENT_SOON)
        return {
            Due.CONSENT: or_(~self.consented, Child.consented_until.is_(None), self.outdated, runs_out),
            Due.SIXTEEN: Child.birth_date <= years_before(self.today + timedelta(days=SIXTEEN_SOON), UNDER_AGE),
            Due.WAITING: and_(self.consented, or_(Pairing.id.is_(None), Pairing.state.not_in(SERVED))),
        }

    def rows(self) -> Subquery:
        """Everything a card, a ledger and an export say of a child that is one value; with ``due_…`` and ``score``."""
        village = aliased(Area)
        flags = {due: case((condition, 1), else_=0) for due, condition in self.dues.items()}
        score = sum((flag * WEIGHTS[due] for due, flag in flags.items()), start=literal(0))
        columns: list[Any] = [
            Child.id, Child.code, case((self.named, Child.name), else_=null()).label("name"), Child.sex,
            Child.birth_date, Child.township_id, Child.village_id, Child.school_id, village.name.label("village"),
            func.coalesce(village.code, "").label("village_code"), School.name.label("school"), Child.grade,
            Child.class_name, Child.boarding, Child.left_behind, Child.guardianship, Child.risk, Child.registered_on,
            Child.consented_until, self.outdated.label("text_outdated"), Pairing.state.label("pairing"),
            Volunteer.code.label("volunteer"), self._served.c.at.label("served_at"),
        ]  # fmt: skip
        joined = self.joined(select(*columns, score.label("score"), *self._flagged(flags)))
        return (
            joined.outerjoin(village, village.id == Child.village_id)
            .outerjoin(School, School.id == Child.school_id)
            .outerjoin(Volunteer, Volunteer.id == Pairing.volunteer_id)
            .outerjoin(self._served, self._served.c.child_id == Child.id)
            .where(self.on_ledger)
            .subquery("ledger")
        )

    def joined(self, statement: Select[Any]) -> Select[Any]:
        """The statement over the children, with the tables that what is due depends on."""
        open_pairing = and_(Pairing.child_id == Child.id, Pairing.state.in_(SHOWN))
        return (
            statement.select_from(Child)
            .outerjoin(Pairing, open_pairing)
            .outerjoin(self._texts, self._texts.c.child_id == Child.id)
        )

    @staticmethod
    def _flagged(flags: dict[Due, Any]) -> list[Any]:
        return [flag.label(f"due_{due.value}") for due, flag in flags.items()]


def years_before(day: date, years: int) -> date:
    """The latest birth date of those who are ``years`` old on ``day``; 29 February counts from 1 March on."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


_OF_LEVEL = {
    AreaLevel.DISTRICT: Child.district_id,
    AreaLevel.TOWNSHIP: Child.township_id,
    AreaLevel.VILLAGE: Child.village_id,
}


def of_place(place: Area | Child) -> ColumnElement[bool]:
    """The children at home in an area, or the one child."""
    return Child.id == place.id if isinstance(place, Child) else _OF_LEVEL[place.level] == place.id
