"""Pages of the survey's table: the table with its checks, and the children behind each of its numbers."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from app.coverage.registry.choosing import choose
from app.coverage.registry.listing import listing
from app.coverage.survey.reading import cell as part_of
from app.coverage.survey.reading import survey
from app.coverage.survey.table import LINES, Band, Group, check
from app.foundation import audit, clock
from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor

blueprint = Blueprint("survey", __name__, url_prefix="/coverage/survey")
EVERY_AGE = "all"


@blueprint.get("/")
@requires(Permission.COVERAGE_READ)
def index() -> ResponseReturnValue:
    """The table of a day and place, and the rules that do not hold."""
    choice = choose(db.session, actor(), request.args, clock.today())
    table = survey(db.session, choice.ask)
    return render_template(
        "coverage/survey/index.html", choice=choice, table=table, broken=check(table), lines=LINES, bands=list(Band),
    )  # fmt: skip


@blueprint.get("/<string:group>/<string:line>/<string:band>")
@requires(Permission.COVERAGE_READ, logs=True)
def cell(group: str, line: str, band: str) -> ResponseReturnValue:
    """The children behind one number."""
    g.record_judged = True  # the places of the query string are judged one by one
    known = group in set(Group) and line in LINES[Group(group)] and band in {*Band, EVERY_AGE}
    if not known:
        raise Missing
    choice = choose(db.session, actor(), request.args, clock.today())
    part = part_of(Group(group), line, None if band == EVERY_AGE else Band(band))
    found = listing(db.session, choice.ask, part, request.args.get("cursor"))
    if found.named:
        audit.record_and_commit(db.session, actor(), audit.Action.CHILD_LISTED, None, page="survey", count=found.named)
    return render_template(
        "coverage/survey/cell.html", choice=choice, found=found, group=Group(group), line=line,
        band=None if band == EVERY_AGE else Band(band),
    )  # fmt: skip
