"""How the pairings of past seasons ended, as the engine learns from it.

Of pairings that began (the first meeting was recorded) and are over, one lasted that ended because the season was over,
or within the season's last week whatever the reason. One that ended before did not. Two endings say nothing about how
well two people went together, and teach nothing: the child moved away; and it was for the child's safety, which is a
gate and must never turn into a weight. Where consent was withdrawn nothing is learnt from the child's file at all.

In time a pairing stands on the day it began, not on the day it ended: of one season those that lasted end last, so the
latest to end would all have lasted, and a model judged on them would be judged by its own answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, defer, selectinload

from app import matching
from app.children.gates import has_said_no
from app.children.models import Child, Consent
from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.feed import HIDDEN, as_child, as_volunteer
from app.pairing.models import EndReason, Pairing, PairingState
from app.seasons.models import Season
from app.volunteers.gates import availability_in
from app.volunteers.models import Volunteer

SILENT = (EndReason.CHILD_LEFT.value, EndReason.SAFEGUARDING.value, EndReason.CONSENT_WITHDRAWN.value)
LAST_DAYS = timedelta(days=7)


def past_outcomes(session: DbSession, season: Season, today: date) -> list[matching.Outcome]:
    """Ended pairings of the district's seasons that were over before this one and before ``today``.

    People are as their files have them now, with the time they offered then; a pairing of a volunteer who offered none
    (imported from elsewhere) is left out.
    """
    wanted = (
        select(Pairing)
        .join(Pairing.season)
        .where(
            Season.district_id == season.district_id,
            Season.ends_on < min(season.starts_on, today),
            Pairing.state == PairingState.ENDED,
            Pairing.active_at.is_not(None),
            Pairing.reason.not_in(SILENT),
        )
        .options(contains_eager(Pairing.season))
        .options(defer(Pairing.note), defer(Pairing.farewell), defer(Pairing.usual_place))
        .options(_child, _needs, _consents, _volunteer, _skills, _availabilities)
        .order_by(Pairing.id)
    )
    return [found for pairing in session.scalars(wanted) if (found := as_outcome(pairing)) is not None]


_child = selectinload(Pairing.child).options(*map(defer, HIDDEN))
_needs = selectinload(Pairing.child).selectinload(Child.needs)
_consents = (
    selectinload(Pairing.child).selectinload(Child.consents).options(defer(Consent.consenter), defer(Consent.witness))
)
_volunteer = selectinload(Pairing.volunteer).options(
    defer(Volunteer.name), defer(Volunteer.phone), defer(Volunteer.id_number)
)
_skills = selectinload(Pairing.volunteer).selectinload(Volunteer.skills)
_availabilities = selectinload(Pairing.volunteer).selectinload(Volunteer.availabilities)


def as_outcome(pairing: Pairing) -> matching.Outcome | None:
    """One ended pairing as the engine sees it; None where nothing may, or can, be learnt from it."""
    offered = availability_in(pairing.volunteer, pairing.season_id)
    if offered is None or pairing.active_at is None or pairing.ended_at is None or has_said_no(pairing.child):
        return None
    began, ended = (clock.local(moment).date() for moment in (pairing.active_at, pairing.ended_at))
    met = (pairing.mode,)
    volunteer = as_volunteer(pairing.volunteer, offered, pairing.season, max(1, offered.capacity))
    return matching.Outcome(
        volunteer=replace(volunteer, modes=met),
        child=replace(as_child(pairing.child, clock.local(pairing.proposed_at).date()), modes=met),
        began_day=began.toordinal(),
        lasted=lasted(pairing, ended),
    )


def lasted(pairing: Pairing, ended: date) -> bool:
    """Whether an ended pairing was carried through."""
    return pairing.reason == EndReason.SEASON_OVER.value or ended > pairing.season.ends_on - LAST_DAYS
