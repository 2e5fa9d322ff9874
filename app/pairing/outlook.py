"""Who is expected to come after today, as the last comparable season says: kinds of people, under nobody's ids.

Comparable is the last season of the same district and the same vacation (winter with winter) that was over before this
one begins and for which somebody signed up. The same point of it lies as many days before or after its first day as
today lies before or after this season's: volunteers come and go with the vacation, whatever day an organizer typed the
season in. Expected are the children who could be matched only after that point (the later of the days on which they
were registered and their guardian's consent was given), and the volunteers who signed up after it.

Files keep no history: needs, grades and skills are those of today. What is about one person only (interests, waiting,
attention) is left out, and so is a child whose guardian has said no since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import defer, selectinload

from app import matching
from app.children.gates import has_said_no
from app.children.models import Child, Consent, ConsentDecision
from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.feed import HIDDEN, as_child, as_volunteer
from app.pairing.gates import ONLINE
from app.seasons.models import Season
from app.volunteers.models import Availability, Volunteer


@dataclass(frozen=True)
class Expected:
    """The outlook of a run, and the part of the past season it was read from: the days after ``after``."""

    season: Season
    after: date
    outlook: matching.Outlook

    def told(self) -> dict[str, Any]:
        """What is kept with the run: the season, from when on, and how many came."""
        return {
            "season": self.season.name,
            "from": (self.after + timedelta(days=1)).isoformat(),
            "until": self.season.ends_on.isoformat(),
            "children": len(self.outlook.children),
            "volunteers": len(self.outlook.volunteers),
        }


def comparable_season(session: DbSession, season: Season) -> Season | None:
    """The last past season of the same district and vacation for which anybody signed up."""
    wanted = select(Season).where(
        Season.district_id == season.district_id,
        Season.kind == season.kind,
        Season.ends_on < season.starts_on,
        select(Availability.id).where(Availability.season_id == Season.id).exists(),
    )
    return session.scalars(wanted.order_by(Season.starts_on.desc(), Season.id).limit(1)).one_or_none()


def expect(session: DbSession, season: Season, today: date) -> Expected | None:
    """Who is expected after ``today``; None without a comparable season."""
    past = comparable_season(session, season)
    if past is None:
        return None
    after = past.starts_on + (today - season.starts_on)
    outlook = matching.Outlook(
        volunteers=tuple(_volunteers(session, past, after)), children=tuple(_children(session, past, after))
    )
    return Expected(past, after, outlook)


def _volunteers(session: DbSession, past: Season, after: date) -> Iterable[matching.Volunteer]:
    wanted = (
        select(Availability)
        .where(
            Availability.season_id == past.id,
            Availability.signed_up_on > after,
            Availability.signed_up_on <= past.ends_on,
            Availability.withdrawn_on.is_(None),
            Availability.capacity > 0,
        )
        .options(
            selectinload(Availability.volunteer).options(
                defer(Volunteer.name),
                defer(Volunteer.phone),
                defer(Volunteer.id_number),
                selectinload(Volunteer.skills),
            )
        )
        .order_by(Availability.volunteer_id)
    )
    for number, offered in enumerate(session.scalars(wanted)):
        known = as_volunteer(offered.volunteer, offered, past, offered.capacity)
        yield replace(known, id=f"volunteer {number}", interests="")


def _children(session: DbSession, past: Season, after: date) -> Iterable[matching.Child]:
    wanted = (
        select(Child)
        .where(Child.district_id == past.district_id, _came_by(after, past.ends_on))
        .options(*map(defer, HIDDEN), selectinload(Child.needs))
        .options(selectinload(Child.consents).options(defer(Consent.consenter), defer(Consent.witness)))
        .order_by(Child.id)
    )
    number = 0
    for child in session.scalars(wanted):
        consent = _arrival(child, after, past.ends_on)
        if consent is None or not child.needs or has_said_no(child):
            continue
        modes = child.modes if consent.online else child.modes - {ONLINE}
        yield replace(
            as_child(child, after),
            id=f"child {number}",
            modes=tuple(sorted(modes)),
            interests="",
            risk=0,
            waiting_days=0,
        )
        number += 1


def _came_by(after: date, until: date) -> ColumnElement[bool]:
    consented = Child.consents.any((Consent.given_on > after) & (Consent.given_on <= until))
    return or_((Child.registered_on > after) & (Child.registered_on <= until), consented)


def _arrival(child: Child, after: date, until: date) -> Consent | None:
    """The consent with which the child could first be matched between two days; None for one who was there before."""
    given = [one for one in child.consents if one.decision is ConsentDecision.GIVEN and one.expires_on is not None]
    if child.registered_on <= after and any(_holds(one, after) for one in given):
        return None
    first_days = [(max(one.given_on, child.registered_on), one) for one in given]
    coming = [(day, one) for day, one in first_days if after < day <= until and _holds(one, day)]
    still_here = [(day, one) for day, one in coming if child.left_on is None or day < child.left_on]
    return min(still_here, key=lambda found: (found[0], found[1].recorded_at), default=(None, None))[1]


def _holds(consent: Consent, day: date) -> bool:
    withdrawn = consent.withdrawn_at
    return (
        consent.given_on <= day
        and (consent.expires_on is None or day <= consent.expires_on)
        and (withdrawn is None or day < clock.local(withdrawn).date())
    )
