"""Commands for volunteers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.children.words import say_sheet
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.spreadsheets import Problem, SheetError
from app.volunteers.rules.bulk import Options, Report, import_file
from app.volunteers.words import heading_of, say

volunteers = AppGroup("volunteers", help="Volunteers.")


@volunteers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--season", default="", help="Code such as 2027-winter; the current one without it, opened if need be.")
@click.option("--district", default="", help="The district, where the installation holds several.")
@click.option("--create-places", is_flag=True, help="Make the district, townships and subjects that are missing.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def import_command(file: Path, as_json: bool, **options: Any) -> None:
    """Import a sign-up list of students from FILE (.xlsx or .csv)."""
    actor = system_actor("flask volunteers import")
    try:
        report = import_file(db.session, actor, file, Options(**options))
    except SheetError as error:
        db.session.rollback()
        raise click.ClickException(say_sheet(error)) from error
    except Refused as error:
        db.session.rollback()
        raise click.ClickException(explain(error)) from error
    if as_json:
        click.echo(json.dumps(_plain(report), ensure_ascii=False))
    else:
        _tell(report, dry_run=options["dry_run"])


def _plain(report: Report) -> dict[str, Any]:
    return {
        "rows": report.rows,
        "ok": report.ok,
        "problems": [_line(one) for one in report.problems],
        "warnings": [_line(one) for one in report.warnings],
        "season": report.season,
    }


def _line(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "column": heading_of(problem), "problem": say(problem)}


def _tell(report: Report, *, dry_run: bool) -> None:
    for title, found in (("problem", report.problems), ("warning", report.warnings)):
        for line in map(_line, found):
            click.echo(f"{title}: row {line['row']} {line['column']}: {line['problem']}", err=True)
    done = "would be read" if dry_run else "read"
    click.echo(f"{report.rows} rows {done}: {report.ok} good, {report.rows - report.ok} refused")
    click.echo(f"season {report.season}: {report.created} new, {report.changed} changed, {report.same} on file already")


COMMANDS = (volunteers,)
