"""The one gap of a season that matters most: the step at which most children stand still, with the way to mend it.

Every candidate is counted in children (a student who is held back is the one child they would meet), so that the
candidates can be compared; which are looked at follows the stage of the season, so that nobody is told to recruit in
its last week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.coverage.figures import Figures, month_shown
from app.coverage.queries import View, figures_of, scope_of
from app.coverage.story import wanted_by_township
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.pairing.models import PairingState
from app.pairing.queries import count_by_state, count_not_met, count_undecided, free_slots
from app.pairing.wanted import latest_run
from app.seasons.models import Season, SeasonStage
from app.volunteers.gates import VolunteerGate
from app.volunteers.queries import Standing, held_back, standings_shown


class Gap(StrEnum):
    """Where children can stand still, in the order of their way to a volunteer."""

    NO_CONSENT = "no_consent"
    TOO_FEW = "too_few"
    HELD_BACK = "held_back"
    NOT_MATCHED = "not_matched"
    UNANSWERED = "unanswered"
    UNDECIDED = "undecided"
    NOT_MET = "not_met"
    NOT_HANDED_ON = "not_handed_on"


LOOKED_AT: Mapping[SeasonStage, tuple[Gap, ...]] = {
    SeasonStage.RECRUIT: (Gap.NO_CONSENT, Gap.TOO_FEW, Gap.HELD_BACK),
    SeasonStage.VET: (Gap.HELD_BACK, Gap.NO_CONSENT, Gap.TOO_FEW),
    SeasonStage.MATCH: (Gap.NOT_MATCHED, Gap.UNDECIDED, Gap.UNANSWERED, Gap.HELD_BACK, Gap.TOO_FEW),
    SeasonStage.SERVE: (Gap.NOT_MET, Gap.UNDECIDED, Gap.UNANSWERED, Gap.NOT_MATCHED, Gap.HELD_BACK, Gap.TOO_FEW),
    SeasonStage.CLOSED: (),
}
"""By stage; of equal numbers the first named counts."""


@dataclass(frozen=True)
class Found:
    """The gap and its number; ``gate`` is the check that holds most students back, where it is that."""

    gap: Gap
    count: int
    gate: VolunteerGate | None = None


@dataclass(frozen=True)
class State:
    """A season in a few numbers."""

    season: Season
    figures: Figures
    signed_up: int
    ready: int
    gap: Found | None


def state_of(session: DbSession, actor: Actor, season: Season, today: date) -> State:
    """How a season stands; the caller has judged it."""
    view = View(season, month_shown(season, today), today, scope_of(actor))
    figures = figures_of(session, view)
    people = standings_shown(session, season, today)
    gate, held = next(iter(held_back(people).most_common(1)), (None, 0))
    found = largest(_counted(session, actor, view, figures, people), stage_shown(season, today))
    if found is not None and found.gap is Gap.HELD_BACK:
        found = Found(Gap.HELD_BACK, held, gate)  # as many as the list behind it shows
    return State(season, figures, len(people), sum(not one.missing for one in people), found)


def stage_shown(season: Season, today: date) -> SeasonStage:
    """The season's stage; once its days have begun nobody prepares any more, whatever the stage was left at."""
    is_on = season.stage is not SeasonStage.CLOSED and season.starts_on <= today
    return SeasonStage.SERVE if is_on else season.stage


def largest(counted: Mapping[Gap, int], stage: SeasonStage) -> Found | None:
    """The gap with most children of those looked at in a stage; None where nobody stands still.

    What comes after a pairing is asked when its season is over, and only where nothing else is open.
    """
    best = max(LOOKED_AT[stage], key=lambda one: counted.get(one, 0), default=Gap.NOT_HANDED_ON)
    if not counted.get(best):
        best = Gap.NOT_HANDED_ON
    count = counted.get(best, 0)
    return Found(best, count) if count else None


def _counted(session: DbSession, actor: Actor, view: View, figures: Figures, people: list[Standing]) -> dict[Gap, int]:
    pairings = count_by_state(session, actor)
    unanswered, undecided = pairings[PairingState.PROPOSED], pairings[PairingState.ACCEPTED]
    places = free_slots(session, view.season, [one.volunteer.id for one in people if not one.missing])
    free, waiting = sum(map(len, places.values())), max(0, figures.waiting - unanswered - undecided)
    return {
        Gap.NO_CONSENT: figures.registered - figures.consented,
        Gap.TOO_FEW: _too_few(session, view, waiting - free),
        Gap.HELD_BACK: min(waiting, sum(bool(one.missing) for one in people)),
        Gap.NOT_MATCHED: min(waiting, free),
        Gap.UNANSWERED: unanswered,
        Gap.UNDECIDED: undecided,
        Gap.NOT_MET: count_not_met(session, actor, view.today),
        Gap.NOT_HANDED_ON: count_undecided(session, actor),
    }


def _too_few(session: DbSession, view: View, without_a_student: int) -> int:
    """How many more students are needed: after a matching what the page of coverage says, for the link leads there."""
    if latest_run(session, view.season.id) is None:
        return max(0, without_a_student)
    return sum(wanted_by_township(session, view).values())
