"""The wheels of one kind of machine: fetched by their hashes, and each held against the machine it is for."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from packaging.tags import Tag
from packaging.utils import canonicalize_name, parse_wheel_filename

from deploy.bundle.requirements import Locked, needed

MACHINES = ("x86_64", "aarch64")
PYTHONS = ("3.11", "3.12", "3.13")
GLIBC = 28
"""The newest glibc asked for is 2.28: that of Debian 10, openEuler 20.03 and Kylin V10."""


class WrongWheel(RuntimeError):
    """A wheel is missing, or is for another machine; the message names it."""


def fetch(locked: list[Locked], pip: Locked, machine: str, pythons: Iterable[str], folder: Path) -> list[Path]:
    """Bring what ``machine`` needs under each of ``pythons`` into ``folder``; return the files, in order of name.

    pip takes the index this machine has; nothing of it is kept. What lies in the folder and is needed no more goes.

    Raises:
        WrongWheel: there is none for that machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keep: set[Path] = set()
    for python in pythons:
        wanted = [*needed(locked, python, machine), pip]
        _download(wanted, machine, python, folder)
        keep.update(_chosen(wanted, machine, python, folder))
    for file in set(folder.iterdir()) - keep:
        file.unlink()
    return sorted(keep)


def platforms(machine: str) -> list[str]:
    """The platform tags such a machine takes, newest first."""
    modern = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, 16, -1)]
    old = [f"manylinux2014_{machine}"]
    if machine == "x86_64":
        modern += [f"manylinux_2_{minor}_{machine}" for minor in (12, 5)]
        old += [f"manylinux2010_{machine}", f"manylinux1_{machine}"]
    return modern + old


def fits(tag: Tag, machine: str, python: str) -> bool:
    """Whether a wheel of this tag runs there."""
    minor = int(python.split(".")[1])
    if tag.platform != "any" and tag.platform not in platforms(machine):
        return False
    if tag.abi == "none":
        return tag.interpreter in {"py3", "py2.py3", f"py3{minor}", f"cp3{minor}"}
    found = re.fullmatch(r"cp3(\d+)", tag.interpreter)
    if found is None:
        return False
    own = int(found[1])
    return (tag.abi == tag.interpreter and own == minor) or (tag.abi == "abi3" and own <= minor)


def _download(wanted: list[Locked], machine: str, python: str, folder: Path) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as list_of_them:
        list_of_them.write("\n".join(one.line for one in wanted) + "\n")
        list_of_them.flush()
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:",
            "--implementation=cp", f"--python-version={python}", f"--abi=cp{python.replace('.', '')}", "--abi=abi3",
            "--abi=none", *(f"--platform={one}" for one in platforms(machine)), f"--dest={folder}",
            f"--requirement={list_of_them.name}",
        ]  # fmt: skip
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own words
            raise WrongWheel(f"pip found no wheels for Python {python} on {machine}; it says above for what.")


def _chosen(wanted: list[Locked], machine: str, python: str, folder: Path) -> list[Path]:
    there = sorted(folder.glob("*.whl"))
    chosen = []
    for one in wanted:
        found = [file for file in there if _is(file, one) and _runs(file, machine, python)]
        if not found:
            raise WrongWheel(f"no wheel of {one.name} {one.version} for Python {python} on {machine}.")
        chosen.extend(found)
    return chosen


def _is(file: Path, locked: Locked) -> bool:
    name, version, _build, _tags = parse_wheel_filename(file.name)
    return name == canonicalize_name(locked.name) and str(version) == locked.version


def _runs(file: Path, machine: str, python: str) -> bool:
    return any(fits(tag, machine, python) for tag in parse_wheel_filename(file.name)[3])
