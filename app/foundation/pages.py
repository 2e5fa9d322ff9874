"""What every page is given: navigation, the demo banner, and how moments, ages and hours are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from app.foundation import clock
from app.foundation.access.actors import Actor
from app.foundation.access.permissions import Permission
from app.foundation.access.rules import holds
from app.foundation.dates import (
    day_in_words,
    day_span,
    month_head,
    month_in_words,
    short_day,
    time_of_day,
    unbroken_day,
    unbroken_moment,
)
from app.foundation.outbox import all_outboxes, outbox_owner, outboxes, reader_language
from app.foundation.panels import button_kind
from app.foundation.rendering import piece
from app.foundation.tables import mark_none
from app.foundation.wechat import in_wechat


class NavigationGroup(StrEnum):
    """The menus of a long navigation, in their order."""

    OWN = "own"
    CHILDREN = "children"
    VOLUNTEERS = "volunteers"
    PAIRING = "pairing"
    RECORD = "record"
    FIGURES = "figures"
    PROTECTION = "protection"
    SETTINGS = "settings"


GROUP_LABELS = {
    NavigationGroup.OWN: _l("My work"),
    NavigationGroup.CHILDREN: _l("Files"),
    NavigationGroup.VOLUNTEERS: _l("Volunteers"),
    NavigationGroup.PAIRING: _l("Match and pair"),
    NavigationGroup.RECORD: _l("Records"),
    NavigationGroup.FIGURES: _l("Figures"),
    NavigationGroup.PROTECTION: _l("Protection"),
    NavigationGroup.SETTINGS: _l("Settings"),
}
_GROUP_ICONS = {
    NavigationGroup.OWN: "person",
    NavigationGroup.CHILDREN: "child",
    NavigationGroup.VOLUNTEERS: "volunteer",
    NavigationGroup.PAIRING: "pair",
    NavigationGroup.RECORD: "clock",
    NavigationGroup.FIGURES: "chart",
    NavigationGroup.PROTECTION: "lock",
    NavigationGroup.SETTINGS: "map",
}


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the navigation; ``order`` sorts, ``permission`` shows it to those who hold it.

    ``also`` names addresses elsewhere that belong to the entry. Where a role has many entries, those after the first
    few stand in the menu of their ``group``.
    """

    label: Any
    endpoint: str
    icon: str
    permission: Permission
    order: int
    when: Callable[[Actor], bool] | None = None
    also: tuple[str, ...] = ()
    group: NavigationGroup = NavigationGroup.OWN

    @property
    def url(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint)

    @property
    def current(self) -> str:
        """For ``aria-current``: ``page`` on the page itself, ``true`` on the pages below its address, else nothing."""
        if request.endpoint == self.endpoint:
            return "page"
        below = tuple(f"{address.rstrip('/')}/" for address in (self.url, *self.also))
        return "true" if below[0] != "/" and f"{request.path}/".startswith(below) else ""


_items: dict[str, NavigationItem] = {}


def add_navigation(item: NavigationItem) -> None:
    """Register an entry, once per endpoint; called where a part's views are defined."""
    _items[item.endpoint] = item


def navigation() -> list[NavigationItem]:
    """The entries for the signed-in actor, in order."""
    if not current_user.is_authenticated:
        return []
    actor: Actor = current_user.actor()
    shown = [
        item for item in _items.values() if holds(actor, item.permission) and (item.when is None or item.when(actor))
    ]
    return sorted(shown, key=lambda item: (item.order, item.endpoint))


@dataclass(frozen=True)
class NavigationMenu:
    """Entries under one heading."""

    label: Any
    icon: str
    items: tuple[NavigationItem, ...]


def menus(items: list[NavigationItem]) -> list[NavigationMenu]:
    """The entries by their groups, in the order of the groups."""
    position = list(NavigationGroup).index
    ordered = sorted(items, key=lambda item: position(item.group))
    return [
        NavigationMenu(GROUP_LABELS[group], _GROUP_ICONS[group], tuple(found))
        for group, found in groupby(ordered, key=lambda item: item.group)
    ]


def navigation_bar(entries: list[NavigationItem]) -> Markup:
    """The entries as a bar, with the one marked whose page this is."""
    shown = tuple((entry.endpoint, entry.current) for entry in entries)
    return piece("layouts/_navigation.html", shown, entries=entries)


_writings: list[NavigationItem] = []


def add_writing(item: NavigationItem) -> None:
    """Register a form that can be filled in while the browser is locked: its view is ``blind``."""
    if item.endpoint not in {one.endpoint for one in _writings}:
        _writings.append(item)


def writings(actor: Actor) -> list[NavigationItem]:
    """The forms that the actor can fill in without giving the password again, in order."""
    return sorted((one for one in _writings if holds(actor, one.permission)), key=lambda item: item.order)


def actor() -> Actor:
    """Who asks; only in views behind ``requires``."""
    found: Actor = g.actor
    return found


def hours(minutes: int | None) -> str:
    """Hours with one decimal, rounded down: 119 minutes are 1.9; an em dash where there are none to count."""
    return "—" if minutes is None else f"{minutes * 10 // 60 / 10:.1f}"


def grouped(count: int) -> str:
    """A whole number with its thousands apart, as both languages write them: ``2,521``."""
    return f"{count:,}"


def upfirst(words: object) -> str:
    """The words with a capital at the beginning, for lists and tabs; the rest stays as it is."""
    text = words if isinstance(words, str) else str(words)  # markup stays markup
    return text[:1].upper() + text[1:]


def percent(part: int, whole: int) -> str:
    """A share in percent; an em dash where there is no denominator, never 0 %."""
    return "—" if whole == 0 else f"{part * 100 / whole:.0f}%"


def install_page_helpers(app: Flask) -> None:
    """Make the helpers known to templates."""
    app.jinja_env.globals.update(
        navigation=navigation, navigation_bar=navigation_bar, menus=menus, actor_may=_actor_may
    )
    app.jinja_env.globals.update(percent=percent, today=clock.today)
    app.jinja_env.globals.update(
        button_kind=button_kind, outboxes=outboxes, all_outboxes=all_outboxes, outbox_owner=outbox_owner
    )
    app.jinja_env.globals.update(reader_language=reader_language, in_wechat=in_wechat)
    app.jinja_env.filters.update(moment=unbroken_moment, day=unbroken_day, time_of_day=time_of_day, hours=hours)
    app.jinja_env.filters.update(grouped=grouped, upfirst=upfirst, month=month_in_words, day_in_words=day_in_words)
    app.jinja_env.filters.update(short_day=short_day, day_span=day_span, mark_none=mark_none, month_head=month_head)


def _actor_may(permission: str, record: object) -> bool:
    from app.foundation.access.rules import may

    return current_user.is_authenticated and may(current_user.actor(), Permission(permission), record)
