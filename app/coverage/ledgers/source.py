"""The one statement under card, ledger, file and export: a row per child on the ledger, with what is due about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import CTE, ColumnElement, Subquery, and_, bindparam, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.children.models import Child, ChildStatus, Consent, ConsentDecision
from app.children.rules.values import UNDER_AGE
from app.coverage.ledgers.codes import WEIGHTS, Due
from app.pairing.models import OPEN_STATES, Pairing, PairingState
from app.places.models import Area, AreaLevel, School
from app.sessions.models import ServiceSession, SessionState
from app.visits.codes import CheckOutcome
from app.visits.due import due_table
from app.visits.standing import CHECK_EVERY, agreed_until, checked_on, last_check, last_contact
from app.volunteers.models import Volunteer

SIXTEEN_SOON = 90
"""Days before the sixteenth birthday from which it is on the ledger."""
CONSENT_SOON = 30
"""Days before a consent runs out from which it is to be renewed."""
SERVED = (PairingState.APPROVED, PairingState.ACTIVE)
SHOWN = (*SERVED, PairingState.SUSPENDED)


@dataclass(frozen=True)
class Source:
    """Which children, on which day. ``scope`` is a condition on ``Child``.

    ``named``: of which of them the name is read. ``material``: consents to an older text do not hold.
    """

    scope: ColumnElement[bool]
    named: ColumnElement[bool]
    today: date
    material: int

    @property
    def on_ledger(self) -> ColumnElement[bool]:
        """The children of the rows."""
        return and_(Child.status == ChildStatus.ACTIVE, self.scope)

    @cached_property
    def facts(self) -> CTE:
        """Everything that card, ledger and file say of a child in one value, and that what is due follows from.

        Materialised: what is due asks a fact many times over, and each is to be looked up once.
        """
        village, visits = aliased(Area), due_table()
        columns: list[Any] = [
            Child.id, Child.code, case((self.named, Child.name), else_=null()).label("name"), Child.sex,
            Child.birth_date, Child.township_id, Child.village_id, village.name.label("village"),
            func.coalesce(village.code, "").label("village_code"), School.name.label("school"), Child.grade,
            Child.class_name, Child.left_behind, Child.guardianship, Child.risk, Child.registered_on,
            Child.consented_until, _text_agreed_to().label("text_version"),
            case((Pairing.state.in_(SHOWN), Pairing.state), else_=null()).label("pairing"),
            Volunteer.code.label("volunteer"), _last_session().label("served_at"), visits.c.last_on.label("visited_on"),
            visits.c.due_on.label("visit_due_on"), agreed_until().label("agreed_until"),
            last_contact().label("parent_contact"), checked_on().label("checked_on"), last_check().label("last_check"),
        ]  # fmt: skip
        return (
            select(*columns)
            .select_from(Child)
            .join(visits, visits.c.child_id == Child.id)
            .outerjoin(village, village.id == Child.village_id)
            .outerjoin(School, School.id == Child.school_id)
            .outerjoin(Pairing, and_(Pairing.child_id == Child.id, _open()))
            .outerjoin(Volunteer, and_(Volunteer.id == Pairing.volunteer_id, Pairing.state.in_(SHOWN)))
            .where(self.on_ledger)
            .cte("facts")
            .prefix_with("MATERIALIZED")
        )

    @property
    def consented(self) -> ColumnElement[bool]:
        """A guardian's consent reaches today; over ``facts``."""
        until = self.facts.c.consented_until
        return and_(until.is_not(None), until >= self.today)

    @property
    def outdated(self) -> ColumnElement[bool]:
        """The text that was agreed to no longer counts; over ``facts``."""
        text = self.facts.c.text_version
        return or_(text.is_(None), text < self.material)

    @cached_property
    def dues(self) -> dict[Due, ColumnElement[bool]]:
        """What is due, the most urgent first; over ``facts``."""
        of, today = self.facts.c, self.today
        runs_out = of.consented_until < today + timedelta(days=CONSENT_SOON)
        return {
            Due.VISIT: of.visit_due_on < today,
            Due.CONSENT: or_(~self.consented, self.outdated, runs_out),
            Due.AGREEMENT: or_(of.agreed_until.is_(None), of.agreed_until < today),
            Due.REVIEW: or_(
                of.last_check == CheckOutcome.DIFFERS,
                func.coalesce(of.checked_on, of.registered_on) < today - CHECK_EVERY,
            ),
            Due.SIXTEEN: of.birth_date <= years_before(today + timedelta(days=SIXTEEN_SOON), UNDER_AGE),
            Due.WAITING: and_(self.consented, or_(of.pairing.is_(None), of.pairing.not_in(SERVED))),
        }

    def rows(self) -> Subquery:
        """The facts with ``due_…`` (0 or 1), ``score`` and ``text_outdated``."""
        flags = {due: case((condition, 1), else_=0) for due, condition in self.dues.items()}
        score: Any = sum((flag * WEIGHTS[due] for due, flag in flags.items()), start=literal(0))
        named = [flag.label(f"due_{due.value}") for due, flag in flags.items()]
        return select(*self.facts.c, score.label("score"), self.outdated.label("text_outdated"), *named).subquery(
            "ledger"
        )


def _open() -> ColumnElement[bool]:
    """The one open pairing of a child. Written out, for it is the condition of the index that finds it."""
    states: Any = bindparam("open_states", list(OPEN_STATES), expanding=True, literal_execute=True)
    return Pairing.state.in_(states)


def _text_agreed_to() -> ColumnElement[Any]:
    """The version of the text that the child's standing consent agreed to; NULL without one."""
    standing = select(Consent.text_version).where(
        Consent.child_id == Child.id, Consent.decision == ConsentDecision.GIVEN, Consent.withdrawn_at.is_(None)
    )
    latest = standing.order_by(Consent.given_on.desc(), Consent.recorded_at.desc()).limit(1)
    return latest.correlate(Child).scalar_subquery()


def _last_session() -> ColumnElement[Any]:
    """When the child was last met by a volunteer: a session that was confirmed.

    The state is asked of each session of the child, lest SQLite walk all confirmed sessions there are from the latest.
    """
    confirmed = case((ServiceSession.state == SessionState.CONFIRMED, ServiceSession.starts_at))
    last = select(func.max(confirmed)).where(ServiceSession.child_id == Child.id)
    return last.correlate(Child).scalar_subquery()


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
