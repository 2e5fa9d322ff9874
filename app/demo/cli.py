"""Commands of the demo district; all of them refuse in production."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import AppGroup, with_appcontext

from app.accounts.rules import DEMO_PASSWORD
from app.demo import loader
from app.demo.words import SIGN_INS
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain

demo = AppGroup("demo", help="The invented demo district.")
gates = AppGroup("gates", help="Consent and vetting.")


@demo.command("load")
@click.option("--children", default=2521, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--volunteers", default=87, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--seed", default=1, show_default=True)
@click.option("--if-empty", is_flag=True, help="Do nothing where the database holds something already.")
@click.option("--json", "as_json", is_flag=True)
def load(children: int, volunteers: int, seed: int, if_empty: bool, as_json: bool) -> None:
    """Fill an empty database with the demo district."""
    if if_empty and not loader.is_empty(db.session):
        db.session.rollback()
        return
    try:
        loader.load(db.session, system_actor("flask demo load"), children=children, volunteers=volunteers, seed=seed)
    except Refused as refused:
        click.echo(explain(refused), err=True)
        sys.exit(1)
    made = {"children": children, "volunteers": volunteers}
    click.echo(
        json.dumps(made) if as_json else f"The demo district is loaded: {children} children, {volunteers} volunteers."
    )


@demo.command("sign-ins")
def sign_ins() -> None:
    """Print one sign-in per role."""
    click.echo(f"  Demo sign-ins / 演示账号 (password / 密码: {DEMO_PASSWORD})")
    for _role, login, words in SIGN_INS:
        click.echo(f"    {login:<18} {words}")
    click.echo("")


@gates.command("grant")
@click.option(
    "--demo", "confirmed", is_flag=True, required=True, help="Say that these are invented consents and checks."
)
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def grant(confirmed: bool, as_json: bool) -> None:
    """Mark all consents and vetting as given."""
    del confirmed
    try:
        children, volunteers = loader.grant_gates(db.session, system_actor("flask gates grant"))
    except Refused as refused:
        click.echo(explain(refused), err=True)
        sys.exit(1)
    made = {"children": children, "volunteers": volunteers}
    click.echo(json.dumps(made) if as_json else f"Granted for {children} children and {volunteers} volunteers.")


COMMANDS = (demo, gates)
