"""Who wrote what the bundle holds, and under which licence: from the wheels' own metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

from packaging.utils import canonicalize_name

_TEXTS = re.compile(r"[^/]+\.dist-info/(licenses?/.+|[^/]*(licen[sc]e|copying|notice|authors)[^/]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Notice:
    """One package: its licence in its own words, and the texts it carries, by name."""

    name: str
    version: str
    licence: str
    texts: dict[str, bytes]


def notice_of(wheel: Path) -> Notice:
    """What a wheel says of itself."""
    with ZipFile(wheel) as opened:
        names = sorted(opened.namelist())
        about = next(name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        told = HeaderParser().parsestr(opened.read(about).decode("utf-8"))
        texts = {
            name.split("/", 1)[1]: opened.read(name) for name in names if _TEXTS.fullmatch(name) and name[-1] != "/"
        }
    return Notice(canonicalize_name(told["Name"]), told["Version"], _licence(told, texts), texts)


def _licence(told: Message, texts: dict[str, bytes]) -> str:
    classifiers = [one.split(" :: ")[-1] for one in told.get_all("Classifier", []) if one.startswith("License :: ")]
    short = str(told["License"] or "").strip()
    if "\n" in short or len(short) > 60:  # some put the whole text here
        short = ""
    return str(told["License-Expression"] or short or ", ".join(classifiers) or _by_text(texts))


def _by_text(texts: dict[str, bytes]) -> str:
    mit = any(b"Permission is hereby granted, free of charge" in text for text in texts.values())
    return "MIT, by its text" if mit else ""


def notices(wheels: Iterable[Path]) -> list[Notice]:
    """One for each package and version, in order of name: its wheels for several Pythons say the same."""
    found: dict[tuple[str, str], Notice] = {}
    for wheel in sorted(wheels):
        one = notice_of(wheel)
        known = found.get((one.name, one.version))
        texts = one.texts if known is None else known.texts | one.texts
        found[one.name, one.version] = Notice(one.name, one.version, one.licence, texts)
    return [found[key] for key in sorted(found)]


def table(of: Iterable[Notice]) -> str:
    """As rows of Markdown."""
    rows = [f"| {one.name} | {one.version} | {one.licence or '(see its text)'} |" for one in of]
    return "\n".join(["| package | version | licence |", "|---|---|---|", *rows])


HEAD = """# 许可证 · Licences

本程序以 Apache-2.0 发布（见 `LICENSE`）。下面是随程序一起分发的他人作品：许可证全文在各自的文件夹里，
Python 软件包的全文在安装包的 `licences/` 里。本页由 `make notices` 生成，不要手改。
This program is licensed under Apache-2.0. Below is what of others goes out with it; the texts lie beside each, those
of the Python packages in the bundle's folder `licences/`; those under the LGPL are wheels of
their own, unchanged, and can be replaced. Made by `make notices`.

## In this repository
| folder | licence begins with | file | sha256 |
|---|---|---|---|
"""


def page(root: Path, of: Iterable[Notice]) -> str:
    """``docs/licences.md``: what is vendored here, each file by its sum, and the packages of the bundle."""
    rows = []
    for sums in sorted(root.glob("static/vendor/*/SHA256SUMS")) + sorted(root.glob("app/**/fonts/SHA256SUMS")):
        begins = (sums.parent / "LICENSE").read_text(encoding="utf-8").splitlines()
        title = next(line for line in begins if "licen" in line.lower())
        rows += [
            f"| `{sums.parent.relative_to(root)}` | {title} | {name} | `{digest}` |"
            for digest, name in (line.split() for line in sums.read_text(encoding="utf-8").splitlines())
        ]
    return f"{HEAD}{chr(10).join(rows)}\n\n## Python packages of the bundle\n{table(of)}\n"
