"""The public page of a district's figures: the same for everybody, without a question to ask, kept for a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.coverage.models import PublishedFigure
from app.coverage.published.kinds import PublicFigure
from app.coverage.published.table import TABLE, table_rows
from app.coverage.published.withholding import LEAST
from app.foundation.access.gate import daily
from app.foundation.database import db
from app.foundation.downloads import public_file
from app.foundation.errors import Missing
from app.foundation.outbox import in_language
from app.foundation.spreadsheets import to_csv
from app.foundation.spreadsheets.described import CSV, MIMETYPE
from app.places.models import Area, AreaLevel
from app.places.queries import townships

blueprint = Blueprint("published", __name__, url_prefix="/open-figures")
MONTHS = 12


@blueprint.get("/<any(zh, en):language>")
@daily
def index(language: str) -> ResponseReturnValue:
    """The districts that have published something."""
    with in_language(language):
        having = select(PublishedFigure.district_id)
        found = select(Area).where(Area.level == AreaLevel.DISTRICT, Area.id.in_(having)).order_by(Area.code, Area.name)
        districts = db.session.scalars(found).all()
        return render_template("coverage/published/index.html", districts=districts, language=language)


@blueprint.get("/<any(zh, en):language>/<string:code>")
@daily
def district(language: str, code: str) -> ResponseReturnValue:
    """The tables of the last months of one district."""
    with in_language(language):
        place = _district(code)
        months, numbers = _numbers(place)
        return render_template(
            "coverage/published/district.html", place=place, months=months, numbers=numbers, least=LEAST,
            townships=townships(db.session, place.id), figures=list(PublicFigure), language=language,
        )  # fmt: skip


@blueprint.get("/<any(zh, en):language>/<string:code>/figures.csv")
@daily
def figures_file(language: str, code: str) -> ResponseReturnValue:
    """Everything published of one district, as a tidy table; ``describedby`` says where its columns are described."""
    place = _district(code)
    content = to_csv(TABLE.headings(language), table_rows(db.session, place, language))
    answer = public_file(content, f"open-figures-{place.code}.csv", CSV)
    about = url_for(".about_file", language=language, code=place.code)
    answer.headers["Link"] = f'<{about}>; rel="describedby"; type="{MIMETYPE}"'
    return answer


@blueprint.get("/<any(zh, en):language>/<string:code>/figures.csv-metadata.json")
@daily
def about_file(language: str, code: str) -> ResponseReturnValue:
    """What the columns of the table are, for programs (CSV on the Web)."""
    del language
    _district(code)
    return Response(current_app.json.dumps(TABLE.metadata("figures.csv")), mimetype=MIMETYPE)


def _district(code: str) -> Area:
    found = db.session.scalars(select(Area).where(Area.level == AreaLevel.DISTRICT, Area.code == code)).one_or_none()
    if found is None:
        raise Missing
    return found


def _numbers(place: Area) -> tuple[list[date], dict[Any, dict[tuple[date, str], int | None]]]:
    """The last months, and by area what was published of it."""
    of_district = PublishedFigure.district_id == place.id
    latest = select(PublishedFigure.month).where(of_district).distinct().order_by(PublishedFigure.month.desc())
    months = sorted(db.session.scalars(latest.limit(MONTHS)))
    if not months:
        return [], {}
    numbers: dict[Any, dict[tuple[date, str], int | None]] = defaultdict(dict)
    rows = select(PublishedFigure).where(of_district, PublishedFigure.month >= months[0])
    for row in db.session.scalars(rows):
        numbers[row.area_id][row.month, row.figure.value] = row.value
    return months, numbers
