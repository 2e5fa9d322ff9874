"""Keys of what is encrypted: a value opens in its own place only, and new keys come in while the site runs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, RecoveryCode
from app.accounts.rules import find_by_login
from app.children.identity import identity_token, set_tokens
from app.children.models import Carer, Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.outbox import state_answer
from app.foundation.rotation.rules import add_keys
from app.foundation.rotation.stock import values_by_key
from app.foundation.secrets.keyring import CannotOpen, keyring
from app.places.models import School
from app.texts.markup import Question
from app.volunteers.training import drawn
from config import ROOT
from tests import factories as make

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
CHILDREN = 250


@pytest.mark.parametrize("source", ["child.name", "carer.name"])
def test_a_value_moved_to_another_column_or_table_does_not_open(session: Session, source: str) -> None:
    township = make.township(make.district())
    child = make.child(None, township, name="王小雨", address="一组三号")
    session.commit()
    column, where = ("name", "child") if source == "child.name" else ("name", "carer")
    session.execute(text(f"UPDATE child SET address = (SELECT {column} FROM {where} LIMIT 1)"))
    session.commit()
    with pytest.raises(CannotOpen, match=r"child.address: the value was changed or moved"):
        session.scalars(select(Child.address)).all()
    assert session.scalar(select(Child.name)) == "王小雨"
    assert child.code


@pytest.fixture
def secrets_kept(app: Flask) -> Iterator[Path]:
    """The file of secrets, put back afterwards: the other tests go on with the keys there were."""
    file: Path = app.config["SETTINGS"].secrets_source.path
    before = file.read_bytes()
    yield file
    file.write_bytes(before)


@pytest.fixture
def school(session: Session) -> School:
    """A school with enough children for a rotation to be caught in the middle of them."""
    township = make.township(make.district())
    made = make.school(township)
    for number in range(CHILDREN):
        set_tokens(make.child(made, township, name=f"孩子{number}", address="一组", health="好"))
    session.commit()
    return made


def rotation(app: Flask, *more: str) -> subprocess.Popen[str]:
    """`flask keys rotate` in a process of its own, on the database and the keys of this application."""
    settings = app.config["SETTINGS"]
    environment = {
        **os.environ, "APP_ENV": "testing", "INSTANCE_PATH": str(settings.instance),
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "keys", "rotate", *more]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


class Busy:
    """Somebody who renames children, looks them up and reads their files until told to stop."""

    def __init__(self, app: Flask, browser: FlaskClient, login: str, ids: list[uuid.UUID]) -> None:
        self._app, self._browser, self._login, self._ids = app, browser, login, ids
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.names: dict[uuid.UUID, str] = {}
        self.problems: list[str] = []

    def __enter__(self) -> Busy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        turn = 0
        while not self._stop.is_set():
            turn += 1
            try:
                with self._app.app_context():
                    self._turn(turn, self._ids[turn * 7 % len(self._ids)])
                    db.session.remove()
            except Exception as error:  # noqa: BLE001 - whatever a user would meet is the finding
                self.problems.append(repr(error))

    def _turn(self, turn: int, child_id: uuid.UUID) -> None:
        child = db.session.get_one(Child, child_id, with_for_update=True)
        child.name = name = f"新名{turn}"
        set_tokens(child)
        db.session.commit()
        self.names[child_id] = name
        other = db.session.get_one(Child, self._ids[turn * 13 % len(self._ids)])
        token = identity_token(other.school_id, other.name, other.birth_date, other.sex, other.township_id)
        if db.session.scalar(select(Child.id).where(Child.identity_token == token)) != other.id:
            self.problems.append(f"{other.name} is not found")
        if find_by_login(db.session, self._login) is None:
            self.problems.append("the login is not found")
        db.session.rollback()
        if self._browser.get(f"/children/{child_id}").status_code != 200:
            self.problems.append("the page does not open")


def test_keys_are_rotated_beside_a_writer_and_a_killed_rotation_goes_on(
    app: Flask, session: Session, school: School, sign_in: SignIn, secrets_kept: Path, database: str
) -> None:
    teacher = make.account(Role.SCHOOL_STAFF, school)
    code = make.add(RecoveryCode(account_id=teacher.id, code_hash=keyring.token("recovery_code", str(teacher.id), "X")))
    session.commit()
    ids = list(session.scalars(select(Child.id)))
    login, code_id = teacher.login, code.id
    session.remove()
    with Busy(app, sign_in(teacher), login, ids) as busy:
        with _one_row_held(database), rotation(app) as first:
            assert first.stdout is not None
            next(line for line in first.stdout if line.endswith(": done\n"))
            first.send_signal(signal.SIGKILL)
        data, _index = values_by_key(session)
        assert data[1] > 0, "killed in the middle"
        assert data[2] > 0
        session.rollback()
        second = app.test_cli_runner().invoke(args=["keys", "rotate"])
        output = second.output
        assert second.exit_code == 0, output
    assert busy.problems == []
    assert len(busy.names) > 5
    # Index key 1 is still needed: the hash of a recovery code cannot be computed anew.
    assert "data key 1 dropped" in output
    assert "index key 1 kept" in output
    assert set(values_by_key(session)[0]) == {2}
    assert set(keyring.secrets.data_keys) == {2}, "noticed without a restart"
    for child_id, name in busy.names.items():
        assert session.get_one(Child, child_id).name == name
    assert len(session.scalars(select(Carer.phone)).all()) == CHILDREN
    _last_code(app, session, code_id)


@contextlib.contextmanager
def _one_row_held(database: str) -> Iterator[None]:
    """So that the rotation cannot be through before it is killed; SQLite has no such lock, and is slow enough."""
    if database == "sqlite":
        yield
        return
    with db.engine.connect() as other:
        other.execute(select(Carer.id).order_by(Carer.id).limit(1).with_for_update())
        yield


def _last_code(app: Flask, session: Session, code_id: uuid.UUID) -> None:
    code = session.get_one(RecoveryCode, code_id)
    sought = keyring.token("recovery_code", str(code.account_id), "X")
    assert session.scalar(select(RecoveryCode.id).where(RecoveryCode.code_hash == sought)) == code_id
    code.used_at = clock.now()
    session.commit()
    run = app.test_cli_runner()
    assert "index key 1 dropped" in run.invoke(args=["keys", "drop"]).output
    status = json.loads(run.invoke(args=["keys", "status", "--json"]).stdout)
    assert [one["state"] for one in status["data"] + status["index"]] == ["current", "current"]


def test_a_key_only_added_is_used_for_nothing_until_it_is_current(
    app: Flask, session: Session, secrets_kept: Path
) -> None:
    from app.foundation.access import system_actor

    account = make.account(Role.AUDITOR)
    session.commit()
    login = account.login
    add_keys(session, system_actor("test"), app.config["SETTINGS"].secrets_source)
    assert set(keyring.secrets.data_keys) == {1, 2}
    make.account(Role.AUDITOR)
    session.commit()
    assert set(values_by_key(session)[0]) == {1}
    assert find_by_login(session, login) is not None
    secrets_kept.write_text("{ half written")
    keyring.look()
    assert set(keyring.secrets.data_keys) == {1, 2}, "a file that cannot be read changes nothing"
    assert oct(secrets_kept.stat().st_mode & 0o777) == "0o600"


def test_what_a_phone_keeps_and_what_a_quiz_asked_outlives_new_keys(app: Flask) -> None:
    question = Question("?", ("1", "2", "3", "4"), 0, "")
    somebody, tries = make.account(Role.VOLUNTEER).actor(), [uuid.uuid4() for _ in range(8)]

    def given() -> tuple[str, list[tuple[int, ...]]]:
        with app.test_request_context():
            owner = state_answer(somebody, [], {}).get_json()["owner"]
        return owner, [drawn(one, 1, question) for one in tries]

    before, keys = given(), keyring.secrets
    keyring.install(replace(keys, index_keys={**keys.index_keys, 9: os.urandom(32)}, current_index_key=9))
    assert given() == before, "drafts on the phone stay their owner's, answers stand where they stood"
    keyring.install(keys, app.config["SETTINGS"].secrets_source)
