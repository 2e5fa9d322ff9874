"""Keeping the catalogues: which strings a part has, which of them lack their Chinese."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.foundation.i18n import DEFAULT
from config import ROOT

# The layouts and components belong to the foundation.
FOUNDATION_TEMPLATES = ("layouts", "components", "errors", "files")
KEYWORDS: dict[str, Any] = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}  # fmt: skip
OPTIONS = {"jinja2": {"trimmed": "true", "silent": "false"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def parts() -> list[str]:
    """Every part that can have strings."""
    return sorted(path.name for path in (ROOT / "app").iterdir() if (path / "__init__.py").exists())


def catalogue_path(part: str) -> Path:
    """Where a part's Chinese is."""
    return ROOT / "app" / part / "translations" / DEFAULT / "LC_MESSAGES" / "messages.po"


def extract(part: str) -> Catalog:
    """The strings in a part's code and templates."""
    catalogue = Catalog(charset="utf-8")
    names = FOUNDATION_TEMPLATES if part == "foundation" else (part,)
    folders = [ROOT / "app" / part, *(ROOT / "templates" / name for name in names)]
    methods = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
    for folder in folders:
        if folder.is_dir():
            found = extract_from_dir(str(folder), methods, {"**.html": OPTIONS["jinja2"]}, KEYWORDS)
            for filename, _line, text, comments, context in found:
                place = (str((folder / filename).relative_to(ROOT)), 1)
                catalogue.add(text, locations=[place], auto_comments=comments, context=context)
    return catalogue


def read(part: str) -> Catalog:
    """A part's catalogue as it is kept; empty where there is none."""
    path = catalogue_path(part)
    if not path.exists():
        return Catalog(locale=DEFAULT, charset="utf-8")
    return read_po(io.BytesIO(path.read_bytes()), locale=DEFAULT)


def update(part: str) -> int:
    """Bring a part's catalogue up to its strings; return how many have no Chinese yet."""
    template, kept = extract(part), read(part)
    if not len(template):
        return 0
    shared = read("foundation") if part != "foundation" else Catalog()
    for entry in list(template):
        if entry.id and shared.get(entry.id, entry.context) is not None:
            template.delete(entry.id, entry.context)
    kept.update(template, no_fuzzy_matching=True)
    kept.obsolete.clear()
    path = catalogue_path(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, kept, width=120, sort_output=True, include_lineno=False, omit_header=False, no_location=True)
    lines = [line for line in buffer.getvalue().decode().splitlines() if not line.startswith(('"POT-', '"PO-Rev'))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sum(1 for entry in kept if entry.id and not _translated(entry))


def problems() -> list[str]:
    """What is missing or wrong, one line each, naming part and string."""
    found = []
    catalogues = {part: read(part) for part in parts()}
    for part, own in catalogues.items():
        for entry in extract(part):
            if not entry.id:
                continue
            # All catalogues are merged when they are read, so a word of the foundation serves every part.
            known = own.get(entry.id, entry.context) or catalogues["foundation"].get(entry.id, entry.context)
            if known is None or known.fuzzy or not _translated(known):
                found.append(f"{part}: no Chinese for {entry.id!r}")
            elif _placeholders(entry.id) != _placeholders(known.string):
                found.append(f"{part}: other placeholders in the Chinese of {entry.id!r}")
    return found + _contradictions(catalogues)


def _contradictions(catalogues: dict[str, Catalog]) -> list[str]:
    """Strings that two parts translate differently: merged, only one of the two would be seen."""
    said: dict[tuple[Any, Any], tuple[str, Any]] = {}
    found = []
    for part, catalogue in catalogues.items():
        for entry in catalogue:
            if not entry.id:
                continue
            other, string = said.setdefault((entry.id, entry.context), (part, entry.string))
            if string != entry.string:
                found.append(f"{part}: {entry.id!r} is {entry.string!r} here and {string!r} in {other}")
    return found


def _translated(entry: Any) -> bool:
    return all(entry.string) if isinstance(entry.string, (tuple, list)) else bool(entry.string)


def _placeholders(text: Any) -> set[str]:
    texts = text if isinstance(text, (tuple, list)) else (text,)
    # ngettext fills in num whether or not a form names it.
    return {name for one in texts for name in PLACEHOLDER.findall(one)} - {"num"}
