"""What a volunteer may know of a child at each stage of a pairing. Pages of volunteers are given this and nothing else.

Before approval: code, age band, sex, township, needs. From approval: day, hour and public place of the first meeting,
name and work phone of who introduces. After it is recorded: given name, usual meeting place, the care tips that staff
approved. After the end: nothing but one's own minutes, dates and service areas.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Account
from app.children.gates import agrees
from app.children.models import Child, Scope, Sex
from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.gates import has_lapsed
from app.pairing.models import Meeting, MeetingPlace, Pairing, PairingState
from app.pairing.relays import handed_over_to
from app.volunteers.gates import NEEDS_VERIFICATION, supervisor_of

BANDS = ((0, 5), (6, 8), (9, 11), (12, 14), (15, 17))
DESCRIBED = frozenset({PairingState.PROPOSED, PairingState.ACCEPTED, PairingState.APPROVED, PairingState.ACTIVE})
_DOUBLE = "欧阳上官司马诸葛司徒东方皇甫尉迟公孙慕容令狐夏侯轩辕宇文长孙端木独孤南宫西门司空"
DOUBLE_SURNAMES = frozenset(_DOUBLE[at : at + 2] for at in range(0, len(_DOUBLE), 2))


@dataclass(frozen=True)
class SeenMeeting:
    """A first meeting as the volunteer knows it. ``place_name`` is None for a call."""

    at: datetime
    place: MeetingPlace
    place_name: str | None
    introducer: str
    phone: str | None


@dataclass(frozen=True)
class Seen:
    """A pairing as its volunteer sees it; what the stage does not allow is None or empty."""

    id: uuid.UUID
    state: PairingState
    mode: str
    proposed_at: datetime
    answer_due_at: datetime
    active_at: datetime | None
    ended_at: datetime | None
    code: str | None = None
    age_band: str | None = None
    sex: Sex | None = None
    township: str | None = None
    needs: tuple[tuple[str, str | None], ...] = ()
    meeting: SeenMeeting | None = None
    given_name: str | None = None
    usual_place: str | None = None
    care_tips: str | None = None
    photos: bool = False
    """Whether the guardian agreed to photos; without that there are none."""
    supervisor: str | None = None
    """Of the volunteer's counselling, where the child needs it: they listen, keep company and refer."""
    handed_over: str | None = None
    """What the school wrote for who comes after the child's last volunteer."""
    paused: bool = False
    """A consent or a check has run out: nothing of the child is shown until it is renewed."""


def seen_by_volunteer(session: DbSession, pairing: Pairing) -> Seen:
    """Exactly what the stage allows."""
    child, paused = pairing.child, pairing.state in DESCRIBED and has_lapsed(pairing, clock.today())
    described = pairing.state in DESCRIBED and not paused
    met = described and pairing.state is PairingState.ACTIVE
    counselled = described and any(need.area in NEEDS_VERIFICATION for need in child.needs)
    meeting = latest_meeting(pairing) if met or (described and pairing.state is PairingState.APPROVED) else None
    return Seen(
        id=pairing.id,
        state=pairing.state,
        mode=pairing.mode,
        proposed_at=pairing.proposed_at,
        answer_due_at=pairing.answer_due_at,
        active_at=pairing.active_at,
        ended_at=pairing.ended_at,
        code=child.code if pairing.state in {*DESCRIBED, PairingState.SUSPENDED} else None,
        age_band=age_band(child) if described else None,
        sex=child.sex if described else None,
        township=child.township.name if described else None,
        needs=tuple((need.area, need.subject) for need in child.needs) if described else (),
        meeting=seen_meeting(session, meeting) if meeting is not None else None,
        given_name=given_name(child.name) if met else None,
        usual_place=(pairing.usual_place or (place_name(meeting) if meeting else None)) if met else None,
        supervisor=supervisor_of(pairing.volunteer) if counselled else None,
        care_tips=child.care_tips if met and child.care_tips_approved_at is not None else None,
        handed_over=handed_over_to(session, pairing) if met else None,
        photos=met and agrees(child, Scope.PHOTO),
        paused=paused,
    )


def age_band(child: Child) -> str:
    """``9–11``: the years of age between which the child is."""
    age = clock.age_on(child.birth_date, clock.today())
    first, last = next((band for band in BANDS if band[0] <= age <= band[1]), (15, 17))
    return f"{first}–{last}"


def given_name(name: str) -> str:
    """The name without the family name: 小雨 of 王小雨; a name with a dot, or of one character, stays whole."""
    if "·" in name or len(name) < 2:
        return name
    return name[2:] if len(name) > 2 and name[:2] in DOUBLE_SURNAMES else name[1:]


def called(name: str) -> str:
    """What people call a grown-up: the given name; one character is not said alone, so such a name stays whole."""
    given = given_name(name)
    return given if len(given) > 1 else name


def masked(name: str) -> str:
    """The family name alone: ``张**``, ``欧阳**``; a dash of an anonymised person stays one."""
    family = name.removesuffix(given_name(name)) or name[:1]
    return f"{family}**" if len(name) > 1 else name


def latest_meeting(pairing: Pairing) -> Meeting | None:
    """The meeting agreed last."""
    return pairing.meetings[-1] if pairing.meetings else None


def place_name(meeting: Meeting) -> str | None:
    """The school's or the site's name; None for a call."""
    place = meeting.school or meeting.site
    return place.name if place is not None else None


def seen_meeting(session: DbSession, meeting: Meeting) -> SeenMeeting:
    """A first meeting as those who come to it may know it."""
    introducer = session.get(Account, meeting.introducer_id)
    return SeenMeeting(
        at=meeting.at,
        place=meeting.place,
        place_name=place_name(meeting),
        introducer=introducer.name if introducer is not None else "",
        phone=introducer.work_phone if introducer is not None else None,
    )
