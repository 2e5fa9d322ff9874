"""The file of secrets while the site runs: noticing that it changed, and changing its keys without ever losing it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.foundation.secrets.store import NAMES, Secrets, new_key, numbered, parse_secrets, read_file

Stamp = tuple[int, int, int]
ROTATED = ("DATA_KEYS", "INDEX_KEY")
LAST = 255


class NotChangeable(RuntimeError):
    """The keys are not in a file that could be changed; the message says what to do instead."""


@dataclass(frozen=True)
class SecretsFile:
    """Where the keys come from: a file, and the names that the environment holds instead of it."""

    path: Path
    given: Mapping[str, str]

    @property
    def given_keys(self) -> bool:
        """Whether the environment holds keys that a rotation would change."""
        return any(name in self.given for name in ROTATED)

    def stamp(self) -> Stamp | None:
        """What changes whenever the file does; None without a file."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def read(self) -> Secrets | None:
        """The secrets as they are now; None where they cannot be read."""
        try:
            return parse_secrets({**read_file(self.path), **self.given})
        except (OSError, ValueError):
            return None

    def add_keys(self) -> None:
        """Write a new key of each kind behind the others: it opens and finds, and nothing is written with it yet.

        Raises:
            NotChangeable: the environment holds them.
        """
        self._rewrite(lambda keys: [*keys, _free(keys)])

    def use_newest(self) -> None:
        """Make the last key of each kind the current one."""
        self._rewrite(lambda keys: [keys[-1], *keys[:-1]] if len(keys) > 1 else list(keys))

    def drop(self, data: set[int], index: set[int]) -> None:
        """Take keys out, never the current one."""
        gone = {"DATA_KEYS": data, "INDEX_KEY": index}
        self._change(lambda name, keys: [keys[0], *(key for key in keys[1:] if _number(key) not in gone[name])])

    def _rewrite(self, change: Callable[[list[str]], list[str]]) -> None:
        self._change(lambda _name, keys: change(keys))

    def _change(self, change: Callable[[str, list[str]], list[str]]) -> None:
        held = [name for name in ROTATED if name in self.given]
        if held or not self.path.exists():
            raise NotChangeable(
                f"{' and '.join(held or ROTATED)} come from the environment. Add a new key there behind the old one "
                "(NUMBER:BASE64, a comma between), restart every process; put it first, restart again; run "
                "'flask keys rotate'; then take the old one out."
            )
        values = read_file(self.path)
        for name in ROTATED:
            values[name] = ",".join(change(name, _parts(values[name])))
            numbered(values[name])  # never write what could not be read again
        _replace(self.path, values)


def source(env: Mapping[str, str], path: Path) -> SecretsFile:
    """The source of this environment's secrets."""
    return SecretsFile(path, {name: env[name] for name in NAMES if env.get(name)})


def _parts(written: str) -> list[str]:
    return [part if ":" in part else f"1:{part}" for part in written.split(",")]


def _number(key: str) -> int:
    return int(key.partition(":")[0])


def _free(keys: list[str]) -> str:
    taken = {_number(key) for key in keys}
    following = max(taken) + 1
    # A number is not used again for as long as there are others: backups still hold values under it.
    number = following if following <= LAST else next(one for one in range(1, LAST + 1) if one not in taken)
    return f"{number}:{new_key()}"


def _replace(path: Path, values: Mapping[str, str]) -> None:
    """Write beside it, then swap: a process killed at any moment leaves the old file or the new one, whole."""
    draft = path.with_name(path.name + ".draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(values, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
