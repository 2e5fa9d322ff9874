"""Commands for children's files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.children.models import LegalBasis
from app.children.rules.bulk import Options, Report, import_file
from app.children.words import heading_of, say, say_sheet
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.spreadsheets import Problem, SheetError

children = AppGroup("children", help="Children's files.")


@children.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--school", default="", help="The school of every row, whatever the file's own column says.")
@click.option("--district", default="", help="The district, where the installation holds several.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--create-places", is_flag=True, help="Make district, townships, villages, schools and subjects missing.")
@click.option("--update", is_flag=True, help="Take the file's values for children who are on file with others.")
@click.option("--legal-basis", type=click.Choice([one.value for one in LegalBasis]), default=LegalBasis.LEDGER.value)
@click.option("--answers-for", default="flask children import", help="Who answers for recording these children.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def import_command(file: Path, as_json: bool, legal_basis: str, **options: Any) -> None:
    """Import a roster of children from FILE (.xlsx or .csv)."""
    actor = system_actor("flask children import")
    try:
        report = import_file(db.session, actor, file, Options(legal_basis=LegalBasis(legal_basis), **options))
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
    sys.exit(0)


def _plain(report: Report) -> dict[str, Any]:
    return {
        "rows": report.rows,
        "ok": report.ok,
        "problems": [_line(one) for one in report.problems],
        "warnings": [_line(one) for one in report.warnings],
    }


def _line(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "column": heading_of(problem), "problem": say(problem)}


def _tell(report: Report, *, dry_run: bool) -> None:
    for title, found in (("problem", report.problems), ("warning", report.warnings)):
        for line in map(_line, found):
            click.echo(f"{title}: row {line['row']} {line['column']}: {line['problem']}", err=True)
    done = "would be read" if dry_run else "read"
    click.echo(f"{report.rows} rows {done}: {report.ok} good, {report.rows - report.ok} refused")
    if not dry_run:
        click.echo(f"{report.created} new, {report.changed} changed, {report.same} on file already")


COMMANDS = (children,)
