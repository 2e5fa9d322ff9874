"""Whose records a figure counts: each source says which rows lie in a period and place, and whose place that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true

from app.activities.models import Activity, ActivityService, ActivityState, ServiceState
from app.children.models import Child
from app.coverage.access import READERS
from app.coverage.figures import By
from app.coverage.registry.asking import Ask
from app.foundation.access import Role
from app.pairing.models import Pairing
from app.places.models import Site
from app.sessions.models import ServiceSession, SessionState
from app.visits.models import Visit
from app.volunteers.models import Volunteer


class SourceName(StrEnum):
    """The kinds of records there are."""

    CHILDREN = "children"
    SESSIONS = "sessions"
    ACTIVITIES = "activities"
    SERVICES = "services"
    """A volunteer served at an activity."""
    VISITS = "visits"
    SITES = "sites"
    VOLUNTEERS = "volunteers"


@dataclass(frozen=True)
class Source:
    """Rows of ``model``, at the place that ``places`` has.

    ``joined`` adds the tables that the place and the rows need; ``among`` says which rows lie in the period. ``keys``
    are the columns to group by; a source without a key is not counted by such places, nor for those who see only those.
    """

    name: SourceName
    model: Any
    places: Any
    keys: dict[By, Any]
    joined: Callable[[Select[Any]], Select[Any]] = lambda statement: statement
    among: Callable[[Ask], ColumnElement[bool]] = lambda _ask: true()
    roles: tuple[Role, ...] = READERS

    def rows(self, ask: Ask, *columns: Any) -> Select[Any]:
        """``columns`` of the rows that lie in the period, the place and the scope."""
        statement = self.joined(select(*columns).select_from(self.model))
        return statement.where(ask.covers(self.places, self.roles), self.among(ask))


def _keys(places: Any) -> dict[By, Any]:
    return {By.TOWNSHIP: places.township_id, By.VILLAGE: places.village_id, By.SCHOOL: places.school_id}


def _confirmed(ask: Ask) -> ColumnElement[bool]:
    """Confirmed sessions that began in the period, or of the season's pairings; of the service area asked for."""
    first, after = ask.period.bounds
    confirmed = ServiceSession.state == SessionState.CONFIRMED
    if ask.period.season_id is not None:
        when = Pairing.season_id == ask.period.season_id
    else:
        when = (ServiceSession.starts_at >= first) & (ServiceSession.starts_at < after)
    return confirmed & when & (ServiceSession.service_area == ask.service if ask.service else true())


def _held(ask: Ask) -> ColumnElement[bool]:
    """Activities held that began in the period, at the site and of the service area asked for."""
    first, after = ask.period.bounds
    held = (Activity.state == ActivityState.HELD) & (Activity.starts_at >= first) & (Activity.starts_at < after)
    at_site = Activity.site_id == ask.site_id if ask.site_id else true()
    return held & at_site & (Activity.service_area == ask.service if ask.service else true())


CHILDREN = Source(SourceName.CHILDREN, Child, Child, _keys(Child))
SESSIONS = Source(
    SourceName.SESSIONS,
    ServiceSession,
    Child,
    _keys(Child),
    lambda statement: statement.join(Child, Child.id == ServiceSession.child_id).join(
        Pairing, Pairing.id == ServiceSession.pairing_id
    ),
    _confirmed,
)
ACTIVITIES = Source(
    SourceName.ACTIVITIES,
    Activity,
    Site,
    _keys(Site),
    lambda statement: statement.join(Site, Site.id == Activity.site_id),
    _held,
)
SERVICES = Source(
    SourceName.SERVICES,
    ActivityService,
    Site,
    _keys(Site),
    lambda statement: statement.join(Activity, Activity.id == ActivityService.activity_id).join(
        Site, Site.id == Activity.site_id
    ),
    lambda ask: _held(ask) & (ActivityService.state == ServiceState.CONFIRMED),
)
VISITS = Source(
    SourceName.VISITS,
    Visit,
    Child,
    _keys(Child),
    lambda statement: statement.join(Child, Child.id == Visit.child_id),
    lambda ask: Visit.visited_on.between(ask.period.first, ask.period.last) & Visit.voided_at.is_(None),
)
SITES = Source(
    SourceName.SITES, Site, Site, _keys(Site), among=lambda ask: Site.id == ask.site_id if ask.site_id else true()
)
VOLUNTEERS = Source(
    SourceName.VOLUNTEERS,
    Volunteer,
    Volunteer,
    {By.TOWNSHIP: Volunteer.township_id},
    roles=(Role.ORGANIZER, Role.TOWNSHIP_SUPERVISOR),
)
