"""The board of a season: every part says of its own steps whether they are done, and what holds them back.

A step shows counts, each a link to the list that shows the same number, and what can be done about all of them at once.
``make`` is given the actor and the season, and answers None where the step is nothing of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.foundation.access.actors import Actor


class StepState(StrEnum):
    """How far a step is."""

    NEXT = "next"
    GOING = "going"
    HELD = "held"
    DONE = "done"


class Way(StrEnum):
    """What a button of a step does: lead to a page, send a form, send a file, open paper to print."""

    LINK = "link"
    SEND = "send"
    FILE = "file"
    PAPER = "paper"


@dataclass(frozen=True)
class Figure:
    """A count of records, ``of`` how many (None: no such number), and the list that shows as many.

    ``holds``: as long as it is not 0, it holds the step back.
    """

    label: str
    value: int
    url: str | None = None
    of: int | None = None
    holds: bool = False


@dataclass(frozen=True)
class Act:
    """Something to do for all at once. ``fields`` are sent along; ``asks`` is the question before, empty: none.

    ``begins`` a line of its own, with what comes after it.
    """

    label: str
    url: str
    way: Way = Way.LINK
    icon: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    asks: str = ""
    hint: str = ""
    main: bool = False
    begins: bool = False


@dataclass(frozen=True)
class Step:
    """One step; ``name`` is its anchor on the page."""

    title: str
    state: StepState
    figures: tuple[Figure, ...] = ()
    acts: tuple[Act, ...] = ()
    note: str = ""
    name: str = ""

    @property
    def holding(self) -> tuple[Figure, ...]:
        """What holds it back."""
        return tuple(one for one in self.figures if one.holds and one.value)


def state_of(done: int, of: int, *, held: bool = False) -> StepState:
    """The state of a step that is over once ``done`` of ``of`` records are through; of none it has not begun."""
    if of and done >= of:
        return StepState.DONE
    if held:
        return StepState.HELD
    return StepState.GOING if done else StepState.NEXT


Make = Callable[[Actor, Any], Step | None]
_steps: dict[str, tuple[int, Make]] = {}


def add_step(name: str, *, order: int, make: Make) -> None:
    """Register a step, once per name; the lowest order stands first. Called where a part's views are defined."""
    _steps[name] = (order, make)


def steps_of(actor: Actor, season: Any) -> list[Step]:
    """The steps of a season that have something to say to this actor, in order."""
    made = ((name, make(actor, season)) for name, (_order, make) in sorted(_steps.items(), key=lambda one: one[1][0]))
    return [_named(step, name) for name, step in made if step is not None]


def _named(step: Step, name: str) -> Step:
    return Step(step.title, step.state, step.figures, step.acts, step.note, name)
