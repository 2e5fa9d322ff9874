"""Pages of the figures: all of a period and place in one table, each with its definition and the records behind it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.coverage.figures import By
from app.coverage.registry.asking import Ask
from app.coverage.registry.choosing import Choice, choose
from app.coverage.registry.counting import answered, count, count_by
from app.coverage.registry.figures import FIGURES, Figure, FigureCode, Unit
from app.coverage.registry.listing import counted, listing
from app.coverage.registry.national import NATIONAL
from app.coverage.registry.services import by_service
from app.foundation import audit, clock
from app.foundation.access import Permission, holds, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.places.queries import area_names

blueprint = Blueprint("figures", __name__, url_prefix="/coverage/figures")


@blueprint.get("/")
@requires(Permission.COVERAGE_READ)
def index() -> ResponseReturnValue:
    """Every figure of a period and place."""
    choice = _choice()
    counts = count(db.session, choice.ask)
    return render_template(
        "coverage/figures/index.html", choice=choice, counts=counts, figures=FIGURES,
        services=by_service(db.session, choice.ask),
    )  # fmt: skip


@blueprint.get("/definitions")
@requires(Permission.COVERAGE_READ)
def definitions() -> ResponseReturnValue:
    """What each figure means."""
    return render_template("coverage/figures/definitions.html", figures=FIGURES)


@blueprint.get("/national")
@requires(Permission.COVERAGE_READ)
def national() -> ResponseReturnValue:
    """The four figures that are reported upward."""
    choice = _choice()
    counts = count(db.session, choice.ask, [code for _name, code in NATIONAL])
    figures = [FIGURES[code] for _name, code in NATIONAL]
    return render_template("coverage/figures/national.html", choice=choice, counts=counts, figures=figures)


@blueprint.get("/<string:code>")
@requires(Permission.COVERAGE_READ, logs=True)
def show(code: str) -> ResponseReturnValue:
    """One figure: its definition, where it comes from, and the records it counts."""
    g.record_judged = True  # the places of the query string are judged one by one
    if code not in set(FigureCode):
        raise Missing
    figure, choice = FIGURES[FigureCode(code)], _choice()
    ask, parts = choice.ask, [part for part in figure.parts if part.answers(choice.ask)]
    if not parts:
        return render_template("coverage/figures/show.html", figure=figure, choice=choice, parts=(), total=None)
    number = min(max(request.args.get("part", 0, type=int), 0), len(parts) - 1)
    found = listing(db.session, ask, parts[number], request.args.get("cursor"))
    if found.named:
        audit.record_and_commit(db.session, actor(), audit.Action.CHILD_LISTED, None, page="figures", count=found.named)
    return render_template(
        "coverage/figures/show.html", figure=figure, choice=choice, parts=parts, number=number, found=found,
        kind=parts[number].source.name, minutes=figure.unit is Unit.MINUTES,
        records=counted(db.session, ask, parts) if len(parts) > 1 else [],
        total=count(db.session, ask, [figure.code])[figure.code], places=_breakdown(figure, choice),
        opens_volunteers=holds(actor(), Permission.VOLUNTEER_READ),
    )  # fmt: skip


def _choice() -> Choice:
    return choose(db.session, actor(), request.args, clock.today())


def _breakdown(figure: Figure, choice: Choice) -> list[dict[str, Any]]:
    """The figure by township, or by village of one township; each with the way to its records."""
    ask = choice.ask
    by = _next(ask)
    if not choice.of_areas or by is None or not answered(ask, figure.code, by):
        return []
    found = {key: row[figure.code] or 0 for key, row in count_by(db.session, ask, by, [figure.code]).items()}
    names: dict[uuid.UUID | None, str] = {None: _("Village not recorded")}
    names.update(area_names(db.session, [key for key in found if key is not None]).items())
    rows = sorted(found.items(), key=lambda row: (row[0] is None, -row[1], names.get(row[0], "")))
    return [
        {"name": names.get(key, ""), "number": number, "url": _narrowed(figure, choice, by, key) if key else None}
        for key, number in rows
        if number
    ]


def _narrowed(figure: Figure, choice: Choice, by: By, key: uuid.UUID) -> str:
    arguments: dict[str, Any] = {**choice.kept, by.value: str(key)}
    return url_for(".show", code=figure.code, **arguments)


def _next(ask: Ask) -> By | None:
    """By what kind of place a figure is broken down."""
    if ask.village_id or ask.school_id or ask.site_id:
        return None
    return By.VILLAGE if ask.township_id else By.TOWNSHIP
