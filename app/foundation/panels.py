"""Named panels: a part says what belongs on a page of another part, and neither imports the other.

On the landing page (``add_panel``): what a role has to do now. On a page about one record (``add_to_page``): what parts
above it have to say, such as who comes, on the receipt of a family.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from flask import g, has_app_context, render_template
from markupsafe import Markup

from app.foundation.access.actors import Actor, Role

Make = Callable[[Actor], dict[str, Any] | None]
P = ParamSpec("P")
T = TypeVar("T")
AT_THE_TOP = 3
"""So many panels stand open at once; on a phone more than that is a list nobody reads."""


@dataclass(frozen=True)
class Panel:
    """One panel. ``make`` returns what its template needs, or None where there is nothing to say to this actor.

    ``asks``: it asks for something to be done, and so stands before those that only tell; a panel that does one or the
    other says so in what ``make`` returns, under ``asks``. ``order_for`` is the order for some roles.
    """

    name: str
    roles: frozenset[Role]
    order: int
    template: str
    make: Make
    asks: bool = True
    order_for: Mapping[Role, int] = field(default_factory=dict)

    def order_of(self, actor: Actor) -> int:
        """Its place for an actor: the earliest of the roles held."""
        held = [role for role in self.roles if actor.has(role)]
        return min((self.order_for.get(role, self.order) for role in held), default=self.order)


class Made(NamedTuple):
    """A panel that has something to say, with what its template needs."""

    panel: Panel
    context: dict[str, Any]

    @property
    def asks(self) -> bool:
        """Whether it asks for something to be done now."""
        return bool(self.context.get("asks", self.panel.asks))

    def told_by(self, others: Iterable[Made]) -> bool:
        """Whether other panels tell all of it, so that nobody is asked twice for one thing.

        A panel says under ``about`` the ids of all it speaks of, where that may happen, and under ``tells`` those it
        tells in another's stead.
        """
        about: frozenset[uuid.UUID] = self.context.get("about", frozenset())
        told = {subject for one in others if one is not self for subject in one.context.get("tells", ())}
        return bool(about) and about <= told


@dataclass(frozen=True)
class Landing:
    """The panels of a landing page: a few at the top; below, whatever else asks; folded, what else only tells."""

    top: list[Made]
    below: list[Made]
    folded: list[Made]


def button_kind() -> str:
    """``primary`` for the first panel of a page that asks, ``secondary`` after: one thing to do stands out."""
    kind = "secondary" if g.get("panel_leads") else "primary"
    g.panel_leads = True
    return kind


_panels: dict[str, Panel] = {}


def add_panel(
    name: str,
    *roles: Role,
    order: int,
    template: str,
    make: Make,
    asks: bool = True,
    order_for: Mapping[Role, int] | None = None,
) -> None:
    """Register a panel, once per name; the lowest order stands first. Called where a part's views are defined.

    The template is a fragment such as ``pairing/_panel_queue.html``; it is given the dictionary that ``make`` returned.
    """
    _panels[name] = Panel(name, frozenset(roles), order, template, make, asks, order_for or {})


def once_a_landing(read: Callable[P, T]) -> Callable[P, T]:
    """A read that several panels ask for is made once while they are made; anywhere else each time it is asked for.

    Nothing is written between the panels of a landing page. What is answered belongs to all who ask: take from it,
    change nothing in it.
    """

    @wraps(read)
    def remembered(*asked: P.args, **more: P.kwargs) -> T:
        held: dict[Hashable, T] | None = g.get("read_for_landing") if has_app_context() else None
        if held is None:
            return read(*asked, **more)
        key = (read, asked, tuple(more.items()))
        if key not in held:
            held[key] = read(*asked, **more)
        return held[key]

    return remembered


def panels_for(actor: Actor) -> list[Made]:
    """What has something to say to this actor: what asks before what tells, each in its order."""
    wanted = [panel for panel in _panels.values() if any(actor.has(role) for role in panel.roles)]
    g.read_for_landing = {}
    try:
        made = [Made(panel, context) for panel in wanted if (context := panel.make(actor)) is not None]
    finally:
        g.pop("read_for_landing")
    made = [one for one in made if not one.told_by(made)]
    return sorted(made, key=lambda one: (not one.asks, one.panel.order_of(actor), one.panel.name))


def arrange(made: list[Made]) -> Landing:
    """The first few at the top; of the rest, what asks is never folded."""
    rest = made[AT_THE_TOP:]
    return Landing(made[:AT_THE_TOP], [one for one in rest if one.asks], [one for one in rest if not one.asks])


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
