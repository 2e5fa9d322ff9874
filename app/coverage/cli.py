"""``flask coverage``: the figures of a season, for people and for programs."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import NoReturn

import click

from app.coverage import queries, rollup
from app.coverage.figures import By, Figures, Month, Row, month_shown, months_of
from app.coverage.queries import View
from app.coverage.registry.asking import Ask
from app.coverage.registry.counting import count
from app.coverage.registry.figures import FigureCode
from app.coverage.registry.national import national
from app.coverage.registry.periods import Period
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.hours import hours_of
from app.foundation.messages import explain
from app.places.models import Area
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


@click.command("figures")
@click.option("--season", "code", help="The season's code; by default the current one.")
@click.option("--month", "month_text", help="A month, as YYYY-MM, instead of a season.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="The first day; goes with --to.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on one line.")
def figures(
    code: str | None, month_text: str | None, first: datetime | None, last: datetime | None, as_json: bool
) -> None:
    """The four national figures and every other, of a season, a month, or from one day to another."""
    period = _period(code, month_text, first, last)
    district = db.session.get(Area, _season(code).district_id) if period.season_id else None
    ask = Ask.about(system_actor("figures"), period, clock.today(), district)
    told = {"first": str(period.first), "last": str(period.last), **national(db.session, ask)}
    counts = count(db.session, ask)
    db.session.rollback()
    plain = {figure: float(hours_of(n or 0)) if figure is FigureCode.HOURS else n for figure, n in counts.items()}
    if as_json:
        click.echo(json.dumps({**told, "figures": plain}, ensure_ascii=False))
        return
    for name, number in (told | plain).items():
        click.echo(f"{name}\t{number}")


def _period(code: str | None, month_text: str | None, first: datetime | None, last: datetime | None) -> Period:
    if first is not None and last is not None:
        if last < first:
            _fail("The last day lies before the first.")
        return Period(first.date(), last.date())
    if first is not None or last is not None:
        _fail("Say both --from and --to.")
    if month_text is not None:
        month = Month.parse(month_text)
        return Period.of_month(month) if month is not None else _fail(f"{month_text} is not a month.")
    return Period.of_season(_season(code))


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


@click.command("province")
@click.option(
    "--check", is_flag=True, help="Hold every kept count against the rows under it; non-zero on a difference."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on one line.")
def province(check: bool, as_json: bool) -> None:
    """Who is covered in all districts together, each in its season at work; counts only where anything changed."""
    today = clock.today()
    if check:
        found = list(rollup.differing(db.session, today))
        db.session.rollback()
        for district, season in found:
            click.echo(f"{district.name} {season.code}: the kept count is not what the rows say", err=True)
        sys.exit(1 if found else 0)
    districts = list(rollup.of_province(db.session, today))
    summed = sum((one.figures for one in districts), Figures())
    told = {"districts": len(districts), "counted_now": sum(one.counted for one in districts)}
    told |= {name: number for name, number in Row(None, "", summed).plain().items() if name != "name"}
    db.session.rollback()
    click.echo(json.dumps(told) if as_json else "\n".join(f"{name}\t{number}" for name, number in told.items()))


COMMANDS = (coverage, figures, province)
