"""What ``tongxing`` on an installed machine runs: this program's commands, as the service's user, with its settings.

``tongxing doctor`` is ``flask doctor``; ``tongxing serve`` is ``make run`` without the installing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[1]


def settings_of(text: str) -> dict[str, str]:
    """The settings of a file as systemd reads it: ``NAME=value`` a line, in quotes or not; ``#`` begins a remark."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, is_one, value = line.strip().partition("=")
        if not is_one or line.lstrip().startswith(("#", ";")):
            continue
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        found[name.strip()] = value
    return found


def become_owner(folder: Path) -> None:
    """Give up root for the owner of the data: a file that root wrote there would lock the service out."""
    owner = folder.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    os.setgroups([])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
    os.umask(0o077)


def main(arguments: list[str], environ: Mapping[str, str]) -> None:
    """Run ``arguments[1:]`` under the settings of the file ``arguments[0]``; does not return."""
    settings = settings_of(Path(arguments[0]).read_text(encoding="utf-8"))
    data = Path(settings["INSTANCE_PATH"])
    become_owner(data)
    words = arguments[1:] or ["--help"]
    run = ["-m", "app.serve"] if words == ["serve"] else ["-m", "flask", "--app", str(PROGRAM / "wsgi.py"), *words]
    there = {**environ, **settings, "PYTHONPATH": str(PROGRAM), "HOME": str(data)}
    os.execve(sys.executable, [sys.executable, "-P", *run], there)  # noqa: S606 # nosec B606 - our own commands, no shell


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
