"""Commands of the foundation: translations, the audit log, the worker."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from app.foundation import translations

messages = AppGroup("messages", help="Translations: one catalogue per part.")
audit = AppGroup("audit", help="The audit log.")


@messages.command("update")
@click.argument("part", required=False)
def update(part: str | None) -> None:
    """Add new strings of PART (all parts without it) to its Chinese catalogue, and drop those no longer used."""
    for name in [part] if part else translations.parts():
        missing = translations.update(name)
        click.echo(f"{name}: {missing} without Chinese")


@messages.command("check")
def check() -> None:
    """Name every string without a Chinese translation, or with other placeholders; non-zero where there is one."""
    problems = translations.problems()
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(1 if problems else 0)


@audit.command("verify")
def verify() -> None:
    """Check every chain; names the first row that was changed, removed or reordered."""
    from app.foundation.audit.verify import verify as verify_chains
    from app.foundation.database import db

    checked, breaks = verify_chains(db.session)
    db.session.rollback()
    for one in breaks:
        click.echo(f"chain {one.chain}: row {one.position} was {one.how}", err=True)
    click.echo(f"{checked} rows checked, {len(breaks)} broken chains")
    sys.exit(1 if breaks else 0)


@click.command("worker")
def worker() -> None:
    """Run the job worker until it is stopped."""
    queue = current_app.extensions["queue"]
    # Threads: the engine computes in a process of its own, so a thread here only waits and beats.
    queue.create_consumer(workers=2, worker_type="thread", periodic=True, check_worker_health=True).run()


COMMANDS = (messages, audit, worker)
