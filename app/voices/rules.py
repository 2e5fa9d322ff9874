"""Saying how a pairing was: the volunteer for oneself, child and carer through staff who asked them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.pairing.models import Pairing
from app.pairing.rules.steps import lock_pairing
from app.voices.models import Channel, Side, Voice
from app.voices.queries import voice_of

LOWEST, HIGHEST = 1, 3


@dataclass(frozen=True)
class Saying:
    """Three answers, each 1 (no) to 3 (yes), a line in their own words, and how it came."""

    glad: int
    helped: int
    again: int
    words: str = ""
    channel: Channel = Channel.SELF


def speak(session: DbSession, actor: Actor, pairing_id: uuid.UUID, side: Side, saying: Saying) -> Voice:
    """Keep what a side says of a pairing; said again, it replaces what was said before. Commits.

    Raises:
        Missing: no such pairing, or the actor may not say (or write down) anything of it.
        Refused: it has not begun, an answer is none of the three, or the guardian does not agree any more.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.VOICE_OWN if side is Side.VOLUNTEER else Permission.VOICE_RECORD, pairing)
    _check(pairing, side, saying)
    voice = voice_of(session, pairing.id, side) or Voice(pairing_id=pairing.id, side=side)
    voice.glad, voice.helped, voice.again = saying.glad, saying.helped, saying.again
    voice.words, voice.channel = saying.words.strip() or None, saying.channel
    voice.said_on, voice.recorded_by_id, voice.recorded_at = clock.today(), actor.id, clock.now()
    session.add(voice)
    audit.record(session, actor, audit.Action.VOICE_SAID, pairing, side=side.value, channel=saying.channel.value)
    session.commit()
    return voice


def _check(pairing: Pairing, side: Side, saying: Saying) -> None:
    if pairing.active_at is None:
        raise Refused("voices.not_begun")
    if side is not Side.VOLUNTEER and not pairing.child.consented(clock.today()):
        raise Refused("voices.no_consent")
    if not all(LOWEST <= answer <= HIGHEST for answer in (saying.glad, saying.helped, saying.again)):
        raise Refused("voices.answers")
    if (side is Side.VOLUNTEER) is not (saying.channel is Channel.SELF):
        raise Refused("voices.channel", field="channel")
