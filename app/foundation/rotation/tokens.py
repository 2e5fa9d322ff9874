"""How each keyed index comes under a new key: computed anew from its record, or it runs out by itself.

A part says it for its own columns, in a file ``keys.py``::

    @retoken(Child.identity_token, Child.lookalike_token)
    def child_tokens(child: Child) -> tuple[str, ...]: ...

    runs_out(Invitation.token_hash, alive=lambda: Invitation.used_at.is_(None))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, inspect, true
from sqlalchemy.orm import InstrumentedAttribute

Compute = Callable[[Any], tuple[str, ...]]
_ways: dict[Column[Any], Way] = {}


@dataclass(frozen=True)
class Way:
    """``compute`` gives the values of ``columns`` from the ``model``; None where the plain value is known to nobody.

    ``alive`` says which rows' tokens can still be used.
    """

    model: type[Any]
    columns: tuple[Column[Any], ...]
    compute: Compute | None
    alive: Callable[[], ColumnElement[bool]]


def retoken(
    *attributes: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
) -> Callable[[Compute], Compute]:
    """Register the function that computes the attributes' tokens from a record, in that order, under today's key."""

    def register(function: Compute) -> Compute:
        _register(attributes, function, true)
        return function

    return register


def runs_out(attribute: InstrumentedAttribute[str], *, alive: Callable[[], ColumnElement[bool]]) -> None:
    """Register a token that cannot be computed anew: the key it stands under is kept while such a row is alive."""
    _register((attribute,), None, alive)


def way_of(column: Column[Any]) -> Way:
    """How a column's tokens come under a new key.

    Raises:
        LookupError: no part said so.
    """
    if column not in _ways:
        raise LookupError(f"{column}: say how it comes under a new key, with retoken or runs_out in the part's keys.py")
    return _ways[column]


def _register(
    attributes: tuple[InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ...],
    compute: Compute | None,
    alive: Callable[[], ColumnElement[bool]],
) -> None:
    columns = tuple(inspect(one.class_).columns[one.key] for one in attributes)
    model: type[Any] = inspect(attributes[0].class_).class_
    way = Way(model, columns, compute, alive)
    _ways.update(dict.fromkeys(columns, way))
