"""The installed keys, and the three things done with them: seal, open, and index.

Values are sealed with AES-GCM (``cryptography``). The stored form is ``key id (1 byte) | nonce (12) | ciphertext``; the
associated data is ``table.column``, so that a value moved to another column does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.foundation.secrets.store import Secrets

NONCE_BYTES = 12


class CannotOpen(RuntimeError):
    """A stored value does not open with the installed keys."""


@dataclass
class Keyring:
    """Holds the keys of the running process; ``install`` is called once by the application factory."""

    _secrets: Secrets | None = None
    _ciphers: dict[int, AESGCM] = field(default_factory=dict)

    def install(self, secrets: Secrets) -> None:
        """Use these keys from now on."""
        self._secrets = secrets
        self._ciphers = {number: AESGCM(key) for number, key in secrets.data_keys.items()}

    @property
    def secrets(self) -> Secrets:
        """The installed secrets."""
        if self._secrets is None:
            raise RuntimeError("No keys are installed: build the application first.")
        return self._secrets

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt ``text`` for the column ``place`` (``table.column``)."""
        number = self.secrets.current_data_key
        nonce = os.urandom(NONCE_BYTES)
        return bytes([number]) + nonce + self._ciphers[number].encrypt(nonce, text.encode(), place.encode())

    def open(self, stored: bytes, place: str) -> str:
        """Decrypt what ``seal`` made.

        Raises:
            CannotOpen: the key is not installed, or the value was changed or moved.
        """
        cipher = self._ciphers.get(stored[0])
        if cipher is None:
            raise CannotOpen(f"{place}: data key {stored[0]} is not installed")
        try:
            return cipher.decrypt(stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :], place.encode()).decode()
        except InvalidTag as error:
            raise CannotOpen(f"{place}: the value was changed or moved") from error

    def token(self, kind: str, *parts: str) -> str:
        """Keyed index of ``parts`` for exact search: 64 hexadecimal digits; ``kind`` keeps indexes apart."""
        # Unit separator: no two different lists of parts share one message.
        message = "\x1f".join((kind, *parts)).encode()
        return hmac.new(self.secrets.index_key, message, hashlib.sha256).hexdigest()

    def chain_link(self, previous: str, content: bytes) -> str:
        """Keyed hash that ties an audit row to the one before it: 64 hexadecimal digits."""
        message = previous.encode() + b"\x1f" + content
        return hmac.new(self.secrets.audit_key, message, hashlib.sha256).hexdigest()


keyring = Keyring()
