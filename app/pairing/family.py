"""What a family sees of a pairing on its receipt: who comes, and when and where they first meet. No phone numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.children.models import Child, Sex
from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.models import Pairing, PairingState, Substitute, SubstituteState
from app.pairing.stages import SeenMeeting, latest_meeting, seen_meeting

SHOWN = (PairingState.APPROVED, PairingState.ACTIVE, PairingState.SUSPENDED)


@dataclass(frozen=True)
class Comer:
    """The volunteer the school approved. ``meeting`` only until the first meeting is recorded."""

    name: str
    sex: Sex | None
    mode: str
    state: PairingState
    meeting: SeenMeeting | None
    stand_ins: tuple[tuple[str, date, date], ...] = ()
    """Who comes instead on some days, said yes, and from when to when."""


def who_comes(session: DbSession, child: Child) -> Comer | None:
    """From the school's approval on; None before, and once the pairing is over."""
    wanted = select(Pairing).where(Pairing.child_id == child.id, Pairing.state.in_(SHOWN))
    pairing = session.scalars(wanted).one_or_none()
    if pairing is None:
        return None
    meeting = latest_meeting(pairing) if pairing.state is PairingState.APPROVED else None
    sex = Sex(pairing.volunteer.sex) if pairing.volunteer.sex is not None else None
    seen = seen_meeting(session, meeting) if meeting is not None else None
    instead = select(Substitute).where(
        Substitute.pairing_id == pairing.id,
        Substitute.state == SubstituteState.ACCEPTED,
        Substitute.last_on >= clock.today(),
    )
    found = session.scalars(instead.order_by(Substitute.first_on))
    stand_ins = tuple((one.volunteer.name, one.first_on, one.last_on) for one in found)
    return Comer(pairing.volunteer.name, sex, pairing.mode, pairing.state, seen, stand_ins)
