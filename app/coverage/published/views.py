"""The public page of a district's figures: the same for everybody, without a question to ask, kept for a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.coverage.models import PublishedFigure
from app.coverage.published.kinds import PublicFigure
from app.coverage.published.withholding import LEAST
from app.foundation.access.gate import daily
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.outbox import in_language
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
        found = select(Area).where(Area.level == AreaLevel.DISTRICT, Area.code == code)
        place = db.session.scalars(found).one_or_none()
        if place is None:
            raise Missing
        months, numbers = _numbers(place)
        return render_template(
            "coverage/published/district.html", place=place, months=months, numbers=numbers, least=LEAST,
            townships=townships(db.session, place.id), figures=list(PublicFigure), language=language,
        )  # fmt: skip


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
