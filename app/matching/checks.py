"""Refuse bad input to `match` with a ValueError that names the row."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from math import isfinite
from typing import Any

import numpy as np

from .model import MAX_RISK, Child, Need, Skill, Volunteer

MAX_CAPACITY = 2**31
MAX_WAITING_DAYS = 2**31
MAX_GRADE = 2**31


def check_people(volunteers: Sequence[Volunteer], children: Sequence[Child]) -> None:
    """Raise ValueError for the first volunteer or child that cannot be right."""
    _check_side("volunteer", volunteers, Volunteer, _volunteer_fault)
    _check_side("child", children, Child, _child_fault)


def check_links(
    forbidden: Iterable[tuple[str, str]],
    continuing: Mapping[str, str],
    volunteer_rows: Mapping[str, int],
    child_rows: Mapping[str, int],
) -> None:
    """Raise ValueError for a forbidden or continuing pair that names somebody who is not here."""
    if not isinstance(forbidden, Iterable) or not isinstance(continuing, Mapping):
        raise ValueError(f"forbidden must be a set of pairs, continuing a mapping, got {forbidden!r}, {continuing!r}")  # noqa: TRY004 -- one kind of error for all bad input
    for pair in forbidden:
        if not (isinstance(pair, tuple) and len(pair) == 2 and all(map(_is_id, pair))):
            raise ValueError(f"forbidden {pair!r}: must be (volunteer id, child id)")
        if pair[0] not in volunteer_rows or pair[1] not in child_rows:
            raise ValueError(f"forbidden {pair!r}: unknown volunteer or child")
    for child, volunteer in continuing.items():
        if not _is_id(volunteer) or child not in child_rows or volunteer not in volunteer_rows:
            raise ValueError(f"continuing {child!r} with {volunteer!r}: unknown child or volunteer")


def is_whole(value: object) -> bool:
    """Whether the value is an integer (a numpy one too), and not a boolean."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _check_side(kind: str, people: Sequence[Any], expected: type, fault_of: Callable[[Any], str | None]) -> None:
    seen: dict[object, int] = {}
    for row, person in enumerate(people):
        if not isinstance(person, expected):
            # A ValueError by contract, as for every bad row.
            raise ValueError(f"{kind} in row {row}: not a {expected.__name__}: {person!r}")  # noqa: TRY004 - one kind of error for all bad input
        identity = getattr(person, "id", None)
        if not ((type(identity) is str and identity) or _is_id(identity)):
            raise ValueError(f"{kind} {identity!r} (row {row}): id must be a text that is not empty, or an integer")
        if identity in seen:
            raise ValueError(f"{kind} {identity!r} (row {row}): duplicate id, already in row {seen[identity]}")
        seen[identity] = row
        anyone: Any = person
        if _plainly_right(anyone) and _plain[expected](anyone):
            continue
        if fault := fault_of(anyone) or _common_fault(anyone):
            raise ValueError(f"{kind} {identity!r} (row {row}): {fault}")


def _plainly_right(person: Any) -> bool:
    """The usual case, seen at a glance; whatever is not plain is looked at field by field."""
    return (
        type(person.modes) is tuple
        and set(map(type, person.modes)) <= _TEXT
        and type(person.interests) is str
        and _is_writable(person.interests)
        and person.location is None
        and person.max_km is None
        and {type(person.slots), type(person.weeks), type(person.languages)} <= _SETS
        and not any(values and None in values for values in (person.slots, person.weeks, person.languages))
        and {type(person.township), type(person.gender)} <= _TEXTS
    )


def _plain_child(child: Any) -> bool:
    return (
        type(child.grade) is type(child.risk) is type(child.waiting_days) is int
        and 0 <= child.grade < MAX_GRADE
        and 0 <= child.risk <= MAX_RISK
        and 0 <= child.waiting_days < MAX_WAITING_DAYS
        and type(child.same_gender) is bool
        and type(child.needs) is tuple
        and all(
            type(need) is Need
            and type(need.area) is str
            and type(need.must) is bool
            and (need.subject is None or type(need.subject) is str)
            for need in child.needs
        )
    )


_TEXT, _TEXTS, _SETS = {str}, {str, type(None)}, {frozenset, type(None)}
_plain: dict[type, Callable[[Any], bool]] = {Child: _plain_child, Volunteer: lambda _: False}


def _volunteer_fault(volunteer: Any) -> str | None:
    if not is_whole(volunteer.capacity) or not 0 <= volunteer.capacity < MAX_CAPACITY:
        return f"capacity must be a whole number >= 0, got {volunteer.capacity!r}"
    if not isinstance(volunteer.skills, tuple):
        return f"skills must be a list of Skill, got {volunteer.skills!r}"
    for skill in volunteer.skills:
        if fault := _skill_fault(skill):
            return fault
    fault = _set_fault(volunteer.reach, "reach")
    if not fault and not all(isinstance(township, str) for township in volunteer.reach or ()):
        return f"reach must be a set of townships, got {volunteer.reach!r}"
    return fault


def _skill_fault(skill: object) -> str | None:
    if not isinstance(skill, Skill) or not isinstance(skill.area, str):
        return f"skills must be a list of Skill with a text as area, got {skill!r}"
    low, high = skill.grade_min, skill.grade_max
    if not (is_whole(low) and is_whole(high)) or low < 0 or high < low:
        return f"grades must be whole numbers, 0 <= grade_min <= grade_max, in {skill!r}"
    return _text_fault(skill.subject, "subject")


def _child_fault(child: Any) -> str | None:
    if child.grade is not None and not (is_whole(child.grade) and 0 <= child.grade < MAX_GRADE):
        return f"grade must be None or a whole number >= 0 (and below 2^31), got {child.grade!r}"
    if not is_whole(child.risk) or not 0 <= child.risk <= MAX_RISK:
        return f"risk must be a whole number of 0..{MAX_RISK}, got {child.risk!r}"
    if not is_whole(child.waiting_days) or not 0 <= child.waiting_days < MAX_WAITING_DAYS:
        return f"waiting_days must be a whole number >= 0, got {child.waiting_days!r}"
    if not isinstance(child.same_gender, (bool, np.bool_)):
        return f"same_gender must be true or false, got {child.same_gender!r}"
    if not isinstance(child.needs, tuple):
        return f"needs must be a list of Need, got {child.needs!r}"
    for need in child.needs:
        if fault := _need_fault(need):
            return fault
    return None


def _need_fault(need: object) -> str | None:
    if not isinstance(need, Need) or not isinstance(need.area, str) or not isinstance(need.must, (bool, np.bool_)):
        return f"needs must be a list of Need with a text as area, got {need!r}"
    return _text_fault(need.subject, "subject")


def _common_fault(person: Any) -> str | None:
    if not isinstance(person.modes, tuple) or not all(isinstance(mode, str) for mode in person.modes):
        return f"modes must be a list of texts, got {person.modes!r}"
    if not isinstance(person.interests, str) or not _is_writable(person.interests):
        return f"interests must be a text that can be written as UTF-8, got {person.interests!r}"
    if person.location is not None and not _is_place(person.location):
        return f"location must be (lat, lon) in degrees, got {person.location!r}"
    if person.max_km is not None and not (_is_number(person.max_km) and person.max_km >= 0):
        return f"max_km must be None or a number >= 0, got {person.max_km!r}"
    return (
        _set_fault(person.slots, "slots")
        or _set_fault(person.weeks, "weeks")
        or _set_fault(person.languages, "languages")
        or _text_fault(person.township, "township")
        or _text_fault(person.gender, "gender")
    )


def _is_id(value: object) -> bool:
    return is_whole(value) or (isinstance(value, str) and value != "")


def _is_place(value: object) -> bool:
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not all(map(_is_number, value)):
        return False
    return bool(abs(value[0]) <= 90 and abs(value[1]) <= 180)


def _set_fault(value: object, name: str) -> str | None:
    if value is not None and not isinstance(value, Set):
        return f"{name} must be None or a set, got {value!r}"
    if value and None in value:
        return f"{name} must not hold None, got {value!r}"
    return None


def _is_writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text_fault(value: object, name: str) -> str | None:
    return None if value is None or isinstance(value, str) else f"{name} must be None or a text, got {value!r}"


def _is_number(value: Any) -> bool:
    if not (is_whole(value) or isinstance(value, (float, np.floating))):
        return False
    try:
        return isfinite(value)
    except OverflowError:  # a whole number that no float can hold
        return False
