"""``flask backup``: make one, prove one, put one back, and the key that opens them; ``flask database``: move it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.backups import copying, rules
from app.backups.errors import BackupBroken, BackupRefused
from app.backups.sealing import identity_of, make_key
from app.foundation.audit.sealing import audit_folder
from app.foundation.database import db
from config import Settings

backup = AppGroup("backup", help="Everything in one encrypted file: make it, prove it, put it back.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
KEY = click.option("--key", type=click.Path(dir_okay=False, path_type=Path), help="The key that opens it.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")


@backup.command("create")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="The folder; by default BACKUP_FOLDER.")
@JSON
def create_command(to: Path | None, as_json: bool) -> None:
    """Back everything up while the site goes on, and delete nothing."""
    settings = _settings()
    with _words():
        made = rules.create(settings, db.engine, to)
    _tell(made, as_json, f"{made.file}: {made.rows} rows, {made.size} bytes, {made.seconds:.1f} s")
    if not settings.backup_recipients and not as_json:
        click.echo(f"It opens with {settings.backup_key_file} alone: keep a copy of that file in another place.")


@backup.command("verify")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@KEY
@JSON
def verify_command(file: Path | None, key: Path | None, as_json: bool) -> None:
    """Put a backup (by default the newest) into an empty place and compare; non-zero where it is not the same."""
    settings = _settings()
    chosen = file or rules.newest(settings.backup_folder)
    if chosen is None:
        raise click.ClickException(f"There is no backup in {settings.backup_folder} yet: flask backup create")
    with _words():
        proven = rules.verify(chosen, key or settings.backup_key_file, settings.database_url)
    told = f"{proven.file}: restored and the same, {proven.rows} rows in {proven.tables} tables, {proven.seconds:.1f} s"
    _tell(proven, as_json, told)


@backup.command("restore")
@FILE
@KEY
@JSON
def restore_command(file: Path, key: Path | None, as_json: bool) -> None:
    """Put a backup into the database of DATABASE_URL, which must be empty, and its files beside it."""
    settings = _settings()
    db.session.remove()
    db.engine.dispose()  # the file may be another one in a moment
    with _words():
        done = rules.restore(file, key or settings.backup_key_file, settings)
    _tell(done, as_json, f"{done.rows} rows of {done.made_at} are back, {done.seconds:.1f} s")
    if not as_json:
        for kept in done.kept:
            click.echo(f"left as it is, since it was there: {kept}")
        click.echo("Next: flask db upgrade; flask erasures replay; flask restore check; flask audit verify")


@backup.command("key")
def key_command() -> None:
    """Make the key that opens backups where it is missing, and name its public half."""
    path = _settings().backup_key_file
    with _words():
        click.echo(f"{identity_of(make_key(path)).to_public()}  ({path}: keep a copy in another place)")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@contextmanager
def _words() -> Iterator[None]:
    try:
        yield
    except (BackupBroken, BackupRefused) as error:
        raise click.ClickException(str(error)) from error


def _tell(done: Any, as_json: bool, words: str) -> None:
    click.echo(json.dumps(asdict(done), default=str) if as_json else words)


database = AppGroup("database", help="From one database to another, of the same kind or the other one.")
OTHER = click.option(
    "--to",
    "url",
    required=True,
    envvar="COPY_TO",
    help="Its URL; COPY_TO in the environment keeps a password off the screen.",
)


@database.command("copy")
@OTHER
@JSON
def copy_command(url: str, as_json: bool) -> None:
    """Copy every row into the empty database of an URL and compare each; nobody can write here meanwhile."""
    tell = _quiet if as_json else click.echo
    with _words():
        done = copying.copy(db.engine, _url(url), db.metadata, _migrations(), audit_folder(), tell)
    _tell(done, as_json, f"{done.rows} rows in {done.tables} tables, each the same; "
          f"{done.audited} rows of the audit log hold, {done.seconds:.1f} s")  # fmt: skip


@database.command("compare")
@OTHER
def compare_command(url: str) -> None:
    """Hold the database of an URL against this one, row by row; non-zero where they are not the same."""
    with _words():
        found = copying.differences(db.engine, _url(url), db.metadata, _migrations(), click.echo)
    for one in found:
        click.echo(str(one), err=True)
    sys.exit(1 if found else 0)


def _url(written: str) -> URL:
    try:
        return make_url(written)
    except ArgumentError as error:
        raise BackupRefused("That is no URL of a database.") from error


def _migrations() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config


def _quiet(_line: str) -> None:
    pass


COMMANDS = (backup, database)
