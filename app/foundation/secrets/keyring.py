"""The installed keys, and the three things done with them: seal, open, and index.

Values are sealed with AES-GCM (``cryptography``). The stored form is ``key id (1 byte) | nonce (12) | ciphertext``; the
associated data is ``table.column``, so that a value moved to another column does not open.

A running process looks at the file of keys twice a second while it uses them, and at once where a value stands under a
key it does not know: a new key needs no restart.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.foundation.secrets.file import SecretsFile, Stamp
from app.foundation.secrets.store import Secrets

NONCE_BYTES = 12
LOOK_EVERY = 0.5  # seconds
TOKEN_LENGTH = 64
log = logging.getLogger(__name__)


class CannotOpen(RuntimeError):
    """A stored value does not open with the installed keys."""


class IndexToken(str):
    """A keyed index under the current key; ``earlier`` is what it would be under each of the others.

    A column of type ``Token`` compared with it finds the row under whichever key it stands.
    """

    __slots__ = ("earlier",)
    earlier: tuple[str, ...]

    def __new__(cls, current: str, earlier: tuple[str, ...] = ()) -> IndexToken:
        """The token and its earlier forms."""
        made = super().__new__(cls, current)
        made.earlier = earlier
        return made


def every_form(token: str) -> tuple[str, ...]:
    """A token and its earlier forms."""
    return (str(token), *getattr(token, "earlier", ()))


def by_every_form(tokens: Iterable[str]) -> dict[str, str]:
    """``{form: token}``: which of the sought tokens a stored one is."""
    return {form: token for token in tokens for form in every_form(token)}


@dataclass(frozen=True)
class _Installed:
    secrets: Secrets
    ciphers: dict[int, AESGCM]


class Keyring:
    """Holds the keys of the running process; ``install`` is called once by the application factory."""

    def __init__(self) -> None:
        self._installed: _Installed | None = None
        self._source: SecretsFile | None = None
        self._stamp: Stamp | None = None
        self._looked = 0.0

    def install(self, secrets: Secrets, source: SecretsFile | None = None) -> None:
        """Use these keys from now on, and those ``source`` holds when it changes."""
        self._source, self._stamp = source, source.stamp() if source else None
        self._put(secrets)

    @property
    def secrets(self) -> Secrets:
        """The installed secrets."""
        return self._current().secrets

    def look(self) -> None:
        """Take up the keys of the file if it changed; what cannot be read leaves those there are."""
        self._looked = time.monotonic()
        stamp = self._source.stamp() if self._source else None
        if self._source is None or stamp in {None, self._stamp}:
            return
        secrets = self._source.read()
        if secrets is None:
            log.warning("the file of secrets changed and cannot be read; the keys stay as they were")
            return
        self._stamp = stamp
        self._put(secrets)

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt ``text`` for the column ``place`` (``table.column``)."""
        held = self._fresh()
        number, nonce = held.secrets.current_data_key, os.urandom(NONCE_BYTES)
        return bytes([number]) + nonce + held.ciphers[number].encrypt(nonce, text.encode(), place.encode())

    def open(self, stored: bytes, place: str) -> str:
        """Decrypt what ``seal`` made.

        Raises:
            CannotOpen: the key is not installed, or the value was changed or moved.
        """
        number = stored[0] if stored else 0
        if number not in self._current().ciphers:
            self.look()
        cipher = self._current().ciphers.get(number)
        if cipher is None:
            raise CannotOpen(f"{place}: data key {number} is not installed")
        try:
            return cipher.decrypt(stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"{place}: the value was changed or moved") from error

    def token(self, kind: str, *parts: str) -> IndexToken:
        """Keyed index of ``parts`` for exact search: 64 characters; ``kind`` keeps indexes apart."""
        secrets = self._fresh().secrets
        # Unit separator: no two different lists of parts share one message.
        message = "\x1f".join((kind, *parts)).encode()
        forms = {number: _token(number, key, message) for number, key in secrets.index_keys.items()}
        current = forms.pop(secrets.current_index_key)
        return IndexToken(current, tuple(forms.values()))

    def scoped_token(self, kind: str, scope: str, *parts: str) -> IndexToken:
        """``token`` under a key that is derived for one scope.

        Equal values of two scopes have tokens that cannot be told to be equal, and whoever learns one scope's key finds
        nothing in another.
        """
        secrets = self._fresh().secrets
        name, message = "\x1f".join(("scope", kind, scope)).encode(), "\x1f".join((kind, *parts)).encode()
        forms = {
            number: _token(number, hmac.new(key, name, hashlib.sha256).digest(), message)
            for number, key in secrets.index_keys.items()
        }
        current = forms.pop(secrets.current_index_key)
        return IndexToken(current, tuple(forms.values()))

    def lasting(self, kind: str, *parts: str) -> str:
        """What follows from ``parts`` for good, whichever keys are rotated: 64 hexadecimal digits."""
        message = "\x1f".join(("lasting", kind, *parts)).encode()
        return hmac.new(self.secrets.audit_key, message, hashlib.sha256).hexdigest()

    def chain_link(self, previous: str, content: bytes) -> str:
        """Keyed hash that ties an audit row to the one before it: 64 hexadecimal digits."""
        message = previous.encode() + b"\x1f" + content
        return hmac.new(self.secrets.audit_key, message, hashlib.sha256).hexdigest()

    def seal_mark(self, previous: str, content: bytes) -> str:
        """Keyed hash of one line of the file of sealed heads, tied to the line before it: 64 hexadecimal digits."""
        # No link begins so: what signs a line can never be taken for what ties a row.
        message = b"audit-seal\x1f" + previous.encode() + b"\x1f" + content
        return hmac.new(self.secrets.audit_key, message, hashlib.sha256).hexdigest()

    def _put(self, secrets: Secrets) -> None:
        # One assignment: a thread that is sealing meanwhile works with the one set or with the other.
        self._installed = _Installed(secrets, {number: AESGCM(key) for number, key in secrets.data_keys.items()})

    def _current(self) -> _Installed:
        if self._installed is None:
            raise RuntimeError("No keys are installed: build the application first.")
        return self._installed

    def _fresh(self) -> _Installed:
        if abs(time.monotonic() - self._looked) > LOOK_EVERY:  # tests turn the clock back too
            self.look()
        return self._current()


def token_prefix(number: int) -> str:
    """How tokens under a key begin. Those of the first key carry no mark, as none did when there was one key only."""
    return "" if number == 1 else f"k{number:02x}."


def token_key(token: str) -> int:
    """The number of the key a stored token stands under."""
    return int(token[1:3], 16) if token[:1] == "k" and token[3:4] == "." else 1


def _token(number: int, key: bytes, message: bytes) -> str:
    digest = hmac.new(key, message, hashlib.sha256).hexdigest()
    return (token_prefix(number) + digest)[:TOKEN_LENGTH]


keyring = Keyring()
