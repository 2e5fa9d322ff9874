"""Which children live together, and whose phone is missing: the sensitive columns tell it, and none is given out."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from app.children.models import Child

_HOUSE = re.compile(r"[\d一二三四五六七八九十百零〇]+\s*(号|室|户|幢|栋|院)")
"""An address that names a house; one that ends with the village group is shared by forty families."""


def households(children: Iterable[Child]) -> list[list[Child]]:
    """The children by household: they share a carer's number, or within a village the address. In the order given.

    A neighbour who answers for two families makes one household of them: they are asked in one visit just as well.
    """
    given = list(children)
    place = {id(child): number for number, child in enumerate(given)}
    groups: list[tuple[set[tuple[str, str]], list[Child]]] = []
    for child in given:
        marks = _marks(child)
        alike = [group for group in groups if group[0] & marks]
        if not alike:
            groups.append((marks, [child]))
            continue
        first = alike[0]
        first[0].update(marks)
        first[1].append(child)
        for other in alike[1:]:  # this child joins what was apart
            first[0].update(other[0])
            first[1].extend(other[1])
            groups.remove(other)
    return [sorted(members, key=lambda child: place[id(child)]) for _marks_of, members in groups]


def without_phone(child: Child) -> tuple[bool, bool]:
    """Whether no legal guardian, and nobody who looks after the child, has a number on file."""
    guardian = any(one.phone for one in child.carers if one.legal_guardian)
    carer = any(one.phone for one in child.carers if one.entrusted)
    looked_after = any(one.entrusted for one in child.carers)
    return not guardian, looked_after and not carer


def _marks(child: Child) -> set[tuple[str, str]]:
    found = {("phone", re.sub(r"\D", "", one.phone)) for one in child.carers if one.phone}
    if child.address and _HOUSE.search(child.address):
        place: uuid.UUID | None = child.village_id
        found.add((f"at {place}", re.sub(r"\s", "", child.address)))
    return found
