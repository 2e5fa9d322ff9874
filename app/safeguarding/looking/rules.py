"""The rules of the board, each readable in one sentence, and what each finds. Pure: records in, findings out.

A finding is what a person should look at, not a judgement. After somebody looked it rests until there is as much new
as ``step`` says, so that a pattern that goes on comes back, and one that ended does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from app.foundation import clock
from app.safeguarding.looking.records import Records, SessionRow, Sign, recent, recent_minutes
from app.safeguarding.looking.sums import DOWN, Sums
from app.safeguarding.models.kinds import LookRule
from app.sessions.models import Response, SessionPlace

Found = list[SessionRow] | list[Sign]


@dataclass(frozen=True)
class Rule:
    """``number`` as shipped (None: there is none to set); ``step``: how many new records bring it back.

    ``can`` says of a pairing's sums, with the number and the usual minutes, whether ``find`` may find anything: never
    no where it would. It is what the database sifts by; what it says yes to, ``find`` judges.
    """

    find: Callable[[Records, int, date], Found]
    number: int | None
    step: int
    can: Callable[[Sums, int, float], bool]


@dataclass(frozen=True)
class Setting:
    """A rule as a district has it."""

    on: bool
    number: int


@dataclass(frozen=True)
class Finding:
    """What one rule found of one pairing; ``records`` the oldest first."""

    rule: LookRule
    number: int
    records: Found

    @property
    def newest(self) -> datetime:
        """When the last of them was known."""
        return max(known_at(one) for one in self.records)


def findings(
    records: Records, settings: Mapping[LookRule, Setting], looked: Mapping[LookRule, datetime], today: date
) -> list[Finding]:
    """What the rules find of a pairing and nobody has looked at since; ``looked``: when somebody last did, by rule."""
    found = []
    for code, rule in RULES.items():
        setting = settings[code]
        rows = rule.find(records, setting.number, today) if setting.on else []
        if rows and not _rests(rows, looked.get(code), rule.step):
            found.append(Finding(code, setting.number, rows))
    return found


def may_find(sums: Sums, settings: Mapping[LookRule, Setting], usual: float, only: LookRule | None = None) -> bool:
    """Whether a rule (or this one) may find anything of the pairing that these are the sums of."""
    asked = [one for one in RULES if settings[one].on and (only is None or one is only)]
    return any(RULES[one].can(sums, settings[one].number, usual) for one in asked)


def shipped() -> dict[LookRule, Setting]:
    """Every rule as it ships."""
    return {code: Setting(True, rule.number or 1) for code, rule in RULES.items()}


def known_at(row: SessionRow | Sign) -> datetime:
    """When the program knew of it."""
    return row.logged_at if isinstance(row, SessionRow) else row.at


def _rests(rows: Found, looked: datetime | None, step: int) -> bool:
    return looked is not None and sum(known_at(one) > looked for one in rows) < step


def _one_place_alone(records: Records, number: int, today: date) -> Found:
    del today
    met = _in_person(records)
    alone = [one for one in met if not one.adult_present]
    same = len({one.place for one in met}) == 1
    return alone if same and len(alone) == len(met) >= number else []


def _many_minutes(records: Records, number: int, today: date) -> Found:
    usual = records.usual_minutes
    return recent(records, today) if usual and recent_minutes(records, today) >= number * usual else []


def _late_hours(records: Records, number: int, today: date) -> Found:
    del today
    return [one for one in records.sessions if _after(one.ends_at, number) or clock.local(one.starts_at).hour < 8]


def _many_places(records: Records, number: int, today: date) -> Found:
    del today
    met = _in_person(records)
    changed = [now for before, now in pairwise(met) if now.place is not before.place]
    return changed if len(changed) >= number else []


def _mood_down(records: Records, number: int, today: date) -> Found:
    """The last sessions in a row, where the child was low, restless or unwilling in at least so many."""
    del today
    run: list[SessionRow] = []
    for one in records.sessions:
        told = one.mood is not None or one.response is not None
        down = one.mood in DOWN or one.response is Response.UNWILLING
        run = [*run, one] if down else [] if told else run
    return run if len(run) >= number else []


def _unsafe(records: Records, number: int, today: date) -> Found:
    del number, today
    return [one for one in records.sessions if not one.safe]


def _late_entries(records: Records, number: int, today: date) -> Found:
    del today
    late = [one for one in records.sessions if one.late]
    return late if len(late) >= number else []


def _silent(records: Records, number: int, today: date) -> Found:
    del number, today
    return records.silences


def _absent(records: Records, number: int, today: date) -> Found:
    del today
    return records.away if len(records.away) >= number else []


def _one_confirmer(records: Records, number: int, today: date) -> Found:
    del today
    confirmed = [one for one in records.sessions if one.confirmed_by_id is not None]
    alone = len({one.confirmed_by_id for one in confirmed}) == 1
    return confirmed if alone and len(confirmed) >= number else []


def _disputed(records: Records, number: int, today: date) -> Found:
    del number, today
    return records.disputes


def _expiring(records: Records, number: int, today: date) -> Found:
    del number, today
    return records.expiring


def _in_person(records: Records) -> list[SessionRow]:
    return [one for one in records.sessions if one.place is not SessionPlace.ONLINE]


def _after(moment: datetime, hour: int) -> bool:
    there = clock.local(moment)
    return (there.hour, there.minute) > (hour, 0)


RULES: dict[LookRule, Rule] = {
    LookRule.UNSAFE: Rule(_unsafe, None, 1, lambda sums, _n, _u: sums.unsafe > 0),
    LookRule.MOOD_DOWN: Rule(_mood_down, 2, 1, lambda sums, number, _u: sums.down >= number),
    LookRule.ONE_PLACE_ALONE: Rule(
        _one_place_alone, 3, 3, lambda sums, number, _u: sums.met >= number and sums.places == 1 and not sums.with_adult
    ),
    LookRule.LATE_HOURS: Rule(_late_hours, 19, 1, lambda sums, number, _u: sums.early > 0 or sums.last_hour >= number),
    LookRule.MANY_MINUTES: Rule(
        _many_minutes, 3, 4, lambda sums, number, usual: usual > 0 and sums.minutes >= number * usual
    ),
    LookRule.MANY_PLACES: Rule(_many_places, 4, 3, lambda sums, number, _u: sums.places > 1 and sums.met > number),
    LookRule.ONE_CONFIRMER: Rule(
        _one_confirmer, 6, 6, lambda sums, number, _u: sums.confirmers == 1 and sums.confirmed >= number
    ),
    LookRule.LATE_ENTRIES: Rule(_late_entries, 3, 2, lambda sums, number, _u: sums.late >= number),
    LookRule.DISPUTED: Rule(_disputed, None, 1, lambda sums, _n, _u: sums.disputes > 0),
    LookRule.ABSENT: Rule(_absent, 3, 1, lambda sums, number, _u: sums.away >= number),
    LookRule.SILENT: Rule(_silent, None, 1, lambda sums, _n, _u: sums.silences > 0),
    LookRule.EXPIRING: Rule(_expiring, None, 1, lambda sums, _n, _u: sums.expiring > 0),
}


def numbered(rules: Iterable[LookRule]) -> list[LookRule]:
    """Those of the rules that have a number to set."""
    return [one for one in rules if RULES[one].number is not None]
