"""The style sheet read: its rules with their conditions, and the tokens as they stand in each scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.unit.components.checks import ROOT

SCHEMES = ("light", "dark", "light, more contrast", "dark, more contrast")
DARK_ASKED, DARK_CHOSEN = "@media screen and (prefers-color-scheme: dark)", ':root[data-theme="dark"]'
MORE_ASKED, MORE_CHOSEN = "@media screen and (prefers-contrast: more)", ':root[data-contrast="more"]'
_PART = re.compile(r"([^{};]+)\{|\}|([^{};]+);?")


@dataclass(frozen=True)
class Rule:
    """One selector list with its declarations; ``within`` are the at-rules around it, outermost first."""

    within: tuple[str, ...]
    selector: str
    values: dict[str, str]


def style_sheet() -> str:
    """Our own style sheet, without its comments."""
    return re.sub(r"/\*.*?\*/", "", (ROOT / "static/css/app.css").read_text(encoding="utf-8"), flags=re.DOTALL)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in order."""
    return tuple(_rules())


def _rules() -> Iterator[Rule]:
    opened: list[str] = []
    values: dict[str, str] = {}
    for part in _PART.finditer(style_sheet()):
        if part[1]:
            opened.append(" ".join(part[1].split()))
        elif part[2] and part[2].strip():
            name, _, value = part[2].partition(":")
            values[name.strip()] = value.strip()
        elif part[0] == "}":
            selector = opened.pop()
            if values:
                yield Rule(tuple(opened), selector, values)
            values = {}


def block(within: str, selector: str) -> dict[str, str]:
    """The declarations of one rule, by the at-rule around it ("" for none) and its selector."""
    found = [one for one in rules() if one.selector == selector and one.within == ((within,) if within else ())]
    assert found, f"no rule {selector} in {within or 'the open'}"
    return found[0].values


def tokens(scheme: str) -> dict[str, str]:
    """What each ``--name`` of the tokens is worth, down to plain values."""
    known = dict(block("", ":root"))
    if scheme.startswith("dark"):
        known |= block("@media screen", DARK_CHOSEN)
    if scheme.endswith("contrast"):
        known |= block("@media screen", MORE_CHOSEN)
    return {name: _plain(value, known) for name, value in known.items() if name.startswith("--")}


def _plain(value: str, known: dict[str, str]) -> str:
    while found := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = known[found[1]]
    return value


def contrast(front: str, back: str) -> float:
    """The ratio of two colours written ``#rgb`` or ``#rrggbb``, 1 to 21, as WCAG computes it."""
    darker, lighter = sorted((_luminance(front), _luminance(back)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
