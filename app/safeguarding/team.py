"""Who handles concerns in a district: the lead, the second and the deputies. All of them hold the lead's role."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.accounts.models import Account, RoleGrant
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.safeguarding.models import DutyDay, Post, SafeguardingPost


@dataclass(frozen=True)
class Team:
    """Where nobody is named lead, whoever has held the role longest leads. ``deputies`` are in that order too."""

    lead: Account | None
    second: Account | None
    deputies: tuple[Account, ...]

    @property
    def members(self) -> tuple[Account, ...]:
        """Everybody, the lead first, the second last."""
        return tuple(one for one in (self.lead, *self.deputies, self.second) if one is not None)


def team_of(session: DbSession, district_id: uuid.UUID) -> Team:
    """The people of a district, as they are now."""
    return teams_of(session, (district_id,))[district_id]


def teams_of(session: DbSession, district_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Team]:
    """The people of each of the districts, as they are now; of any number of them in as many statements."""
    found = (
        select(RoleGrant.area_id, Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == Role.SAFEGUARDING_LEAD,
            RoleGrant.area_id.in_(district_ids),
            RoleGrant.ended_at.is_(None),
            Account.active,
        )
        .order_by(RoleGrant.granted_at, Account.id)
    )
    holders: dict[uuid.UUID | None, dict[uuid.UUID, Account]] = {one: {} for one in district_ids}
    for district_id, account in session.execute(found):
        holders[district_id].setdefault(account.id, account)
    named = _named(session, district_ids)
    return {one: _team(list(holders[one].values()), named[one]) for one in district_ids}


def _team(holders: list[Account], named: dict[Post, uuid.UUID]) -> Team:
    """Of who holds the role of a lead, whoever has held it longest first."""
    second = next((one for one in holders if one.id == named.get(Post.SECOND)), None)
    rest = [one for one in holders if one is not second]
    lead = next((one for one in rest if one.id == named.get(Post.LEAD)), rest[0] if rest else None)
    return Team(lead, second, tuple(one for one in rest if one is not lead))


def posts_of(session: DbSession, district_id: uuid.UUID) -> dict[Post, uuid.UUID]:
    """Whom each post of a district names, where it names anybody."""
    return _named(session, (district_id,))[district_id]


def _named(session: DbSession, district_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[Post, uuid.UUID]]:
    found = select(SafeguardingPost.district_id, SafeguardingPost.post, SafeguardingPost.account_id).where(
        SafeguardingPost.district_id.in_(district_ids),
        SafeguardingPost.confirmed_at.is_not(None),
        SafeguardingPost.ended_at.is_(None),
    )
    named: dict[uuid.UUID, dict[Post, uuid.UUID]] = {one: {} for one in district_ids}
    for row in session.execute(found):
        named[row.district_id][row.post] = row.account_id
    return named


def on_duty(session: DbSession, district_id: uuid.UUID, day: date) -> uuid.UUID | None:
    """Whose day it is in the calendar; None: nobody's, and it falls to the lead."""
    return session.scalar(select(DutyDay.account_id).where(DutyDay.district_id == district_id, DutyDay.day == day))
