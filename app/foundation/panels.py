"""Named panels on the landing page: a part says what its roles have to do now; the page above shows it.

So ``home`` need not know the parts, and no part knows ``home``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g

from app.foundation.access.actors import Actor, Role

Make = Callable[[Actor], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One panel. ``make`` returns what its template needs, or None where there is nothing to say to this actor."""

    name: str
    roles: frozenset[Role]
    order: int
    template: str
    make: Make


def button_kind() -> str:
    """``primary`` for the first panel of a page that asks, ``secondary`` after: one thing to do stands out."""
    kind = "secondary" if g.get("panel_leads") else "primary"
    g.panel_leads = True
    return kind


_panels: dict[str, Panel] = {}


def add_panel(name: str, *roles: Role, order: int, template: str, make: Make) -> None:
    """Register a panel, once per name; the lowest order stands first. Called where a part's views are defined.

    The template is a fragment such as ``pairing/_panel_queue.html``; it is given the dictionary that ``make`` returned.
    """
    _panels[name] = Panel(name, frozenset(roles), order, template, make)


def panels_for(actor: Actor) -> list[tuple[Panel, dict[str, Any]]]:
    """The panels that have something to say to this actor, in order, each with its context."""
    wanted = sorted((p for p in _panels.values() if any(actor.has(role) for role in p.roles)), key=lambda p: p.order)
    return [(panel, context) for panel in wanted if (context := panel.make(actor)) is not None]
