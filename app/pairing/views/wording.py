"""Codes kept with a run, as words."""

from __future__ import annotations

from enum import StrEnum

from app.children.gates import ChildGate
from app.foundation.messages import has_label, label
from app.pairing.feed import RunGate
from app.pairing.gates import PairGate
from app.pairing.models import MatchRun
from app.volunteers.gates import VolunteerGate

_GATES: dict[str, tuple[type[StrEnum], ...]] = {
    "children": (ChildGate, RunGate, PairGate),
    "volunteers": (VolunteerGate, RunGate),
}


def gate_words(side: str, code: str) -> str:
    """What a gate kept by its code is called; ``side`` is ``children`` or ``volunteers``."""
    for kind in _GATES[side]:
        if code in set(kind) and has_label(kind(code)):
            return label(kind(code))
    return code


def held_back(run: MatchRun) -> dict[str, list[tuple[str, int]]]:
    """Who was held back by which gate, in words, the largest group first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for side in _GATES:
        counted = run.held_back.get(side, {})
        found[side] = sorted(((gate_words(side, gate), n) for gate, n in counted.items()), key=lambda one: -one[1])
    return found
