"""Every gate of one pairing, judged together at the moment something happens to it. No gate has a skip.

The gates of the child and of the volunteer are theirs (``app.children.gates``, ``app.volunteers.gates``); here are
those between the two.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import select

from app.catalogue import queries as catalogue
from app.children.gates import ChildGate, agrees
from app.children.gates import missing as missing_of_child
from app.children.models import Child, Scope
from app.foundation.database import DbSession
from app.pairing.apart import are_kept_apart
from app.pairing.models import Pairing, PairingState, PairSexes
from app.pairing.sexes import is_confirmed, is_one_sex, sexes_of
from app.seasons.models import Season, SeasonStage
from app.volunteers.gates import NEEDS_VERIFICATION, VolunteerGate, skill_counts
from app.volunteers.gates import missing as missing_of_volunteer
from app.volunteers.models import Volunteer

ONLINE = "online"
CONFIRMED_STATES = frozenset({PairingState.APPROVED, PairingState.ACTIVE, PairingState.SUSPENDED})


class PairGate(StrEnum):
    """What can stand between a child and a volunteer, each of whom is clear."""

    SEASON_OVER = "season_over"
    OTHER_DISTRICT = "other_district"
    DO_NOT_PAIR = "do_not_pair"
    DECLINED_BEFORE = "declined_before"
    NO_SKILL = "no_skill"
    SAME_SEX = "same_sex"
    ONLINE_WITHOUT_CONSENT = "online_without_consent"
    MAN_WITH_GIRL = "man_with_girl"
    SEXES_UNCONFIRMED = "sexes_unconfirmed"


def missing(
    session: DbSession, child: Child, volunteer: Volunteer, season: Season, today: date, mode: str
) -> tuple[StrEnum, ...]:
    """Every gate that does not hold, of the child, of the volunteer and of the two; empty where all do."""
    alone = (*missing_of_child(child, today), *missing_of_volunteer(volunteer, season, today))
    return (*alone, *between(session, child, volunteer, season, today, mode))


def between(
    session: DbSession, child: Child, volunteer: Volunteer, season: Season, today: date, mode: str
) -> tuple[PairGate, ...]:
    """The gates between the two."""
    closed = {
        PairGate.SEASON_OVER: not is_running(season, today),
        PairGate.OTHER_DISTRICT: not child.district_id == volunteer.district_id == season.district_id,
        PairGate.DO_NOT_PAIR: are_kept_apart(session, child, volunteer),
        PairGate.DECLINED_BEFORE: _declined(session, child, volunteer, season),
        PairGate.NO_SKILL: not covers_enough(child, volunteer),
        PairGate.SAME_SEX: not _sexes_fit(session, child, volunteer, mode),
        PairGate.ONLINE_WITHOUT_CONSENT: mode == ONLINE and not may_meet_online(child),
        PairGate.MAN_WITH_GIRL: not season.allows_man_with_girl
        and sexes_of(child, volunteer) is PairSexes.MAN_WITH_GIRL,
    }
    return tuple(gate for gate, shut in closed.items() if shut)


def missing_of(session: DbSession, pairing: Pairing, today: date) -> tuple[StrEnum, ...]:
    """``missing`` of a pairing, and from approval on that a school has confirmed the sexes as they are on file."""
    shut = missing(session, pairing.child, pairing.volunteer, pairing.season, today, pairing.mode)
    unconfirmed = pairing.state in CONFIRMED_STATES and not is_confirmed(pairing)
    return (*shut, PairGate.SEXES_UNCONFIRMED) if unconfirmed else shut


# These hold somebody back from being matched; they say nothing about two who already meet.
OF_MATCHING_ONLY = frozenset(
    {ChildGate.NO_NEED, ChildGate.HELD, VolunteerGate.NO_AVAILABILITY, VolunteerGate.NO_SKILL}
)  # fmt: skip


def lapsed_of_child(child: Child, today: date) -> tuple[ChildGate, ...]:
    """Gates of the child that must hold as long as a pairing lasts, and do not."""
    return tuple(gate for gate in missing_of_child(child, today) if gate not in OF_MATCHING_ONLY)


def lapsed_of_volunteer(volunteer: Volunteer, season: Season, today: date) -> tuple[VolunteerGate, ...]:
    """Gates of the volunteer that must hold as long as a pairing lasts, and do not."""
    return tuple(gate for gate in missing_of_volunteer(volunteer, season, today) if gate not in OF_MATCHING_ONLY)


def has_lapsed(pairing: Pairing, today: date) -> bool:
    """Whether something that must hold as long as the pairing lasts does not: nothing of the child is shown then."""
    return bool(
        lapsed_of_child(pairing.child, today) or lapsed_of_volunteer(pairing.volunteer, pairing.season, today)
    )  # fmt: skip


def is_running(season: Season, today: date) -> bool:
    """Whether pairings of this season may still be made."""
    return season.stage is not SeasonStage.CLOSED and today <= season.ends_on


def covers_enough(child: Child, volunteer: Volunteer) -> bool:
    """Whether the volunteer's skills that count cover at least one need of the child, and every must-have."""
    covered = [_is_covered(child.grade, need.area, need.subject, volunteer) for need in child.needs]
    musts = [done for need, done in zip(child.needs, covered, strict=True) if need.must]
    return any(covered) and all(musts)


def _is_covered(grade: int | None, area: str, subject: str | None, volunteer: Volunteer) -> bool:
    return any(
        skill.area == area
        and (subject is None or skill.subject == subject)
        and (subject is None if grade is None else skill.grade_min <= grade <= skill.grade_max)
        for skill in volunteer.skills
        if skill_counts(skill)
    )


def same_sex_areas(session: DbSession) -> tuple[str, ...]:
    """Service areas that, in person, need a volunteer of the child's sex; counselling always."""
    return tuple(sorted(catalogue.same_sex_areas(session) | NEEDS_VERIFICATION))


def _sexes_fit(session: DbSession, child: Child, volunteer: Volunteer, mode: str) -> bool:
    if child.sex is not None and child.sex is volunteer.sex:
        return True
    if child.same_sex_only:
        return False
    if mode == ONLINE:
        return True
    # The engine's rule: an area with the rule that these two would share bars meeting in person.
    bound = set(same_sex_areas(session))
    shared = {need.area for need in child.needs if _is_covered(child.grade, need.area, need.subject, volunteer)}
    return not shared & bound


def may_meet_online(child: Child) -> bool:
    """Whether the guardian said yes to meeting online; how long a consent holds is the child's own gate."""
    return agrees(child, Scope.ONLINE)


def may_visit_home(child: Child) -> bool:
    """Whether guardian and carer said yes to visits at home; how long a consent holds is the child's own gate."""
    return agrees(child, Scope.HOME_VISIT)


def may_meet_at_home(pairing: Pairing) -> bool:
    """Whether visits at home are allowed: by the season, by a note of the school, and for two of one sex only."""
    return pairing.season.allows_home_visits and pairing.home_note is not None and is_one_sex(pairing)


def _declined(session: DbSession, child: Child, volunteer: Volunteer, season: Season) -> bool:
    wanted = select(Pairing.id).where(
        Pairing.child_id == child.id,
        Pairing.volunteer_id == volunteer.id,
        Pairing.season_id == season.id,
        Pairing.state == PairingState.DECLINED,
    )
    return session.scalars(wanted.limit(1)).first() is not None
