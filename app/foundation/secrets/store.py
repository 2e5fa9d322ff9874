"""Secrets: from the environment, else from a file of mode 600 in the instance folder."""

from __future__ import annotations

import base64
import json
import os
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
NAMES = ("SECRET_KEY", "DATA_KEYS", "INDEX_KEY", "AUDIT_KEY")
KNOWN_WEAK = frozenset({"dev", "secret", "changeme", "you-will-never-guess", "password", "test"})


@dataclass(frozen=True, repr=False)
class Secrets:
    """The four secrets of an installation.

    ``data_keys`` and ``index_keys`` map a key id (1..255) to 32 bytes; the current one is what new values are written
    with: the first in the written form, ``2:BASE64,1:BASE64``. The others still open and find what stands under them.
    """

    secret_key: str
    data_keys: Mapping[int, bytes]
    current_data_key: int
    index_keys: Mapping[int, bytes]
    current_index_key: int
    audit_key: bytes


def new_secrets() -> dict[str, str]:
    """Fresh random values for every name, in the written form of the environment and the file."""
    return {
        "SECRET_KEY": random.token_urlsafe(48),
        "DATA_KEYS": "1:" + new_key(),
        "INDEX_KEY": "1:" + new_key(),
        "AUDIT_KEY": new_key(),
    }


def new_key() -> str:
    """A fresh key in its written form."""
    return base64.urlsafe_b64encode(random.token_bytes(KEY_BYTES)).decode().rstrip("=")


def secrets_file(env: Mapping[str, str], instance: Path) -> Path:
    """Where the secrets lie when the environment does not hold them."""
    return Path(env.get("SECRETS_FILE", str(instance / "secrets.json")))


def write_secrets(path: Path) -> bool:
    """Make the file with fresh secrets, readable by its owner only; return False where it exists already."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(new_secrets(), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return True


def load_secrets(env: Mapping[str, str], instance: Path, *, create: bool) -> tuple[Secrets, list[str]]:
    """Read the secrets and say what is wrong with them; with ``create`` a missing file is made first."""
    path = secrets_file(env, instance)
    if create and not path.exists() and any(name not in env for name in NAMES):
        write_secrets(path)
    stored: dict[str, str] = read_file(path)
    values = {name: env.get(name) or stored.get(name, "") for name in NAMES}
    problems = [problem for name in NAMES if (problem := _problem(name, values[name]))]
    if problems:
        if create:
            raise RuntimeError("Secrets cannot be read: " + " ".join(problems))
        values = {**new_secrets(), **{name: v for name, v in values.items() if not _problem(name, v)}}
    return _secrets(values), problems


def parse_secrets(values: Mapping[str, str]) -> Secrets | None:
    """The secrets of these written values; None where one is missing or not usable."""
    if any(_problem(name, values.get(name, "")) for name in NAMES):
        return None
    return _secrets(values)


def _secrets(values: Mapping[str, str]) -> Secrets:
    data, index = numbered(values["DATA_KEYS"]), numbered(values["INDEX_KEY"])
    return Secrets(
        secret_key=values["SECRET_KEY"],
        data_keys=data,
        current_data_key=next(iter(data)),
        index_keys=index,
        current_index_key=next(iter(index)),
        audit_key=_bytes(values["AUDIT_KEY"]),
    )


def read_file(path: Path) -> dict[str, str]:
    """The written values the file holds; none where there is no file.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    if not path.exists():
        return {}
    # Another process may be between making the file and filling it, on the very first start only.
    text = path.read_text(encoding="utf-8")
    return dict(json.loads(text)) if text else {}


def _problem(name: str, value: str) -> str | None:
    if not value:
        return f"{name} is missing (set it, or run 'flask setup')."
    if name == "SECRET_KEY":
        weak = len(value) < 32 or len(set(value)) < 12 or value.lower() in KNOWN_WEAK
        return f"{name} is weak: it needs at least 32 varied characters." if weak else None
    try:
        if name in {"DATA_KEYS", "INDEX_KEY"}:
            numbered(value)
        else:
            _bytes(value)
    except ValueError as error:
        return f"{name} is not usable: {error}"
    return None


def numbered(text: str) -> dict[int, bytes]:
    """Keys by id, the current one first; a key written without a number is number 1.

    Raises:
        ValueError: a number or a key is not usable.
    """
    keys: dict[int, bytes] = {}
    for part in text.split(","):
        number, _, written = part.rpartition(":")
        number = number or "1"
        if not number.isdigit() or not 0 < int(number) < 256 or int(number) in keys:
            raise ValueError("each key is written as NUMBER:BASE64, with a number of its own from 1 to 255.")
        keys[int(number)] = _bytes(written)
    return keys


def _bytes(written: str) -> bytes:
    value = base64.urlsafe_b64decode(written.encode() + b"=" * (-len(written) % 4))
    if len(value) != KEY_BYTES:
        raise ValueError(f"a key is {KEY_BYTES} bytes in URL-safe base64, not {len(value)}.")
    if len(set(value)) < 8:
        raise ValueError("the key's bytes repeat; make it at random.")
    return value
