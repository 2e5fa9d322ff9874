"""How a reader wants the pages: size of type, light or dark, contrast. Remembered by the browser, not the account.

A phone is often shared, and what eyes and light ask for belongs to the screen. The cookie names the choices
(``large.dark.more``) and nothing else; it is no secret, so that pages which are the same for everybody, and may be kept
by others, can follow it with ``static/js/look.js``. All other pages come with the choices already on them: no flash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from app.foundation.access.gate import access_of

COOKIE = "display"
LASTS_SECONDS = 365 * 24 * 60 * 60


class TypeSize(StrEnum):
    """How large letters are; unset: as the page has it (large on pages for guardians)."""

    NORMAL = "normal"
    LARGE = "large"


class Theme(StrEnum):
    """Light or dark; unset: as the device is set."""

    LIGHT = "light"
    DARK = "dark"


class Contrast(StrEnum):
    """More contrast; unset: as the device is set."""

    MORE = "more"


@dataclass(frozen=True)
class Display:
    """The choices; None is no choice."""

    type_size: TypeSize | None = None
    theme: Theme | None = None
    contrast: Contrast | None = None

    @classmethod
    def of(cls, words: Iterable[str]) -> Display:
        """The choices these words name; what is no choice is left out."""
        named = set(words)
        return cls(
            next((one for one in TypeSize if one in named), None),
            next((one for one in Theme if one in named), None),
            next((one for one in Contrast if one in named), None),
        )

    @property
    def words(self) -> str:
        """As the cookie has it: ``large.dark.more``."""
        chosen = (getattr(self, field.name) for field in fields(self))
        return ".".join(word for word in chosen if word)

    @property
    def attributes(self) -> dict[str, str]:
        """For ``<html>``; the style sheet knows them."""
        named = {"data-type": self.type_size, "data-theme": self.theme, "data-contrast": self.contrast}
        return {name: word.value for name, word in named.items() if word}


def chosen_display() -> Display:
    """What this browser chose."""
    return Display.of(request.cookies.get(COOKIE, "").split("."))


def remember_display(response: Response, display: Display) -> None:
    """Keep the choices in the browser for a year; without a choice the cookie goes."""
    if not display.words:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE, display.words, max_age=LASTS_SECONDS, samesite="Lax", secure=current_app.config["SETTINGS"].production
    )


def same_for_everybody() -> bool:
    """Whether others may keep this page, so that the server may not write anybody's choices into it."""
    access = access_of(current_app, request.endpoint) if request.endpoint else None
    return access is not None and (access.kept or access.daily)


def page_display(type_size: str = "") -> Display:
    """What the page shows: the reader's choices, and the page's own size of type where nothing was chosen."""
    if same_for_everybody():
        return Display()
    chosen = chosen_display()
    size = chosen.type_size or (TypeSize(type_size) if type_size else None)
    return Display(size, chosen.theme, chosen.contrast)


def install_display(app: Flask) -> None:
    """Make it known to templates."""
    app.jinja_env.globals.update(page_display=page_display, same_for_everybody=same_for_everybody)
