"""The threat model names the test behind every promise; each of them exists."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
MODEL = TESTS.parent / "docs" / "threat-model.md"
NAMED = re.compile(r"`([\w/]+)::(test_\w+)`")


def test_every_test_it_names_exists() -> None:
    named = set(NAMED.findall(MODEL.read_text(encoding="utf-8")))
    assert len(named) > 60
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (path := TESTS / f"{file}.py").is_file() or f"def {name}(" not in path.read_text(encoding="utf-8")
    ]
    assert missing == []


def test_every_file_of_attacks_is_in_the_index() -> None:
    text = MODEL.read_text(encoding="utf-8")
    files = [path.stem for path in (TESTS / "integration").glob("test_attacks_*.py")]
    assert files
    assert [name for name in files if f"integration/{name}::" not in text] == []
