"""Reading voices: those of one pairing, and how many of a season answered what."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.foundation.database import DbSession
from app.pairing.models import Pairing
from app.seasons.models import Season
from app.voices.models import Question, Side, Voice

FEWEST = 5
"""Of a side with fewer voices nothing is counted: it would say who said what."""


@dataclass(frozen=True)
class Tally:
    """How many of a side spoke, and how many answered each question with 1, 2 and 3; no counts below ``FEWEST``."""

    voices: int
    answers: Mapping[Question, tuple[int, int, int]]

    @property
    def is_shown(self) -> bool:
        """Whether enough of them spoke."""
        return self.voices >= FEWEST


def voice_of(session: DbSession, pairing_id: uuid.UUID, side: Side) -> Voice | None:
    """What a side said of a pairing. The caller has judged the pairing."""
    return session.scalars(select(Voice).where(Voice.pairing_id == pairing_id, Voice.side == side)).one_or_none()


def voices_of(session: DbSession, pairing_id: uuid.UUID) -> dict[Side, Voice]:
    """What every side said of a pairing, in the order of the sides. The caller has judged the pairing."""
    wanted = select(Voice).where(Voice.pairing_id == pairing_id).options(joinedload(Voice.recorded_by))
    found = {voice.side: voice for voice in session.scalars(wanted)}
    return {side: found[side] for side in Side if side in found}


def tally(session: DbSession, season: Season) -> dict[Side, Tally]:
    """The counts of a season by side, without any words. The caller has judged the season."""
    columns = (Voice.glad, Voice.helped, Voice.again)
    wanted = select(Voice.side, *columns, func.count()).join(Pairing, Pairing.id == Voice.pairing_id)
    rows = session.execute(wanted.where(Pairing.season_id == season.id).group_by(Voice.side, *columns)).all()
    found: dict[Side, Tally] = {}
    for side in Side:
        counted = {question: Counter[int]() for question in Question}
        for row in rows:
            for question, answer in zip(Question, row[1:4], strict=True):
                counted[question][answer] += row[4] if row[0] is side else 0
        number = sum(row[4] for row in rows if row[0] is side)
        shown = {question: (by[1], by[2], by[3]) for question, by in counted.items()} if number >= FEWEST else {}
        found[side] = Tally(number, shown)
    return found
