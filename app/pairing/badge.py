"""The live badge 亮证: whether somebody counts as a volunteer today, the code that asks it, and the sign of the day.

The code is a sealed word, good for one day, that holds who and when and tells neither. Whether the badge holds is
judged anew whenever somebody asks: what stopped a moment ago is not valid now, whatever a screen still shows.
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.foundation.database import DbSession
from app.foundation.ids import ALPHABET
from app.foundation.secrets.keyring import CannotOpen, keyring
from app.pairing.gates import has_lapsed, lapsed_of_child, lapsed_of_volunteer
from app.pairing.models import Pairing, PairingState, Substitute, SubstituteState
from app.places.models import Area
from app.seasons.models import Season, SeasonStage
from app.volunteers.models import Volunteer

LONGEST = 200
"""Characters of an address that are looked at."""
ICONS = ("leaf", "star", "heart", "book", "bell", "home", "school", "clock", "eye", "shield", "message", "map")
SHADES = 4
SERVING = (PairingState.APPROVED, PairingState.ACTIVE)
_PLACE = "badge.code"


class BadgeGap(StrEnum):
    """Why a badge does not hold today; told to the volunteer alone."""

    SUSPENDED = "suspended"
    CHECKS = "checks"
    SEASON = "season"
    NOT_PAIRED = "not_paired"


@dataclass(frozen=True)
class DaySign:
    """What all badges of one day have in common, so that yesterday's picture of one is known for what it is."""

    icon: str
    shade: int
    word: str


@dataclass(frozen=True)
class Badge:
    """A badge as it stands now. ``gap`` None: it holds."""

    volunteer: Volunteer
    gap: BadgeGap | None
    season: Season | None
    district: str

    @property
    def valid(self) -> bool:
        """Whether it holds today."""
        return self.gap is None


def badge_of(session: DbSession, volunteer: Volunteer, today: date) -> Badge:
    """How a volunteer's badge stands on ``today``."""
    district = session.get(Area, volunteer.district_id)
    season, gap = _judged(session, volunteer, today)
    return Badge(volunteer, gap, season, district.name if district is not None else "")


def code_of_day(volunteer_id: uuid.UUID, day: date) -> str:
    """A code for the QR of a badge: another one each time, and good on ``day`` only."""
    sealed = keyring.seal(f"{_short(volunteer_id.bytes)}{day.toordinal()}", _PLACE)
    return _short(sealed)


def who_asked(code: str, day: date) -> uuid.UUID | None:
    """Whose badge a code asks about; None for a code of another day, or one that we never made."""
    if len(code) > LONGEST or not code.isascii():
        return None
    try:
        opened = keyring.open(_long(code), _PLACE)
        return uuid.UUID(bytes=_long(opened[:22])) if opened[22:] == str(day.toordinal()) else None
    except (CannotOpen, ValueError):
        return None


def sign_of(day: date) -> DaySign:
    """The sign of a day: follows from the day and a key, so that nobody knows tomorrow's."""
    number = int(keyring.lasting("badge.day", day.isoformat()), 16)
    number, icon = divmod(number, len(ICONS))
    number, shade = divmod(number, SHADES)
    letters = []
    for _place in range(4):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return DaySign(ICONS[icon], shade + 1, "".join(letters))


def _judged(session: DbSession, volunteer: Volunteer, today: date) -> tuple[Season | None, BadgeGap | None]:
    if volunteer.suspended_since is not None:
        return None, BadgeGap.SUSPENDED
    if volunteer.erased_at is not None or (volunteer.account is not None and not volunteer.account.active):
        return None, BadgeGap.CHECKS
    pairings = _pairings(session, volunteer, today)
    if not pairings:
        return None, BadgeGap.NOT_PAIRED
    running = [one for one in pairings if _runs(one.season, today)]
    if not running:
        return None, BadgeGap.SEASON
    season = running[0].season
    if lapsed_of_volunteer(volunteer, season, today):
        return season, BadgeGap.CHECKS
    # What lapsed on the child's side ends the reason to be there, though the volunteer is clear.
    lapsed = all(_child_lapsed(one, volunteer, today) for one in running)
    return season, BadgeGap.NOT_PAIRED if lapsed else None


def _child_lapsed(pairing: Pairing, volunteer: Volunteer, today: date) -> bool:
    """A stand-in is judged by the pairing's child alone; whose pairing it is may well be ill."""
    own = pairing.volunteer_id == volunteer.id
    return has_lapsed(pairing, today) if own else bool(lapsed_of_child(pairing.child, today))


def _runs(season: Season, today: date) -> bool:
    return season.stage is not SeasonStage.CLOSED and season.starts_on <= today <= season.ends_on


def _pairings(session: DbSession, volunteer: Volunteer, today: date) -> list[Pairing]:
    """The pairings a volunteer serves today, as their own or standing in."""
    own = select(Pairing).where(Pairing.volunteer_id == volunteer.id, Pairing.state.in_(SERVING))
    instead = (
        select(Pairing)
        .join(Substitute, Substitute.pairing_id == Pairing.id)
        .where(
            Substitute.volunteer_id == volunteer.id,
            Substitute.state == SubstituteState.ACCEPTED,
            Substitute.first_on <= today,
            Substitute.last_on >= today,
            Pairing.state == PairingState.ACTIVE,
        )
    )
    season = joinedload(Pairing.season)
    found = [*session.scalars(own.options(season).order_by(Pairing.id))]
    return [*found, *session.scalars(instead.options(season).order_by(Pairing.id))]


def _short(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _long(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
