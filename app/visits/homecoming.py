"""Parents are home 父母在家: for each household of one's villages, what is open and can be completed in one visit.

Nothing is ticked here: a line goes away, and counts as done, when what it asks for is on file.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.children.disclosure.households import households, without_phone
from app.children.gates import ChildGate, has_said_no, last_decision
from app.children.gates import missing as missing_of_child
from app.children.models import Child, ChildStatus
from app.foundation import clock
from app.foundation.access import Actor, Role, visible_to, within_any
from app.foundation.database import DbSession
from app.places.models import Area
from app.seasons.calendar import SPRING_FESTIVALS
from app.visits.standing import Lack, Standing, standing_columns

MOST = 600
RENEW_WITHIN = timedelta(days=120)
"""A consent or an agreement that ends before the parents are home again (in summer) is renewed while they are here."""
DONE_WITHIN = timedelta(days=30)
"""What was done so lately is shown as done in this round."""
AROUND = timedelta(days=20)
"""Before and after the Spring Festival the landing page reminds of the list."""


class HomeTask(StrEnum):
    """What to complete while the parents are there."""

    CONSENT_ASK = "consent_ask"
    CONSENT_RENEW = "consent_renew"
    CONSENT_TEXT = "consent_text"
    AGREEMENT = "agreement"
    PHONE_GUARDIAN = "phone_guardian"
    PHONE_CARER = "phone_carer"
    CONTACT = "contact"
    FILE = "file"


CONSENT = (HomeTask.CONSENT_ASK, HomeTask.CONSENT_RENEW, HomeTask.CONSENT_TEXT)


@dataclass(frozen=True)
class HomeChild:
    """One child of a household: what is open, and what was completed in this round."""

    child: Child
    open: tuple[HomeTask, ...]
    done: tuple[HomeTask, ...]


@dataclass(frozen=True)
class Household:
    """Children who live together."""

    children: tuple[HomeChild, ...]

    @property
    def open(self) -> int:
        """How many lines are open."""
        return sum(len(one.open) for one in self.children)


def homecoming(session: DbSession, actor: Actor, village_id: uuid.UUID | None = None) -> list[Household]:
    """The households of the actor's villages (or one of them) in which something is open or was just done.

    Those with most to do stand first; by the first child's code else.
    """
    query = visible_to(actor, Child).where(
        Child.status == ChildStatus.ACTIVE, within_any(actor, (Role.VILLAGE_DIRECTOR,), Child)
    )
    if village_id is not None:
        query = query.where(Child.village_id == village_id)
    loaded = query.options(
        selectinload(Child.carers), selectinload(Child.consents), selectinload(Child.needs), joinedload(Child.village)
    )
    rows = session.execute(loaded.add_columns(*standing_columns()).order_by(Child.code).limit(MOST)).all()
    standing = {row[0].id: Standing(row[0].registered_on, *row[1:]) for row in rows}
    found = []
    for members in households([row[0] for row in rows]):
        children = (_home_child(child, standing[child.id]) for child in members)
        shown = tuple(one for one in children if one.open or one.done)
        if shown:
            found.append(Household(shown))
    return sorted(found, key=lambda one: (-one.open, one.children[0].child.code))


def own_villages(session: DbSession, actor: Actor) -> Sequence[Area]:
    """The villages whose card the actor keeps."""
    ids = actor.scope_ids(Role.VILLAGE_DIRECTOR)
    return session.scalars(select(Area).where(Area.id.in_(ids)).order_by(Area.code, Area.name)).all()


def parents_are_home(today: date) -> bool:
    """Whether the Spring Festival is near: parents who work away come home for it."""
    return any(abs(first - today) <= AROUND for first in SPRING_FESTIVALS.values())


def _home_child(child: Child, standing: Standing) -> HomeChild:
    today = clock.today()
    asked = [*_consent(child, today), *_of_file(standing, today)]
    no_guardian, no_carer = without_phone(child)
    asked += [HomeTask.PHONE_GUARDIAN] if no_guardian else []
    asked += [HomeTask.PHONE_CARER] if no_carer else []
    done = _done(child, standing, today)
    order = list(HomeTask).index
    return HomeChild(child, tuple(sorted(set(asked), key=order)), tuple(sorted(done - set(asked), key=order)))


def _consent(child: Child, today: date) -> list[HomeTask]:
    """A guardian who said no is not asked again by a list."""
    if has_said_no(child):
        return []
    gates = missing_of_child(child, today)
    if ChildGate.CONSENT_MISSING in gates:
        return [HomeTask.CONSENT_ASK]
    if ChildGate.TEXT_OUTDATED in gates:
        return [HomeTask.CONSENT_TEXT]
    last = last_decision(child.consents)
    ends = last.expires_on if last is not None else None
    return [HomeTask.CONSENT_RENEW] if ends is not None and ends < today + RENEW_WITHIN else []


def _of_file(standing: Standing, today: date) -> list[HomeTask]:
    lacks = set(standing.lacks(today))
    ends = standing.agreed_until is not None and standing.agreed_until < today + RENEW_WITHIN
    found = {
        HomeTask.AGREEMENT: ends or Lack.AGREEMENT_MISSING in lacks,
        HomeTask.CONTACT: bool(lacks & {Lack.CONTACT_UNKNOWN, Lack.CONTACT_RARE}),
        HomeTask.FILE: bool(lacks & {Lack.FILE_DIFFERS, Lack.FILE_UNCHECKED}),
    }
    return [task for task, lacking in found.items() if lacking]


def _done(child: Child, standing: Standing, today: date) -> set[HomeTask]:
    last = last_decision(child.consents)
    done = set()
    if last is not None and last.withdrawn_at is None and last.given_on >= today - DONE_WITHIN:
        done.add(HomeTask.CONSENT_RENEW)
    if standing.checked_on is not None and standing.checked_on >= today - DONE_WITHIN:
        done.add(HomeTask.FILE)
    return done
