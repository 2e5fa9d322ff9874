"""``flask coverage``: the figures of a season, for people and for programs."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

import click

from app.coverage import queries
from app.coverage.figures import By, Month, month_shown, months_of
from app.coverage.queries import View
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.places.queries import default_district
from app.seasons.models import Season
from app.seasons.queries import current_season, season_by_code

COLUMNS = ("name", "registered", "consented", "paired", "met", "reached", "hours")


@click.command("coverage")
@click.option("--season", "code", help="The season's code; by default the current one.")
@click.option("--by", type=click.Choice([by.value for by in By]), default=By.TOWNSHIP.value, show_default=True)
@click.option("--month", "month_text", help='The month for "met", as YYYY-MM; by default this one.')
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on one line.")
def coverage(code: str | None, by: str, month_text: str | None, as_json: bool) -> None:
    """Who is covered and who is not, by township, village or school."""
    season = _season(code)
    view = View(season, _month(season, month_text), clock.today(), queries.scope_of(system_actor("coverage")))
    rows = queries.named_places(queries.rows_by(db.session, system_actor("coverage"), view, By(by)))
    db.session.rollback()
    plain = [row.plain() for row in rows]
    if as_json:
        click.echo(json.dumps({"rows": plain}, ensure_ascii=False))
        return
    click.echo(f"{season.code} {view.month}")
    click.echo("\t".join(COLUMNS))
    for row in plain:
        click.echo("\t".join(str(row[column]) for column in COLUMNS))


def _season(code: str | None) -> Season:
    if code is not None:
        try:
            season = season_by_code(db.session, code)
        except Refused as error:
            _fail(explain(error))
        if season is None:
            _fail(f"There is no season {code}.")
        return season
    district = default_district(db.session)
    if district is None:
        _fail("There is no district, or more than one: name the season with --season CODE.")
    season = current_season(db.session, district.id, clock.today())
    if season is None:
        _fail("There is no season yet.")
    return season


def _month(season: Season, text: str | None) -> Month:
    if text is None:
        return month_shown(season, clock.today())
    month = Month.parse(text)
    if month not in months_of(season):
        _fail(f"{text} is not a month of the season {season.code}.")
    return month


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)


COMMANDS = (coverage,)
