"""Static files: vendored ones are what they were, all are small, and none asks for what the policy forbids."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from app.foundation.assets import served
from app.foundation.joining import joined_scripts
from tests.unit.components.checks import ROOT

STATIC = ROOT / "static"
FONTS = ROOT / "app" / "foundation" / "documents" / "fonts"  # for papers; no browser is given them
VENDORED = [*sorted(path for path in (STATIC / "vendor").iterdir() if path.is_dir()), FONTS]
FIRST_VISIT = [
    "vendor/pico/pico.trimmed.min.css",
    "css/app.css",
    "js/app.js",
    "js/outbox.js",
    "js/keys.js",
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
    site = Flask("weighed", static_folder=str(STATIC))
    sizes = {}
    for name in FIRST_VISIT:
        with site.test_request_context(headers={"Accept-Encoding": "br"}):
            answer = served(name)
            assert answer is not None, name
            sizes[name] = len(answer.data)
    assert sum(sizes.values()) < 27_000, sizes


def test_modules_go_out_as_one_script_in_which_nothing_is_imported(tmp_path: Path) -> None:
    joined = joined_scripts(STATIC / "js" / "outbox")
    assert "import " not in joined
    assert "export " not in joined
    names = [path.stem for path in (STATIC / "js" / "outbox").glob("*.js")]
    assert sorted(re.findall(r"^const \$(\w+) = ", joined, re.MULTILINE)) == sorted(names)
    (tmp_path / "other.js").write_text("// said to people\nexport const one = 1; // to people too\n")
    main = """import { one } from "./other.js";\n  const here = one + " // stays";\n"""
    (tmp_path / "main.js").write_text(main)
    other = "const $other = (() => {\nconst one = 1;\nreturn { one };\n})();\n"
    inside = 'const { one } = $other;\nconst here = one + " // stays";\n'
    assert joined_scripts(tmp_path) == f"{other}const $main = (() => {{\n{inside}return {{  }};\n}})();\n"


NOT_UNDERSTOOD = {
    "circle": 'import { one } from "./main.js";',
    "all": 'import * as all from "./all.js";',
    "default": "export default 1;",
    "lines": "const text = `one\n  two`;",
}


@pytest.mark.parametrize("text", NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD)
def test_what_is_not_understood_is_not_joined(text: str, tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text(f"{text}\n")
    with pytest.raises(ValueError, match=r"circle|not understood|several lines"):
        joined_scripts(tmp_path)


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
