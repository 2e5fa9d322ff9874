"""Scripts and style sheets as browsers get them: without what only people read, and a folder of modules as one script.

A phone with one bar of signal waits 400 ms for each file and pays for the head of each answer, so the modules of a
folder go out together. They are written in few forms, and whatever else stands in them is refused rather than guessed:
``import { a, b } from "./name.js";`` on a line of its own at the top, ``export const``, no text over several lines.
"""

from __future__ import annotations

import re
from pathlib import Path

ENTRY = "main"
_IMPORT = re.compile(r'import \{ (\w+(?:, \w+)*) \} from "\./(\w+)\.js";')
_EXPORT = re.compile(r"export const (\w+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REMARK = re.compile(
    r"""\s+// [^"'`/]*$"""
)  # one behind code only where it cannot be the inside of a text or a pattern


def trimmed_sheet(text: str) -> str:
    """A style sheet without comments, indentation and empty lines."""
    return _tight(_COMMENT.sub("", text).splitlines())


def trimmed_script(text: str) -> str:
    """A script without indentation, empty lines and remarks.

    Raises:
        ValueError: a text goes over several lines, whose indentation is part of it.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if line.count("`") % 2:
            raise ValueError(f"line {number}: a text over several lines")
    return _tight([_REMARK.sub("", line) for line in lines if not line.lstrip().startswith("//")])


def joined_scripts(folder: Path) -> str:
    """``main.js`` of a folder with all it imports as one script, each module in a scope of its own.

    Raises:
        ValueError: modules import each other in a circle, or something stands in one that is not understood.
    """
    scripts: dict[str, str] = {}
    _add(folder, ENTRY, scripts, ())
    return "".join(scripts.values())


def _add(folder: Path, name: str, scripts: dict[str, str], above: tuple[str, ...]) -> None:
    """Put a module behind those it imports."""
    if name in above:
        raise ValueError(f"{folder}: a circle of imports through {name}.js")
    if name in scripts:
        return
    lines, imports, exports = [], [], []
    for line in trimmed_script((folder / f"{name}.js").read_text(encoding="utf-8")).splitlines():
        if found := _IMPORT.fullmatch(line):
            names, other = found.groups()
            _add(folder, other, scripts, (*above, name))
            imports.append(f"const {{ {names} }} = ${other};\n")
        elif line.startswith(("import", "export")) and not _EXPORT.match(line):
            raise ValueError(f"{folder}/{name}.js: not understood: {line}")
        else:
            exports += _EXPORT.findall(line) if line.startswith("export") else []
            lines.append(line.removeprefix("export ") + "\n")
    inside = "".join([*imports, *lines])
    scripts[name] = f"const ${name} = (() => {{\n{inside}return {{ {', '.join(exports)} }};\n}})();\n"


def _tight(lines: list[str]) -> str:
    return "".join(f"{line}\n" for one in lines if (line := one.strip()))
