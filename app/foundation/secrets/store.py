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

    ``data_keys`` maps a key id (1..255) to 32 bytes; ``current_data_key`` is the id new values are written with.
    """

    secret_key: str
    data_keys: Mapping[int, bytes]
    current_data_key: int
    index_key: bytes
    audit_key: bytes


def new_secrets() -> dict[str, str]:
    """Fresh random values for every name, in the written form of the environment and the file."""
    return {
        "SECRET_KEY": random.token_urlsafe(48),
        "DATA_KEYS": "1:" + _written(random.token_bytes(KEY_BYTES)),
        "INDEX_KEY": _written(random.token_bytes(KEY_BYTES)),
        "AUDIT_KEY": _written(random.token_bytes(KEY_BYTES)),
    }


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
    stored: dict[str, str] = _read(path)
    values = {name: env.get(name) or stored.get(name, "") for name in NAMES}
    problems = [problem for name in NAMES if (problem := _problem(name, values[name]))]
    if problems:
        if create:
            raise RuntimeError("Secrets cannot be read: " + " ".join(problems))
        values = {**new_secrets(), **{name: v for name, v in values.items() if not _problem(name, v)}}
    keys = _data_keys(values["DATA_KEYS"])
    return (
        Secrets(
            secret_key=values["SECRET_KEY"],
            data_keys=keys,
            current_data_key=int(values["DATA_KEYS"].split(":", 1)[0]),
            index_key=_bytes(values["INDEX_KEY"]),
            audit_key=_bytes(values["AUDIT_KEY"]),
        ),
        problems,
    )


def _read(path: Path) -> dict[str, str]:
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
        if name == "DATA_KEYS":
            _data_keys(value)
        else:
            _bytes(value)
    except ValueError as error:
        return f"{name} is not usable: {error}"
    return None


def _data_keys(text: str) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for part in text.split(","):
        number, _, written = part.partition(":")
        if not number.isdigit() or not 0 < int(number) < 256:
            raise ValueError("each data key is written as NUMBER:BASE64, with a number from 1 to 255.")
        keys[int(number)] = _bytes(written)
    return keys


def _bytes(written: str) -> bytes:
    value = base64.urlsafe_b64decode(written.encode() + b"=" * (-len(written) % 4))
    if len(value) != KEY_BYTES:
        raise ValueError(f"a key is {KEY_BYTES} bytes in URL-safe base64, not {len(value)}.")
    if len(set(value)) < 8:
        raise ValueError("the key's bytes repeat; make it at random.")
    return value


def _written(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
