"""Commands of the audit log: check it, seal its heads, move old rows out, and the role the site runs under."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from app.foundation import clock
from app.foundation.access.actors import system_actor
from app.foundation.audit import archive as archiving
from app.foundation.audit import roles, sealing
from app.foundation.audit import verify as checking
from app.foundation.database import db

audit = AppGroup("audit", help="The audit log.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@audit.command("verify")
@click.option("--seals", type=click.Path(exists=True, path_type=Path), help="A copy of the file of seals.")
@as_json
def verify(seals: Path | None, as_json: bool) -> None:
    """Check every row, archived ones too; names the first of each chain that was changed, removed, moved or cut off."""
    report = checking.verify(db.session, sealing.audit_folder(), seals)
    rewritable = roles.may_rewrite(db.session)
    db.session.rollback()
    if as_json:
        click.echo(json.dumps({**asdict(report), "role_may_rewrite": rewritable}))
    else:
        for one in report.breaks:
            where = f" ({one.what})" if one.what else ""
            click.echo(f"chain {one.chain}: row {one.position} was {one.how}{where}", err=True)
        click.echo(
            f"{report.checked} rows checked ({report.archived} of them in archived files), "
            f"{report.seals} seals, {len(report.breaks)} broken chains"
        )
        if not report.seals:
            click.echo("no seals: a cut tail would not show; run 'flask audit seal'", err=True)
    sys.exit(1 if report.breaks else 0)


@audit.command("seal")
@click.option("--accept-loss", is_flag=True, help="After a restore: give up, for all to see, what was sealed since.")
def seal(accept_loss: bool) -> None:
    """Sign the heads of all chains into the file of seals; the worker does it once a day by itself."""
    path = sealing.audit_folder() / sealing.FILE
    try:
        made = sealing.seal_heads(db.session, system_actor("flask audit seal"), path, accept_loss=accept_loss)
    except sealing.TailIsCut as error:
        raise click.ClickException(
            "the log does not hold what was sealed: run 'flask audit verify'; only after a restore: --accept-loss"
        ) from error
    click.echo(f"{len(made.heads)} heads sealed in {path}")


@audit.command("archive")
@click.option("--before", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day that stays.")
def archive(before: datetime) -> None:
    """Move rows from before a day to files beside the seals; their heads stay, and verify walks them too."""
    actor, folder = system_actor("flask audit archive"), sealing.audit_folder()
    try:
        for one in archiving.archive(db.session, actor, clock.from_local(before), folder):
            click.echo(f"chain {one.chain}: {one.rows} rows to {one.file}")
    except archiving.NotArchived as error:
        db.session.rollback()
        raise click.ClickException(str(error)) from error


@audit.command("grant")
@click.argument("role")
def grant(role: str) -> None:
    """PostgreSQL, as owner of the tables: let ROLE do what the site does, and of the log only add and read."""
    if db.engine.dialect.name != "postgresql":
        raise click.ClickException("SQLite has no roles: whoever may write the file may write it all.")
    try:
        with db.engine.begin() as connection:
            roles.grant_business(connection, role)
    except roles.UnfitRole as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{role} may do what the site does; of the audit log it may add and read")
