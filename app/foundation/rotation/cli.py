"""Commands of the keys: what stands under which, new ones, and dropping those under which nothing is left."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Collection

import click
from flask import current_app
from flask.cli import AppGroup

from app.foundation.access.actors import system_actor
from app.foundation.database import db
from app.foundation.rotation import rules
from app.foundation.rotation.stock import values_by_key
from app.foundation.secrets.file import NotChangeable, SecretsFile
from app.foundation.secrets.keyring import keyring

keys = AppGroup("keys", help="The keys of encrypted values and keyed indexes.")


@keys.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:
    """How many values stand under which key; never the keys themselves."""
    keyring.look()
    secrets = keyring.secrets
    data, index = values_by_key(db.session)
    db.session.rollback()
    found = {
        "data": _rows(secrets.data_keys, secrets.current_data_key, data),
        "index": _rows(secrets.index_keys, secrets.current_index_key, index),
    }
    if as_json:
        click.echo(json.dumps(found))
        return
    for kind, rows in found.items():
        for row in rows:
            click.echo(f"{kind} key {row['number']}: {row['state']}, {row['values']} values")


@keys.command("add")
def add() -> None:
    """Add a new key of each kind without using it yet: several machines with copies of the file need it first."""
    try:
        rules.add_keys(db.session, system_actor("flask keys add"), _file())
    except NotChangeable as error:
        raise click.ClickException(str(error)) from error
    click.echo("added; copy the file to every machine and to its backup, then run 'flask keys rotate'")


@keys.command("rotate")
@click.option("--keep", is_flag=True, help="Leave the old keys in the file; 'flask keys drop' takes them out later.")
def rotate(keep: bool) -> None:
    """New keys, and everything written anew under them while the site runs. Killed, it goes on when started again."""
    try:
        done = rules.rotate(db.session, system_actor("flask keys rotate"), _file(), keep=keep, tell=click.echo)
    except NotChangeable as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{done.progress.written} rows written anew")
    _say(done)
    if done.progress.unreadable or done.progress.clashing:
        click.echo(
            f"{done.progress.unreadable} rows cannot be opened, {done.progress.clashing} share a token: see the log",
            err=True,
        )
        sys.exit(1)


@keys.command("drop")
def drop() -> None:
    """Take out the old keys under which nothing is left."""
    try:
        _say(rules.drop_empty(db.session, system_actor("flask keys drop"), _file()))
    except NotChangeable as error:
        raise click.ClickException(str(error)) from error


def _say(done: rules.Rotated) -> None:
    for kind, dropped, kept in (
        ("data", done.dropped_data, done.kept_data),
        ("index", done.dropped_index, done.kept_index),
    ):
        for number in dropped:
            click.echo(f"{kind} key {number} dropped: backups made before today still need it")
        for number in kept:
            click.echo(f"{kind} key {number} kept: see 'flask keys status'")


def _rows(installed: Collection[int], current: int, values: Counter[int]) -> list[dict[str, object]]:
    """Every key that is installed or stands on a value: its number, state and how many values stand under it."""
    states = dict.fromkeys(installed, "old") | {current: "current"}
    numbers = sorted({*installed, *values})
    return [{"number": n, "state": states.get(n, "NOT INSTALLED"), "values": values[n]} for n in numbers]


def _file() -> SecretsFile:
    found: SecretsFile = current_app.config["SETTINGS"].secrets_source
    return found
