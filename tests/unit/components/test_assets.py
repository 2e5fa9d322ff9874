"""Static files: vendored ones are what they were, all are small, and none asks for what the policy forbids."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.unit.components.checks import ROOT

STATIC = ROOT / "static"
FONTS = ROOT / "app" / "foundation" / "documents" / "fonts"  # for papers; no browser is given them
VENDORED = [*sorted(path for path in (STATIC / "vendor").iterdir() if path.is_dir()), FONTS]
FIRST_VISIT = [
    "vendor/pico/pico.trimmed.min.css",
    "vendor/htmx/htmx.min.js",
    "css/app.css",
    "js/app.js",
    "js/slots.js",
    "icons.svg",
    "favicon.svg",
]


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_vendored_files_are_licensed_and_unchanged(folder: Path) -> None:
    lines = [line.split() for line in (folder / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, name in lines}
    files = {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    assert "LICENSE" in files
    assert set(sums) == files
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_first_visit_is_light() -> None:
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in FIRST_VISIT}
    assert sum(sizes.values()) < 45_000, sizes


def test_style_sheets_load_nothing() -> None:
    for path in STATIC.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "url(" not in text, path
        assert "@import" not in text, path


def test_every_pico_variable_has_a_value() -> None:
    pico = (STATIC / FIRST_VISIT[0]).read_text(encoding="utf-8")
    given = set(re.findall(r"(--pico-[\w-]+)\s*:", pico + (STATIC / "css/app.css").read_text(encoding="utf-8")))
    used = set(re.findall(r"var\((--pico-[\w-]+)\)", pico))
    assert used <= given, used - given


def test_every_own_token_has_a_value() -> None:
    text = (STATIC / "css/app.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= set(re.findall(r"(--[\w-]+)\s*:", text))


def test_straw_is_never_a_text_colour() -> None:
    text = (STATIC / "css/app.css").read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w-])color:\s*var\(--straw\)", text)


def test_icons_are_plain_lines() -> None:
    root = ElementTree.parse(STATIC / "icons.svg").getroot()  # noqa: S314 - our own file
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in {"svg", "symbol", "path", "circle", "rect"}
        assert "style" not in element.attrib
    names = [symbol.get("id") for symbol in root]
    assert len(names) == len(set(names))


# WCAG 2.2: text 4.5, borders of inputs 3.
PAIRS = [
    ("ink", "paper", 4.5),
    ("soft", "paper", 4.5),
    ("soft", "surface", 4.5),
    ("soft", "sunken", 4.5),
    ("on-persimmon", "persimmon", 4.5),
    ("on-persimmon", "persimmon-deep", 4.5),
    ("ink", "persimmon-tint", 4.5),
    ("soft", "persimmon-tint", 4.5),
    ("on-pine", "pine", 4.5),
    ("pine-deep", "pine-tint", 4.5),
    ("straw-ink", "straw-tint", 4.5),
    ("danger", "surface", 4.5),
    ("danger", "paper", 4.5),
    ("danger", "danger-tint", 4.5),
    ("map-ink", "map-1", 4.5),
    ("map-ink", "map-2", 4.5),
    ("map-ink", "map-3", 4.5),
    ("map-ink", "map-4", 4.5),
    ("map-ink-5", "map-5", 4.5),
    ("edge", "surface", 3.0),
    ("edge", "paper", 3.0),
    ("pine", "line", 3.0),
]


def _tokens(scheme: str) -> dict[str, str]:
    text = (STATIC / "css/app.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", text, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#\w+);", light))
    return found | (dict(re.findall(r"--([\w-]+): (#\w+);", dark)) if scheme == "dark" else {})


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast(scheme: str, front: str, back: str, least: float) -> None:
    tokens = _tokens(scheme)
    darker, lighter = sorted((_luminance(tokens[front]), _luminance(tokens[back])))
    assert (lighter + 0.05) / (darker + 0.05) >= least
