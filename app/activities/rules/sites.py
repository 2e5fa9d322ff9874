"""What the League says of a site beside its address: how many children it holds, when it is open, who keeps it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from sqlalchemy import select

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.places.models import Area, AreaLevel, Site, SiteHours, SiteReach


@dataclass(frozen=True)
class Running:
    """How a site is run. ``hours``: weekday (1 to 7) to opening and closing; ``reach``: townships beside its own."""

    capacity: int | None = None
    keeper_id: uuid.UUID | None = None
    keeper_contact: str = ""
    hours: Mapping[int, tuple[time, time]] = field(default_factory=dict)
    reach: frozenset[uuid.UUID] = frozenset()


def run_site(session: DbSession, actor: Actor, site_id: uuid.UUID, running: Running) -> Site:
    """Save how a site is run. Its keeper may from then on record activities there, and calls the roll by name. Commits.

    Raises:
        Missing: the site, the keeper's account or a township is not the actor's.
        Refused: it would close before it opens.
    """
    site = authorize(actor, Permission.PLACE_WRITE, session.get(Site, site_id, with_for_update={"of": Site}))
    for weekday, (opens, closes) in running.hours.items():
        if closes <= opens:
            raise Refused("activities.closes_before_opening", field=f"opens_{weekday}")
    _check_ours(session, actor, site, running)
    plain = {
        "capacity": running.capacity,
        "keeper_id": running.keeper_id,
        "keeper_contact": running.keeper_contact or None,
    }
    fields = [name for name, value in plain.items() if getattr(site, name) != value]
    for name in fields:
        setattr(site, name, plain[name])
    if {one.weekday: (one.opens, one.closes) for one in site.hours} != dict(running.hours):
        fields.append("hours")
        site.hours.clear()
        session.flush()
        site.hours.extend(SiteHours(weekday=day, opens=span[0], closes=span[1]) for day, span in running.hours.items())
    reach = running.reach - {site.township_id}
    if {one.township_id for one in site.reach} != reach:
        fields.append("reach")
        site.reach.clear()
        session.flush()
        site.reach.extend(SiteReach(township_id=township_id) for township_id in sorted(reach))
    if fields:
        audit.record(session, actor, audit.Action.PLACE_CHANGED, site, kind="site", fields=sorted(fields))
    session.commit()
    return site


def _check_ours(session: DbSession, actor: Actor, site: Site, running: Running) -> None:
    if running.keeper_id is not None and running.keeper_id != site.keeper_id:
        seen = visible_to(actor, Account).where(Account.id == running.keeper_id, Account.active)
        if session.scalars(seen).one_or_none() is None:
            raise Missing
    near = select(Area.id).where(Area.district_id == site.district_id, Area.level == AreaLevel.TOWNSHIP)
    if running.reach - set(session.scalars(near)):
        raise Missing
