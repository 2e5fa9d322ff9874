"""The tokens: readable in every scheme, each used and each with a value; one scale of type; paper without the frame."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.unit.components.checks import ROOT
from tests.unit.components.css import (
    DARK_ASKED,
    DARK_CHOSEN,
    MORE_ASKED,
    MORE_CHOSEN,
    SCHEMES,
    block,
    contrast,
    rules,
    style_sheet,
    tokens,
)

TEXT, EDGE, MORE_TEXT, STEP = 4.5, 3.0, 7.0, 1.2
GROUNDS = ("paper", "surface", "sunken")
# Text tokens, and what they stand on; edges of what one can press or fill in, and what they stand on.
ON_GROUNDS = [(front, back) for front in ("ink", "soft", "persimmon-deep", "pine-deep", "danger") for back in GROUNDS]
PAIRS = [
    *ON_GROUNDS,
    *(("ink", f"{tint}-tint") for tint in ("persimmon", "pine", "straw", "danger")),
    ("soft", "persimmon-tint"),
    ("on-persimmon", "persimmon"),
    ("on-persimmon", "persimmon-deep"),
    ("on-pine", "pine"),
    ("on-straw", "straw"),
    ("pine-deep", "pine-tint"),
    ("straw-ink", "straw-tint"),
    ("danger", "danger-tint"),
    *(("map-ink", f"map-{step}") for step in range(1, 5)),
    ("map-ink-5", "map-5"),
]
EDGES = [
    *(("edge", ground) for ground in GROUNDS),
    *(("persimmon", ground) for ground in GROUNDS),
    *(("pine", ground) for ground in GROUNDS),
    ("pine", "track"),
    ("persimmon", "track"),
]
_USED = re.compile(r"var\((--[\w-]+)")
_TOKEN = re.compile(r"var\(--([\w-]+)\)")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read(scheme: str) -> None:
    colours = tokens(scheme)
    least = MORE_TEXT if scheme.endswith("contrast") else TEXT
    weak = {
        f"{front} on {back}": round(ratio, 2)
        for front, back in {*PAIRS, *_pairs_of_the_rules()}
        if (ratio := contrast(colours[f"--{front}"], colours[f"--{back}"]))
        < (TEXT if back.startswith(("map", "straw")) else least)
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_can_be_seen(scheme: str) -> None:
    colours = tokens(scheme)
    weak = {
        f"{front} on {back}": round(ratio, 2)
        for front, back in EDGES
        if (ratio := contrast(colours[f"--{front}"], colours[f"--{back}"])) < EDGE
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["dark", "dark, more contrast"])
def test_steps_of_the_maps_can_be_told_apart_in_the_dark(scheme: str) -> None:
    """In the light the hue changes from step to step; in the dark only the lightness is left to see."""
    colours = tokens(scheme)
    ramp = ["--sunken", *(f"--map-{step}" for step in range(1, 6))]
    assert all(contrast(colours[lower], colours[higher]) >= STEP for lower, higher in pairwise(ramp))


def _pairs_of_the_rules() -> set[tuple[str, str]]:
    """Whatever a rule itself sets side by side: text and background, both tokens."""
    found = set()
    for rule in rules():
        front = _TOKEN.fullmatch(rule.values.get("color", ""))
        back = _TOKEN.fullmatch(rule.values.get("background", ""))
        if front and back:
            found.add((front[1], back[1]))
    return found


def test_the_rules_set_text_on_grounds() -> None:
    assert len(_pairs_of_the_rules()) > 10, "the reading of the style sheet finds no rules"


def test_dark_and_contrast_are_the_same_asked_for_and_chosen() -> None:
    assert block(DARK_ASKED, ':root:not([data-theme="light"])') == block("@media screen", DARK_CHOSEN)
    assert block(MORE_ASKED, ":root:root") == block("@media screen", MORE_CHOSEN)


def test_dark_changes_every_colour() -> None:
    light, dark = block("", ":root"), block("@media screen", DARK_CHOSEN)
    colours = {name for name, value in light.items() if "#" in value or "rgba" in value}
    assert colours - {"--on-straw"} == set(dark), "straw stays straw, and its letters dark"


def test_every_token_used_has_a_value_and_every_token_is_used() -> None:
    text = style_sheet()
    pictures = "".join((ROOT / "static" / name).read_text(encoding="utf-8") for name in ("icons.svg", "favicon.svg"))
    pico = (ROOT / "static/vendor/pico/pico.trimmed.min.css").read_text(encoding="utf-8")
    given = {name for rule in rules() for name in rule.values if name.startswith("--")}
    used = set(_USED.findall(text + pictures))
    assert used <= given, used - given
    own = {name for name in given if not name.startswith("--pico")}
    assert own <= used, own - used
    assert given - own <= set(_USED.findall(text + pico)) | set(re.findall(r"(--pico-[\w-]+)\s*:", pico))


def test_straw_is_never_a_text_colour() -> None:
    assert not [rule.selector for rule in rules() if rule.values.get("color") == "var(--straw)"]


def test_letters_have_the_sizes_of_the_scale() -> None:
    sizes = {
        value
        for rule in rules()
        for name, value in rule.values.items()
        if name == "font-size" and not rule.selector.startswith((".map", ".chart", "svg"))
    }
    strange = {value for value in sizes if not re.fullmatch(r"var\(--type-[0-5]\)|1rem|inherit|1em", value)}
    assert strange == set()


def test_paper_shows_no_frame() -> None:
    hidden = {
        name.strip()
        for rule in rules()
        if rule.within == ("@media print",) and rule.values.get("display") == "none !important"
        for name in rule.selector.split(",")
    }
    assert {".topbar", ".nav", ".footer", ".skip", ".no-print", ".btn", ".tabs", ".filter-bar"} <= hidden
