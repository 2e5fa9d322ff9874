"""A real installation, as whoever runs it types it: every command is a process of its own, with APP_ENV=production."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from app import create_app
from app.accounts.models import Account, RoleGrant
from app.accounts.rules import DEMO_PASSWORD, accept_invitation, create_account
from app.accounts.rules.passwords import hash_password
from app.catalogue.models import Term
from app.foundation.access import Role, system_actor
from app.foundation.database import db
from app.places.models import Area
from config import load_settings, setting_up
from tests.application import make_schema

ROOT = Path(__file__).parents[2]
SYSTEM = system_actor("test")
CODES = "code,name\n530303003,金龙街道\n530303101,白水镇\n"


class Installation:
    """A production installation in a folder of its own, on an empty database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        (folder / "areas.csv").write_text(CODES, encoding="utf-8")

    def flask(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if k not in {"SECRET_KEY", "DATA_KEYS", "INDEX_KEY", "AUDIT_KEY"}}
        environment = clean | {
            "APP_ENV": "production", "INSTANCE_PATH": str(self.folder), "DATABASE_URL": self.url, **env,
        }  # fmt: skip
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    def setup(self, *more: str) -> dict[str, Any]:
        done = self.flask(
            "setup", "--areas", str(self.folder / "areas.csv"), "--district-code", "530303",
            "--district-name", "沾益区", "--url", "https://tongxing.example.cn", "--json", *more,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def inside(self, work: Callable[[], Any]) -> Any:
        """Do something in the installation's own application, as a trial of the same folder."""
        env = {"APP_ENV": "development", "INSTANCE_PATH": str(self.folder), "DATABASE_URL": self.url}
        before = keyring_secrets()
        app = create_app(load_settings(env))
        try:
            with app.app_context():
                result = work()
                db.session.remove()
                db.engine.dispose()
            return result
        finally:
            from app.foundation.secrets.keyring import keyring

            keyring.install(before)


def keyring_secrets() -> Any:
    from app.foundation.secrets.keyring import keyring

    return keyring.secrets


@pytest.fixture
def installation(app: Flask, tmp_path: Path) -> Iterator[Installation]:
    """Of which nothing is there yet."""
    with installed(app, tmp_path, "fresh") as made:
        _schema(made)
        yield made


@pytest.fixture(scope="session")
def set_up_once(
    application: tuple[Flask, Callable[[], None]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One after ``flask setup``, to be copied: that takes longer than what is tried on it."""
    with installed(application[0], tmp_path_factory.mktemp("set-up"), "whole") as made:
        _schema(made)
        made.setup()
        yield made


@pytest.fixture
def set_up(app: Flask, set_up_once: Installation, tmp_path: Path) -> Iterator[Installation]:
    """One after ``flask setup``."""
    with installed(app, tmp_path, "copy", set_up_once) as made:
        yield made


@contextmanager
def installed(app: Flask, folder: Path, name: str, like: Installation | None = None) -> Iterator[Installation]:
    """An installation with a database of its own, beside that of ``app``: empty, or the same as another."""
    url = make_url(app.config["SETTINGS"].database_url)
    if like is not None:
        shutil.copytree(like.folder, folder, dirs_exist_ok=True)
    if url.get_backend_name() == "sqlite":
        yield Installation(folder, f"sqlite:///{folder / 'real.db'}")
        return
    name = f"{url.database}_{name}"
    origin = f"TEMPLATE {make_url(like.url).database}" if like is not None else ""
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} {origin}"))
    yield Installation(folder, url.set(database=name).render_as_string(hide_password=False))
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def _schema(installation: Installation) -> None:
    """Until there are migrations for ``flask setup`` to run, the tables are made here."""
    if any((ROOT / "migrations" / "versions").glob("*.py")):
        return

    def make() -> None:
        from flask import current_app

        make_schema(current_app._get_current_object())

    installation.inside(make)
    (installation.folder / "secrets.json").unlink()


def test_setup_makes_secrets_areas_terms_and_a_link_and_repeats_safely(installation: Installation) -> None:
    first = installation.setup()
    assert (first["areas"], first["areas_changed"]) == (3, 0)
    assert first["link"].startswith("https://tongxing.example.cn/invitation/")
    secrets = installation.folder / "secrets.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    kept = secrets.read_bytes()
    second = installation.setup()
    assert (second["areas"], second["areas_changed"], second["terms"]) == (0, 0, 0)
    assert secrets.read_bytes() == kept
    assert second["link"] not in {None, first["link"]}  # nobody has used the first: here is a fresh one

    def accept() -> None:
        account = accept_invitation(db.session, second["link"].rsplit("/", 1)[1], "Only-we-know-it-26")
        assert [grant.role for grant in account.roles] == [Role.ADMINISTRATOR]
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1
        assert db.session.scalar(select(func.count()).select_from(Area)) == 3
        assert db.session.scalar(select(func.count()).select_from(Term)) or 0 > 20

    installation.inside(accept)
    assert installation.setup()["link"] is None
    assert installation.flask("routes").returncode == 0  # production starts


def test_setup_names_what_is_wrong_with_the_file(installation: Installation) -> None:
    (installation.folder / "areas.csv").write_text("530303003\n", encoding="utf-8")
    done = installation.flask("setup", "--areas", str(installation.folder / "areas.csv"))
    assert done.returncode != 0
    assert "1" in done.stderr
    assert "Traceback" not in done.stderr


def test_production_refuses_without_secrets_and_makes_none(installation: Installation) -> None:
    done = installation.flask("routes")
    assert done.returncode != 0 or "refuses to start" in done.stderr
    assert "SECRET_KEY is missing" in done.stderr
    assert "flask setup" in done.stderr
    assert not (installation.folder / "secrets.json").exists()


def test_production_refuses_a_weak_secret_even_for_setup(set_up: Installation) -> None:
    for command in (["routes"], ["setup"]):
        done = set_up.flask(*command, SECRET_KEY="changeme")
        assert done.returncode != 0
        assert "SECRET_KEY is weak" in done.stderr


def test_production_refuses_demo_data(set_up: Installation) -> None:
    def load() -> None:
        create_account(
            db.session, SYSTEM, login="demo-auditor", name="演示", role=Role.AUDITOR, password=DEMO_PASSWORD, demo=True
        )
        db.session.commit()

    set_up.inside(load)
    done = set_up.flask("routes")
    assert done.returncode != 0
    assert "demo accounts" in done.stderr


@pytest.mark.parametrize("password", ["admin", DEMO_PASSWORD])
def test_production_refuses_a_default_account(set_up: Installation, password: str) -> None:
    def weaken() -> None:
        account = db.session.scalars(select(Account).join(RoleGrant, RoleGrant.account_id == Account.id)).one()
        account.password_hash = hash_password(password)
        db.session.commit()

    set_up.inside(weaken)
    done = set_up.flask("routes")
    assert done.returncode != 0
    assert "default password" in done.stderr


@pytest.mark.parametrize("arguments, expected", [
    (["/x/bin/flask", "setup"], True),
    (["/x/flask/__main__.py", "--app", "wsgi", "setup", "--json"], True),
    (["flask", "-A", "setup", "run"], False),
    (["flask", "--app=wsgi", "routes", "setup"], False),
    (["/x/bin/gunicorn", "setup"], False),
    (["flask"], False),
])  # fmt: skip
def test_only_the_setup_command_may_make_secrets(arguments: list[str], expected: bool) -> None:
    assert setting_up(arguments) is expected
