"""The envelope of a backup: age (https://age-encryption.org), so that it opens without this program too.

It is made with public keys alone: the key that opens it need not lie on the machine that makes it.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader, BufferedWriter
from pathlib import Path

import pyrage
from pyrage import x25519

from app.backups.errors import BackupBroken, BackupRefused

Recipient = x25519.Recipient
Identity = x25519.Identity
OWNER_ONLY = 0o600


def recipients_of(written: Sequence[str], key_file: Path) -> list[Recipient]:
    """The public keys a backup is made for: those of the settings, else that of the key file, which is made if needed.

    Raises:
        BackupRefused: a key is not one of age.
    """
    if not written:
        return [identity_of(make_key(key_file)).to_public()]
    try:
        return [Recipient.from_str(one) for one in written]
    except pyrage.RecipientError as error:
        raise BackupRefused(f"BACKUP_RECIPIENTS holds what is no public key of age (age1...): {error}") from error


def make_key(path: Path) -> Path:
    """The file with the key that opens backups, as ``age-keygen`` writes it; made where it is missing.

    Written aside and then given its name: two workers at once must not read half a key, nor a killed one leave none.
    """
    if path.exists():
        return path
    made, aside = Identity.generate(), path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "w", encoding="ascii") as file:
            file.write(f"# public key: {made.to_public()}\n{made}\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another was first: its key counts
            path.hardlink_to(aside)
    finally:
        aside.unlink(missing_ok=True)
    return path


def identity_of(path: Path) -> Identity:
    """The key of a key file.

    Raises:
        BackupRefused: there is none in it.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return Identity.from_str(next(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (OSError, StopIteration, pyrage.IdentityError) as error:
        raise BackupRefused(f"{path} holds no key that opens a backup.") from error


def seal(write: Callable[[BufferedWriter], None], target: BufferedWriter, recipients: Sequence[Recipient]) -> None:
    """Encrypt to ``target`` whatever ``write`` writes; nothing of it touches the disk in between."""
    with _piped(write) as source:
        pyrage.encrypt_io(source, target, list(recipients))


@contextmanager
def unsealed(source: BufferedReader, identity: Identity) -> Iterator[BufferedReader]:
    """What is in the envelope, to be read to its end.

    Raises:
        BackupBroken: it is no envelope, was changed or cut, or is for another key.
    """

    def write(target: BufferedWriter) -> None:
        try:
            pyrage.decrypt_io(source, target, [identity])
        except BrokenPipeError:
            raise
        except (pyrage.DecryptError, OSError) as error:
            raise BackupBroken(f"It does not open with this key, or was changed: {error}") from error

    with _piped(write) as inside:
        yield inside


@contextmanager
def _piped(write: Callable[[BufferedWriter], None]) -> Iterator[BufferedReader]:
    """The reading end of a pipe into which a thread writes; what went wrong there is raised here."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        with os.fdopen(writing, "wb") as target:
            try:
                write(target)
            except BaseException as error:  # noqa: BLE001 - raised again by the reader, whatever it is
                failed.append(error)

    thread = threading.Thread(target=work, name="backup", daemon=True)
    with os.fdopen(reading, "rb") as source:
        thread.start()
        try:
            yield source
        except Exception as error:
            source.close()  # a writer that waits for its reader gives up
            thread.join()
            told = [one for one in failed if not isinstance(one, BrokenPipeError)]
            if told:
                raise told[0] from error
            raise
        source.read()  # what is left, so that the last block is judged too
    thread.join()
    if failed:
        raise failed[0]
