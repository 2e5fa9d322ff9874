"""A rotation from end to end; wherever it was killed, starting it again goes on from there.

1. A new key of each kind is written into the file of keys, behind the old ones: every process can use it to read.
2. After two looks of the slowest process it becomes the current one: what is written from now on stands under it.
3. Every older value is written anew, table by table, until nothing is left.
4. Each table is held still for as long as counting takes; with nothing left under the old data key it is dropped, and
   an old index key once no token that is still alive stands under it.

The state of the work is the values themselves and the file: there is nothing else to lose.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import exists, select, text
from sqlalchemy.exc import OperationalError

from app.foundation import audit
from app.foundation.access.actors import Actor
from app.foundation.audit.log import INSTALLATION, locked_head
from app.foundation.database import DbSession
from app.foundation.rotation.stock import Holding, holdings, stale_rows, token_columns, tokens_by_key
from app.foundation.rotation.writing import Progress, write_anew
from app.foundation.secrets.file import SecretsFile
from app.foundation.secrets.keyring import LOOK_EVERY, keyring

ROUNDS = 20
PATIENCE = 20  # attempts to hold a table still
Tell = Callable[[str], None]


@dataclass
class Rotated:
    """How it came out: what was written, and the old keys dropped and kept."""

    progress: Progress = field(default_factory=Progress)
    dropped_data: list[int] = field(default_factory=list)
    dropped_index: list[int] = field(default_factory=list)
    kept_data: list[int] = field(default_factory=list)
    kept_index: list[int] = field(default_factory=list)


def add_keys(session: DbSession, actor: Actor, file: SecretsFile) -> None:
    """Step 1. Commits.

    Raises:
        NotChangeable: the keys are not in a file.
    """
    locked_head(session, INSTALLATION)  # one rotation at a time changes the file
    keyring.look()
    file.add_keys()
    keyring.look()
    newest = list(keyring.secrets.data_keys)[-1], list(keyring.secrets.index_keys)[-1]
    audit.record(session, actor, audit.Action.KEYS_ADDED, data_key=newest[0], index_key=newest[1])
    session.commit()


def rotate(session: DbSession, actor: Actor, file: SecretsFile, *, keep: bool = False, tell: Tell) -> Rotated:
    """Rotate, or go on with a rotation that was begun. ``keep`` leaves the old keys in the file. Commits many times.

    Raises:
        NotChangeable: the keys are not in a file, and no second one was put into the environment.
    """
    keyring.look()
    if len(keyring.secrets.data_keys) == 1:
        add_keys(session, actor, file)
        tell("new keys added")
    if _is_waiting(file):
        time.sleep(2 * LOOK_EVERY)
        file.use_newest()
        keyring.look()
        tell(
            f"data key {keyring.secrets.current_data_key} and index key {keyring.secrets.current_index_key} are current"
        )
    time.sleep(2 * LOOK_EVERY)  # every process writes under the new key by now
    rotated = Rotated()
    for holding in holdings():
        _write_table(session, holding, rotated.progress, tell)
    _drop(session, actor, file, rotated, keep=keep)
    return rotated


def drop_empty(session: DbSession, actor: Actor, file: SecretsFile) -> Rotated:
    """Drop the old keys under which nothing is left. Commits."""
    keyring.look()
    rotated = Rotated()
    _drop(session, actor, file, rotated, keep=False)
    return rotated


def _is_waiting(file: SecretsFile) -> bool:
    """Whether the newest keys are in the file and not yet current: numbers grow, and the last one is the newest."""
    secrets = keyring.secrets
    return not file.given_keys and (secrets.current_data_key < max(secrets.data_keys) == list(secrets.data_keys)[-1])


def _write_table(session: DbSession, holding: Holding, progress: Progress, tell: Tell) -> None:
    for _round in range(ROUNDS):
        before = progress.written
        for _written in write_anew(session, holding, progress):
            pass
        if progress.written == before:
            break  # nothing left, or only rows that cannot be written
    tell(f"{holding.table.name}: done")


def _drop(session: DbSession, actor: Actor, file: SecretsFile, rotated: Rotated, *, keep: bool) -> None:
    secrets = keyring.secrets
    old_data = set(secrets.data_keys) - {secrets.current_data_key}
    old_index = set(secrets.index_keys) - {secrets.current_index_key}
    clean = not keep and all(_is_clean(session, holding) for holding in holdings())
    alive = set(tokens_by_key(session, token_columns())) if clean else set(old_index)
    session.rollback()
    rotated.kept_data, rotated.kept_index = sorted(old_data), sorted(old_index)
    if not clean or file.given_keys or not (old_data or old_index - alive):
        return
    locked_head(session, INSTALLATION)
    file.drop(old_data, old_index - alive)
    keyring.look()
    rotated.dropped_data, rotated.dropped_index = sorted(old_data), sorted(old_index - alive)
    rotated.kept_data, rotated.kept_index = [], sorted(old_index & alive)
    audit.record(
        session, actor, audit.Action.KEYS_DROPPED,
        data_keys=[str(one) for one in rotated.dropped_data], index_keys=[str(one) for one in rotated.dropped_index],
    )  # fmt: skip
    session.commit()


def _is_clean(session: DbSession, holding: Holding) -> bool:
    """Whether the table holds nothing under an old key, nor will: whoever is writing to it has finished first."""
    secrets = keyring.secrets
    left = select(exists().where(stale_rows(holding, secrets.current_data_key, secrets.current_index_key)))
    for _attempt in range(PATIENCE):
        try:
            if session.get_bind().dialect.name == "postgresql":
                # One table at a time and nothing else held, so that nobody can wait for this in a circle.
                session.execute(text("SET LOCAL lock_timeout = '2s'"))
                name = session.connection().dialect.identifier_preparer.format_table(holding.table)
                session.execute(text(f"LOCK TABLE {name} IN SHARE MODE"))
            found = bool(session.scalar(left))
            session.rollback()
        except OperationalError:
            session.rollback()
            time.sleep(LOOK_EVERY)
            continue
        return not found
    return False
