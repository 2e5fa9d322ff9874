"""The locked requirements, and which of them one machine needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker, default_environment

_PINNED = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)(\[[a-z0-9,._-]+\])?==(?P<version>[^\s;]+)(\s*;\s*(?P<marker>.+))?"
)
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


class NotLocked(ValueError):
    """A requirement is not pinned to one version with its hashes; the message names it."""


@dataclass(frozen=True)
class Locked:
    """One line of the lock: ``hashes`` as ``sha256:...``, ``marker`` None where every machine needs it."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]

    @property
    def line(self) -> str:
        """As pip reads it, without the marker."""
        return " ".join([f"{self.name}=={self.version}", *(f"--hash={one}" for one in self.hashes)])


def read_lock(text: str) -> list[Locked]:
    """The requirements of a hashed ``requirements.txt``, in its order.

    Raises:
        NotLocked: a line is no pinned requirement, or has no hash.
    """
    joined = re.sub(r"\\\n\s*", " ", text)
    return [_locked(line) for raw in joined.splitlines() if (line := raw.split(" #")[0].strip()) and line[0] != "#"]


def _locked(line: str) -> Locked:
    words, *rest = line.split(" --hash=")
    found = _PINNED.fullmatch(words.strip())
    hashes = tuple(one.strip() for one in rest)
    if found is None:
        raise NotLocked(f"not pinned to one version: {words}")
    if not hashes or not all(_HASH.fullmatch(one) for one in hashes):
        raise NotLocked(f"without a sha256: {words}")
    marker = Marker(found["marker"]) if found["marker"] else None
    return Locked(found["name"], found["version"], marker, hashes)


def needed(locked: Iterable[Locked], python: str, machine: str) -> list[Locked]:
    """Those a machine needs: CPython ``python`` (as ``3.11``) on Linux, ``machine`` as ``uname -m`` says it.

    pip judges markers by the Python it runs under, also when it downloads for another one; so they are judged here.
    """
    there: dict[str, str | Set[str]] = {key: str(value) for key, value in default_environment().items()}
    there.update(
        python_version=python, python_full_version=f"{python}.0", implementation_name="cpython",
        implementation_version=f"{python}.0", platform_python_implementation="CPython", platform_machine=machine,
        platform_system="Linux", sys_platform="linux", os_name="posix",
    )  # fmt: skip
    return [one for one in locked if one.marker is None or one.marker.evaluate(there)]


def lock_of(root: Path) -> list[Locked]:
    """What the program needs to run."""
    return read_lock((root / "requirements.txt").read_text(encoding="utf-8"))
