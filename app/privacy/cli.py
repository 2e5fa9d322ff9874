"""Commands of rights and retention: the retention run, the ledger of erasures, the inventory, the January figures."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import inspect

from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.inventory import inventory
from app.privacy.ledger import LedgerBroken
from app.privacy.rules.replaying import Standing, replay_all, standing
from app.privacy.rules.retaining import run

retention = AppGroup("retention", help="How long personal data is kept.")
erasures = AppGroup("erasures", help="The ledger of files anonymised.")
restore = AppGroup("restore", help="After a database came back from a backup.")


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")
def run_command(dry_run: bool, as_json: bool) -> None:
    """Anonymise every closed file whose time is over; irreversible."""
    try:
        done = run(db.session, system_actor("flask retention run"), dry_run=dry_run).plain()
    except LedgerBroken as broken:
        raise click.ClickException(f"The ledger of erasures cannot be trusted: {broken}") from broken
    if as_json:
        click.echo(json.dumps(done))
        return
    click.echo("would be anonymised:" if dry_run else "anonymised:")
    click.echo(f"  {done['children']} children's files, {done['volunteers']} volunteers")
    click.echo(f"  kept by a hold: {sum(done['held'].values())}; old paperwork: {sum(done['paperwork'].values())} rows")


@erasures.command("replay")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")
def replay_command(as_json: bool) -> None:
    """Anonymise again whoever the ledger says was erased since this database was backed up. Safe to repeat."""
    try:
        again = replay_all(db.session, system_actor("flask erasures replay"))
        found = standing(db.session)
    except LedgerBroken as broken:
        raise click.ClickException(f"The ledger of erasures cannot be trusted: {broken}") from broken
    db.session.rollback()
    told = {"replayed": again, **_plain(found)}
    click.echo(json.dumps(told) if as_json else f"{again} files anonymised again; ledger and database agree.")


@erasures.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")
def check_command(as_json: bool) -> None:
    """Whether database and ledger know the same erasures; non-zero where they do not."""
    _check(as_json=as_json)


@restore.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")
def restore_check_command(as_json: bool) -> None:
    """Whether a database that came back may serve: it must know every erasure of the ledger; non-zero where not."""
    _check(as_json=as_json)


@click.command("inventory")
def inventory_command() -> None:
    """The data inventory as JSON: one object per column of every table."""
    click.echo(json.dumps([asdict(row) for row in inventory()], ensure_ascii=False))


def _check(*, as_json: bool) -> None:
    try:
        if not inspect(db.session.connection()).has_table("erasure"):
            raise click.ClickException("The tables are older than the ledger: run flask db upgrade first.")
        found = standing(db.session)
    except LedgerBroken as broken:
        raise click.ClickException(f"The ledger of erasures cannot be trusted: {broken}") from broken
    db.session.rollback()
    if as_json:
        click.echo(json.dumps(_plain(found)))
    else:
        click.echo(f"{found.entries} erasures in the ledger; the database lacks {len(found.behind)} of them,")
        click.echo(f"and knows {len(found.unwritten)} that the ledger does not.")
        if not found.agree:
            click.echo("Run flask erasures replay before serving.", err=True)
    sys.exit(0 if found.agree else 1)


def _plain(found: Standing) -> dict[str, Any]:
    return {"entries": found.entries, "behind": len(found.behind), "unwritten": len(found.unwritten)}


COMMANDS = (retention, erasures, restore, inventory_command)
