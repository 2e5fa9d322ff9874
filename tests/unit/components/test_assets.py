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
    "css/app.css",
    "js/app.js",
    *sorted(f"js/outbox/{path.name}" for path in (STATIC / "js" / "outbox").glob("*.js")),
    "js/slots.js",
    "js/times.js",
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
    assert sum(sizes.values()) < 35_000, sizes


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


def test_icons_are_plain_lines() -> None:
    root = ElementTree.parse(STATIC / "icons.svg").getroot()  # noqa: S314 - our own file
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in {"svg", "symbol", "path", "circle", "rect"}
        assert "style" not in element.attrib
    names = [symbol.get("id") for symbol in root]
    assert len(names) == len(set(names))
