"""Reads of children's files, always scoped to the actor or to a district for a job."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import defer, load_only, selectinload

from app.accounts.models import Account
from app.children.access import lists_names
from app.children.gates import last_decision, missing
from app.children.models import (
    Child,
    ChildStatus,
    ChildTransfer,
    Consent,
    ConsentDecision,
    ConsentLink,
    LedgerChange,
    Need,
    PossibleDouble,
    RiskChange,
    TransferState,
)
from app.foundation import clock
from app.foundation.access import Actor, Role, visible_to, within_any
from app.foundation.chinese.ordering import by_person, place_key
from app.foundation.database import DbSession
from app.places.models import Area

PAGE = 30
MOST_NAMES = 5000
"""So many names are opened to put a list in their order; a longer one is in the order of codes."""
ANSWERS_SHOWN = timedelta(days=14)


@dataclass(frozen=True)
class Filters:
    """What the list of children is narrowed to; empty is everything on the ledger."""

    grade: int | None = None
    class_name: str = ""
    consent: str = ""  # "valid", "none"
    need: str = ""  # a code of a service area or subject
    status: ChildStatus = ChildStatus.ACTIVE


def child_for(session: DbSession, actor: Actor, child_id: uuid.UUID) -> Child | None:
    """The file, if the actor sees it, with what a page about it shows."""
    query = visible_to(actor, Child).where(Child.id == child_id)
    return session.scalars(_loaded(query)).one_or_none()


def children_page(
    session: DbSession, actor: Actor, filters: Filters, total: int, after: str = "", limit: int = PAGE
) -> tuple[list[Child], str | None]:
    """One page of the ``total`` children the actor sees, and the code after which the next begins.

    Of each file what a list shows and gates judge, and nothing else: what stays sealed need not be opened.
    By the sound of their names where the list shows names and there are few enough to open them all, else by code; what
    an address holds is a code in both.
    """
    query = visible_to(actor, Child).where(*_conditions(filters))
    if lists_names(actor) and total <= MOST_NAMES:
        return _page_by_name(session, query, after, limit)
    if after:
        query = query.where(Child.code > after)
    rows = list(session.scalars(_listed(query.order_by(Child.code).limit(limit + 1))))
    return rows[:limit], rows[limit - 1].code if len(rows) > limit else None


def _page_by_name(session: DbSession, query: Select[Any], after: str, limit: int) -> tuple[list[Child], str | None]:
    names = session.execute(query.with_only_columns(Child.id, Child.code, Child.name))
    ordered = by_person([(row[0], row[1], row[2]) for row in names], lambda one: one[2])
    begin = next((place + 1 for place, one in enumerate(ordered) if one[1] == after), 0)
    page = ordered[begin : begin + limit]
    loaded = _listed(query.where(Child.id.in_([one[0] for one in page])))
    rows = {child.id: child for child in session.scalars(loaded)}
    more = len(ordered) > begin + limit
    return [rows[one[0]] for one in page], page[-1][1] if more and page else None


def count_children(session: DbSession, actor: Actor, filters: Filters) -> int:
    """How many the filters leave."""
    query = visible_to(actor, Child).where(*_conditions(filters))
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def count_registered(
    session: DbSession, actor: Actor, roles: Iterable[Role], district_id: uuid.UUID
) -> tuple[int, int]:
    """How many children of a district are on the ledger within the scopes of these roles, and how many with consent.

    Numbers only: these roles see no file without consent.
    """
    here = (Child.district_id == district_id, Child.status == ChildStatus.ACTIVE, within_any(actor, roles, Child))
    given = func.count().filter(Child.is_consented(clock.today()))
    row = session.execute(select(func.count(), given).select_from(Child).where(*here)).one()
    return row[0], row[1]


def classes_of(session: DbSession, actor: Actor) -> list[str]:
    """The classes among the children the actor sees, for a filter."""
    query = visible_to(actor, Child).where(Child.class_name.is_not(None), Child.status == ChildStatus.ACTIVE)
    names = session.scalars(query.with_only_columns(Child.class_name).distinct())
    return sorted((name for name in names if name), key=place_key)


def matchable(session: DbSession, district_id: uuid.UUID, today: date) -> list[Child]:
    """The children of a district that every gate lets through today; for the engine, so without an actor."""
    query = select(Child).where(Child.district_id == district_id, Child.status == ChildStatus.ACTIVE)
    query = query.where(Child.is_consented(today), Child.hold.is_(None))
    rows = session.scalars(_loaded(query.order_by(Child.id)))
    return [child for child in rows if not missing(child, today)]


def without_consent(actor: Actor) -> Select[Any]:
    """The children on the ledger whose guardian's consent does not reach today."""
    return _loaded(visible_to(actor, Child).where(*_conditions(Filters(consent="none"))))


def forms_for(
    session: DbSession, actor: Actor, *, ids: Sequence[uuid.UUID] = (), filters: Filters | None = None
) -> list[Child]:
    """The children to print forms for: of those asked for, the ones without consent whose guardian did not refuse."""
    query = without_consent(actor).order_by(Child.grade, Child.class_name, Child.code)
    wanted = _conditions(filters) if filters is not None else [Child.id.in_(ids)]
    query = query.where(*wanted)
    return [child for child in session.scalars(query) if not refused(child)]


@dataclass(frozen=True)
class FamilyAnswer:
    """What a family did by itself: an answer by link, or a yes taken back, by link or through staff."""

    child_id: uuid.UUID
    code: str
    agreed: bool
    withdrawn: bool
    on: datetime


def family_answers(session: DbSession, actor: Actor) -> list[FamilyAnswer]:
    """Those of the last two weeks about children whose consent the actor records, the latest first."""
    since = clock.now() - ANSWERS_SHOWN
    query = select(Consent, Child.code).join(Child, Child.id == Consent.child_id)
    query = query.options(defer(Consent.consenter), defer(Consent.witness), defer(Consent.home_yes_by))
    query = query.where(within_any(actor, (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR), Child)).where(
        or_(Consent.withdrawn_at > since, and_(Consent.link_id.is_not(None), Consent.recorded_at > since))
    )
    found = [
        FamilyAnswer(
            one.child_id, code, one.decision is ConsentDecision.GIVEN, one.withdrawn_at is not None,
            one.withdrawn_at or one.recorded_at,
        )
        for one, code in session.execute(query)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.on, reverse=True)


def links_of_child(session: DbSession, actor: Actor, child: Child) -> list[ConsentLink]:
    """The links made for a child, the latest first."""
    query = visible_to(actor, ConsentLink).where(ConsentLink.child_id == child.id)
    return list(session.scalars(query.order_by(ConsentLink.made_at.desc()).limit(PAGE)))


def links_of_classes(session: DbSession, actor: Actor) -> list[ConsentLink]:
    """The links of classes that still open, the latest first."""
    query = visible_to(actor, ConsentLink).where(
        ConsentLink.child_id.is_(None), ConsentLink.ended_at.is_(None), ConsentLink.expires_at > clock.now()
    )
    return list(session.scalars(query.order_by(ConsentLink.made_at.desc()).limit(PAGE)))


def area_names(session: DbSession, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of areas by id."""
    found = session.execute(select(Area.id, Area.name).where(Area.id.in_(list(ids))))
    return {row.id: row.name for row in found}


def refused(child: Child) -> bool:
    """Whether the guardian's last word was no."""
    last = last_decision(child.consents)
    return last is not None and last.decision is ConsentDecision.REFUSED


def risk_changes(session: DbSession, child: Child) -> list[tuple[RiskChange, str | None]]:
    """The levels of attention of a child that the caller has judged, the latest first, each with who set it."""
    query = select(RiskChange, Account.name).outerjoin(Account, Account.id == RiskChange.changed_by_id)
    query = query.where(RiskChange.child_id == child.id)
    rows = session.execute(query.order_by(RiskChange.changed_at.desc(), RiskChange.id).limit(PAGE))
    return [(row[0], row[1]) for row in rows]


def ledger_changes(session: DbSession, child: Child) -> list[LedgerChange]:
    """When a child that the caller has judged left the ledger and came back, the latest first."""
    query = select(LedgerChange).where(LedgerChange.child_id == child.id)
    return list(session.scalars(query.order_by(LedgerChange.changed_at.desc(), LedgerChange.id).limit(PAGE)))


def over_age(session: DbSession, actor: Actor) -> list[Child]:
    """Children of the actor's schools who turned 16 on the ledger and wait for a decision, the longest first."""
    query = visible_to(actor, Child).where(Child.status == ChildStatus.ACTIVE, Child.over_age_on.is_not(None))
    query = query.where(within_any(actor, (Role.SCHOOL_STAFF,), Child))
    return list(session.scalars(query.order_by(Child.over_age_on, Child.code).limit(PAGE)))


def transfers_to_confirm(session: DbSession, actor: Actor) -> list[ChildTransfer]:
    """Transfers that wait for the actor's own school."""
    query = visible_to(actor, ChildTransfer).where(
        ChildTransfer.state == TransferState.ASKED,
        ChildTransfer.to_school_id.in_(actor.scope_ids(Role.SCHOOL_STAFF)),
    )
    return list(session.scalars(query.order_by(ChildTransfer.asked_at)))


def recent_transfers(session: DbSession, actor: Actor) -> list[ChildTransfer]:
    """Open transfers of the actor's schools; of what was taken over only the receiver still sees the file."""
    query = visible_to(actor, ChildTransfer).where(ChildTransfer.state == TransferState.ASKED)
    return list(session.scalars(query.order_by(ChildTransfer.asked_at.desc()).limit(PAGE)))


def open_doubles(session: DbSession, actor: Actor) -> list[PossibleDouble]:
    """Possible doubles that wait for the actor's judgement, the oldest first."""
    query = visible_to(actor, PossibleDouble).where(PossibleDouble.outcome.is_(None))
    return list(session.scalars(query.order_by(PossibleDouble.found_at, PossibleDouble.id)))


def _loaded(query: Select[Any]) -> Select[Any]:
    return query.options(
        selectinload(Child.needs), selectinload(Child.consents), selectinload(Child.carers),
        selectinload(Child.township), selectinload(Child.village), selectinload(Child.school),
    )  # fmt: skip


def _listed(query: Select[Any]) -> Select[Any]:
    """What a row of a list shows, with the places a scope is judged by; anything else raises where it is asked for."""
    return query.options(
        load_only(
            Child.code, Child.name, Child.birth_date, Child.sex, Child.grade, Child.class_name, Child.district_id,
            Child.township_id, Child.village_id, Child.school_id, Child.status, Child.hold, Child.risk,
            Child.suitability, Child.professional, Child.consented_until, raiseload=True,
        ),
        selectinload(Child.needs).load_only(Need.area, Need.subject, Need.must, raiseload=True),
        selectinload(Child.consents).load_only(
            Consent.decision, Consent.given_on, Consent.withdrawn_at, Consent.recorded_at, Consent.expires_on,
            Consent.legal_guardian, Consent.authority, Consent.relation, Consent.text_version, Consent.child_wish,
            raiseload=True,
        ),
        selectinload(Child.township).load_only(Area.name), selectinload(Child.village).load_only(Area.name),
    )  # fmt: skip


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    today = clock.today()
    found: list[ColumnElement[bool]] = [Child.status == filters.status]
    if filters.grade is not None:
        found.append(Child.grade == filters.grade)
    if filters.class_name:
        found.append(Child.class_name == filters.class_name)
    if filters.consent == "valid":
        found.append(Child.is_consented(today))
    elif filters.consent == "none":
        found.append(or_(Child.consented_until.is_(None), Child.consented_until < today))
    if filters.need:
        wanted = or_(Need.subject == filters.need, and_(Need.area == filters.need, Need.subject.is_(None)))
        found.append(Child.id.in_(select(Need.child_id).where(wanted)))
    return found
