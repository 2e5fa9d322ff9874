"""Named panels: a part says what belongs on a page of another part, and neither imports the other.

On the landing page (``add_panel``): what a role has to do now. On a page about one record (``add_to_page``): what parts
above it have to say, such as who comes, on the receipt of a family.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, render_template
from markupsafe import Markup

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


@dataclass(frozen=True)
class PagePanel:
    """One panel of a page about a record. ``make`` gets the record, and None means that there is nothing to say."""

    name: str
    order: int
    template: str
    make: Callable[[Any], dict[str, Any] | None]


_on_pages: dict[str, dict[str, PagePanel]] = {}


def add_to_page(
    page: str, name: str, *, order: int, template: str, make: Callable[[Any], dict[str, Any] | None]
) -> None:
    """Register a panel of a page, once per name; called where a part's views are defined."""
    _on_pages.setdefault(page, {})[name] = PagePanel(name, order, template, make)


def page_panels(page: str, record: Any) -> list[Markup]:
    """The panels of a page that have something to say about this record, in order, ready to stand in it."""
    wanted = sorted(_on_pages.get(page, {}).values(), key=lambda panel: panel.order)
    made = [(panel, context) for panel in wanted if (context := panel.make(record)) is not None]
    fragments = (render_template(panel.template, **context) for panel, context in made)
    return [Markup(one) for one in fragments]  # noqa: S704 # nosec B704 - templates of the parts, escaped there
