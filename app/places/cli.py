"""Commands of places."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.foundation.access import system_actor
from app.foundation.database import db
from app.places import listing
from app.places.rules import find_or_create_district, import_places
from app.places.sheets import read_places

places = AppGroup("places", help="Areas, schools and sites.")
ACTOR = system_actor("flask places import")


@places.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", default="", help="Name or code of the district; by default the only one there is.")
@click.option("--create-places", is_flag=True, help="Make townships, villages and schools that are only named.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line of standard output.")
def import_command(file: Path, district: str, create_places: bool, dry_run: bool, as_json: bool) -> None:
    """Read a list of schools and sites from FILE (.xlsx or .csv)."""
    reading = listing.read(file, read_places)
    found = find_or_create_district(db.session, ACTOR, name=district, create=create_places)
    if found is None:
        raise click.ClickException("Say which district with --district NAME (or make it with 'flask setup').")
    done = import_places(db.session, ACTOR, found, reading.rows, create_places=create_places, dry_run=dry_run)
    problems = listing.problems(reading, done.refused)
    result = {
        "rows": reading.total,
        "ok": done.created + done.changed + done.same,
        "created": done.created,
        "changed": done.changed,
        "same": done.same,
        "dry_run": dry_run,
        "problems": problems,
        "warnings": listing.worded(reading.warnings),
    }
    listing.answer(result, as_json=as_json)
    sys.exit(1 if problems and not result["ok"] else 0)


COMMANDS = (places,)
