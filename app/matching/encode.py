"""People as arrays: sets become bit masks, skills and needs become types, so that rules and fit work on whole blocks.

Ids are sorted first, so that the order of the rows handed in can never change an answer.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from .arrays import Bools, Floats, Ints, Masks
from .cover import NeedTables, list_needs
from .model import IN_PERSON, Child, Need, Skill, Volunteer

EARTH_KM = 6371.0088
MAX_MODES = 64


@dataclass(frozen=True)
class Side:
    """One side of the market as arrays of length n; masks have shape (n, words)."""

    ids: tuple[str, ...]
    seeds: Masks  # blake2b of the id, 64 bit: the tie-break's raw material
    type_of: Ints  # row of the skill type or need type
    slots: Masks
    weeks: Masks
    modes: Masks
    languages: Masks
    language_known: Bools
    gender: Ints  # -1 unknown
    township: Ints  # -1 unknown
    place: Floats  # (n, 3) kilometres from the centre of the earth; NaN where unknown
    chord: Floats  # the longest way in kilometres, as a chord; inf where unlimited
    interests: tuple[str, ...]


@dataclass(frozen=True)
class Pool:
    """Both sides, encoded against the same vocabulary, and what the rules need beside it."""

    volunteers: Side
    children: Side
    capacity: Ints
    reach: Bools  # (volunteers, townships + 1): may meet in person there; last column: township unknown
    same_gender: Bools
    risk: Ints
    waiting: Ints  # days
    skill_types: tuple[tuple[Skill, ...], ...]
    need_types: tuple[tuple[int | None, tuple[Need, ...]], ...]
    needs: NeedTables
    townships: tuple[str, ...]
    modes: tuple[str, ...]


def by_id(person: Volunteer | Child) -> tuple[bool, Any]:
    """The order in which the engine sees people: numbers before texts, each in its own order."""
    return isinstance(person.id, str), person.id


def encode(volunteers: Sequence[Volunteer], children: Sequence[Child]) -> Pool:
    """Encode checked people, already sorted by id."""
    townships = _vocabulary(
        [(c.township,) for c in children] + [(v.township,) for v in volunteers] + [v.reach for v in volunteers]
    )
    everyone: list[Volunteer | Child] = [*volunteers, *children]
    others = _vocabulary([p.modes for p in everyone])
    others.pop(IN_PERSON, None)
    modes = {IN_PERSON: 0} | {mode: row + 1 for row, mode in enumerate(others)}
    if len(modes) > MAX_MODES:
        raise ValueError(f"at most {MAX_MODES} modes, got {len(modes)}")
    vocabularies = _Vocabularies(
        slots=_vocabulary([p.slots for p in everyone]),
        weeks=_vocabulary([p.weeks for p in everyone]),
        languages=_vocabulary([p.languages for p in everyone]),
        genders=_vocabulary([(p.gender,) for p in everyone]),
        townships=townships,
        modes=modes,
    )
    skill_rows, skill_types = _types(
        [v.skills for v in volunteers], lambda skills: tuple(sorted(set(skills), key=repr))
    )
    need_rows, need_types = _types(
        [(c.grade, c.needs) for c in children], lambda kind: (kind[0], distinct_needs(kind[1]))
    )
    return Pool(
        volunteers=_side(volunteers, skill_rows, vocabularies),
        children=_side(children, need_rows, vocabularies),
        capacity=np.array([v.capacity for v in volunteers], dtype=np.int64),
        reach=_reach(volunteers, townships),
        same_gender=np.array([bool(c.same_gender) for c in children], dtype=bool),
        risk=np.array([c.risk for c in children], dtype=np.int64),
        waiting=np.array([c.waiting_days for c in children], dtype=np.int64),
        skill_types=skill_types,
        need_types=need_types,
        needs=list_needs(skill_types, need_types),
        townships=tuple(townships),
        modes=tuple(modes),
    )


@dataclass(frozen=True)
class _Vocabularies:
    slots: dict[Any, int]
    weeks: dict[Any, int]
    languages: dict[Any, int]
    genders: dict[Any, int]
    townships: dict[Any, int]
    modes: dict[Any, int]


def _vocabulary(groups: Iterable[Collection[Any] | None]) -> dict[Any, int]:
    values: set[Any] = set()
    for group in set(groups):
        if group:
            values.update(group)
    values.discard(None)
    return {value: row for row, value in enumerate(sorted(values, key=lambda value: (str(type(value)), repr(value))))}


def _side(people: Sequence[Volunteer] | Sequence[Child], types: Ints, words: _Vocabularies) -> Side:
    genders, townships = words.genders, words.townships
    return Side(
        ids=tuple(p.id for p in people),
        seeds=_seeds(people),
        type_of=types,
        slots=_masks([p.slots for p in people], words.slots),
        weeks=_masks([p.weeks for p in people], words.weeks),
        modes=_masks([p.modes for p in people], words.modes),
        languages=_masks([p.languages for p in people], words.languages),
        language_known=np.array([p.languages is not None for p in people], dtype=bool),
        gender=np.array([-1 if p.gender is None else genders[p.gender] for p in people], dtype=np.int64),
        township=np.array([-1 if p.township is None else townships[p.township] for p in people], dtype=np.int64),
        place=_places([p.location for p in people]),
        chord=_chords([p.max_km for p in people]),
        interests=tuple(p.interests for p in people),
    )


def _seeds(people: Sequence[Volunteer] | Sequence[Child]) -> Masks:
    raw = b"".join(blake2b(_text(p.id).encode("utf-8", "surrogatepass"), digest_size=8).digest() for p in people)
    return np.frombuffer(raw, dtype="<u8").astype(np.uint64)


def _text(identity: object) -> str:
    """An id as text; a number never reads like a text."""
    return "str:" + identity if isinstance(identity, str) else f"int:{identity}"


def _masks(sets: Sequence[Iterable[Hashable] | None], vocabulary: dict[Any, int]) -> Masks:
    """Bit masks, shape (n, words). None is every bit: unknown removes nothing."""
    width = max(1, -(-len(vocabulary) // 64))
    everything = (1 << (64 * width)) - 1
    cache: dict[Any, int] = {None: everything}
    numbers = []
    for values in sets:
        if values not in cache:
            cache[values] = sum(1 << vocabulary[value] for value in set(values or ()))
        numbers.append(cache[values])
    raw = b"".join(number.to_bytes(8 * width, "little") for number in numbers)
    return np.frombuffer(raw, dtype="<u8").astype(np.uint64).reshape(len(numbers), width)


def _types(values: Sequence[Any], canonical: Callable[[Any], Any]) -> tuple[Ints, tuple[Any, ...]]:
    """Row of each value among the distinct ones; values that are the same in canonical form share a row."""
    as_given: dict[Any, int] = {}
    index = np.array([as_given.setdefault(value, len(as_given)) for value in values], dtype=np.int64)
    rows: dict[Any, int] = {}
    merged = np.array([rows.setdefault(canonical(value), len(rows)) for value in as_given], dtype=np.int64)
    return merged[index] if len(index) else index, tuple(rows)


def distinct_needs(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Each need once; asked twice, it is a must if one of them was."""
    musts: dict[tuple[str, str | None], bool] = {}
    for need in needs:
        key = (need.area, need.subject)
        musts[key] = musts.get(key, False) or bool(need.must)
    return tuple(Need(area, subject, must) for (area, subject), must in sorted(musts.items(), key=repr))


def _reach(volunteers: Sequence[Volunteer], townships: dict[Any, int]) -> Bools:
    reach = np.ones((len(volunteers), len(townships) + 1), dtype=bool)
    for row, volunteer in enumerate(volunteers):
        if volunteer.reach is not None:
            reach[row, : len(townships)] = False
            reach[row, [townships[name] for name in volunteer.reach]] = True
            # A child whose township is unknown is removed only where the volunteer can reach none at all.
            reach[row, -1] = bool(volunteer.reach)
    return reach


def _places(locations: Sequence[tuple[float, float] | None]) -> Floats:
    degrees = np.array([(np.nan, np.nan) if p is None else p for p in locations], dtype=np.float64).reshape(-1, 2)
    lat, lon = np.radians(degrees).T
    return EARTH_KM * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _chords(limits: Sequence[float | None]) -> Floats:
    """Longest way along the ground as a chord, so that distances need no inverse sine."""
    arcs = np.array([np.inf if km is None else km for km in limits], dtype=np.float64)
    half = np.minimum(arcs / (2 * EARTH_KM), np.pi / 2)
    return np.where(np.isinf(arcs), np.inf, 2 * EARTH_KM * np.sin(half))
