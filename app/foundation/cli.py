"""Commands of the foundation: translations, the worker, those of the audit log and of the keys."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from app.foundation import translations
from app.foundation.audit.cli import audit
from app.foundation.rotation.cli import keys

messages = AppGroup("messages", help="Translations: one catalogue per part.")


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


@click.command("worker")
def worker() -> None:
    """Run the job worker until it is stopped."""
    queue = current_app.extensions["queue"]
    # Threads: the engine computes in a process of its own, so a thread here only waits and beats.
    queue.create_consumer(workers=2, worker_type="thread", periodic=True, check_worker_health=True).run()


COMMANDS = (messages, audit, keys, worker)
