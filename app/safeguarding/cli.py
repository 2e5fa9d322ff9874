"""``flask concerns sweep``: what the worker does every minute, at once."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from app.foundation.access import system_actor
from app.foundation.database import db
from app.safeguarding.rules.routing import escalate_due
from app.safeguarding.rules.silences import sweep

concerns = AppGroup("concerns", help="Concerns, and volunteers who fell silent.")
COMMANDS = (concerns,)


@concerns.command("sweep")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line of standard output.")
def sweep_command(as_json: bool) -> None:
    """Pass on what nobody acknowledged in time; raise and close alerts of silence. Figures only."""
    actor = system_actor("flask concerns sweep")
    escalated = escalate_due(db.session, actor)
    raised, closed = sweep(db.session, actor)
    made = {"escalated": escalated, "silences_raised": raised, "silences_closed": closed}
    click.echo(
        json.dumps(made) if as_json else f"{escalated} concerns passed on; {raised} silences raised, {closed} closed"
    )
