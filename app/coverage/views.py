"""Pages of coverage: the district, a township, a village or school, down to the children."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.coverage import panels, queries, story
from app.coverage.access import SchoolAsked
from app.coverage.figures import By, Month, Row, largest_gaps, month_shown, months_of, total
from app.coverage.published.views import blueprint as published_blueprint
from app.coverage.queries import Show, View
from app.coverage.registry.views import blueprint as figures_blueprint
from app.coverage.story import Step
from app.coverage.survey.views import blueprint as survey_blueprint
from app.foundation import audit, clock
from app.foundation.access import Permission, Role, authorize, may, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.messages import label
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation, grouped, percent
from app.foundation.panels import add_panel
from app.foundation.pictures import Funnel, Tile, WeekBars, lay_out
from app.pairing.views.figures import share_bars, shares
from app.pairing.wanted import latest_run
from app.places.models import Area, AreaLevel, School
from app.seasons.line import season_line
from app.seasons.models import Season
from app.seasons.queries import nearest

blueprint = Blueprint("coverage", __name__, url_prefix="/coverage")
BLUEPRINTS = (blueprint, figures_blueprint, survey_blueprint, published_blueprint)
MOST_GAPS = 6  # beside the map
PAGE = 40
MOST_WORDS = 40
"""Letters of a search."""
"""Villages or schools on a page; the sum stands on each."""

add_navigation(
    NavigationItem(
        _l("Coverage"), "coverage.index", "chart", Permission.COVERAGE_READ, 20, group=NavigationGroup.FIGURES
    )
)
add_panel("coverage", Role.ORGANIZER, order=60, template="coverage/_panel.html", make=panels.coverage_panel, asks=False)
add_panel(
    "township", Role.TOWNSHIP_SUPERVISOR, order=60, template="coverage/_panel_township.html",
    make=panels.township_panel, asks=False,
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which season and month a page is about, and what else could be chosen."""

    view: View
    seasons: list[Season]
    months: list[Month]

    @property
    def keep(self) -> dict[str, str]:
        """What every link on the page carries on."""
        return {"season": self.view.season.code, "month": str(self.view.month)}


@blueprint.get("/")
@requires(Permission.COVERAGE_READ)
def index() -> ResponseReturnValue:
    """The figures of the actor's whole scope, by township, village or school."""
    asked = _asked()
    if asked is None:
        return render_template("coverage/none.html")
    by = _by()
    rows = queries.rows_by(db.session, actor(), asked.view, by)
    wanted = _wanted(asked) if by is By.TOWNSHIP else None
    places = _map(rows, asked, wanted) if by is By.TOWNSHIP and len(rows) > 1 else []
    words = request.args.get("q", "")[:MOST_WORDS].strip() if by is not By.TOWNSHIP else ""
    start = max(request.args.get("start", 0, type=int), 0) if by is not By.TOWNSHIP else 0
    listed = [row for row in rows if words in row.name or words in (row.parent or "")]
    page = {"rows": listed[start : start + PAGE], "start": start, "size": PAGE, "count": len(listed), "words": words}
    found = {"total": total(rows), "places": places, "gaps": largest_gaps(rows, MOST_GAPS)}
    return render_template("coverage/index.html", asked=asked, by=by, ways=_ways(), wanted=wanted, **page, **found)


@blueprint.get("/pictures")
@requires(Permission.COVERAGE_READ)
def pictures() -> ResponseReturnValue:
    """The season in pictures: its days, how far the children have come, what was served, and the fair shares."""
    asked = _asked()
    if asked is None:
        return render_template("coverage/none.html")
    season, matched = asked.view.season, may(actor(), Permission.MATCH_READ, asked.view.season)
    run = latest_run(db.session, season.id) if matched else None
    steps = story.steps_of(db.session, asked.view)
    return render_template(
        "coverage/pictures.html",
        asked=asked,
        line=season_line(season, clock.today()),
        funnel=Funnel.of([(step.value, label(step), count) for step, count in steps.items()]),
        steps={step.value: _url(".step", asked, step=step.value) for step in Step},
        weeks=WeekBars.of(story.weeks_served(db.session, asked.view)),
        matched=matched,
        run=run,
        shares=share_bars(shares(db.session, run)) if run is not None else None,
    )


@blueprint.get("/steps/<string:step>")
@requires(Permission.COVERAGE_READ, logs=True)
def step(step: str) -> ResponseReturnValue:
    """The children of the scope who have come to a step of the season."""
    if step not in set(Step):
        raise Missing
    asked = _asked()
    if asked is not None:
        asked = replace(asked, view=asked.view.narrowed(story.reached(asked.view, Step(step))))
    return _children(asked, label(Step(step)), None, of_a_step=True)


@blueprint.get("/townships/<uuid:area_id>")
@requires(Permission.COVERAGE_READ)
def township(area_id: uuid.UUID) -> ResponseReturnValue:
    """One township by village."""
    place = _area(area_id, AreaLevel.TOWNSHIP)
    asked = _asked(place.district_id, Child.township_id == place.id)
    if asked is None:
        return render_template("coverage/none.html")
    rows = queries.rows_by(db.session, actor(), asked.view, By.VILLAGE, place)
    return render_template("coverage/township.html", asked=asked, place=place, rows=rows, total=total(rows))


@blueprint.get("/townships/<uuid:area_id>/without-village")
@requires(Permission.COVERAGE_READ, logs=True)
def without_village(area_id: uuid.UUID) -> ResponseReturnValue:
    """The children of a township whose village is not recorded."""
    place = _area(area_id, AreaLevel.TOWNSHIP)
    condition = (Child.township_id == place.id) & Child.village_id.is_(None)
    return _children(_asked(place.district_id, condition), place.name, place)


@blueprint.get("/villages/<uuid:area_id>")
@requires(Permission.COVERAGE_READ, logs=True)
def village(area_id: uuid.UUID) -> ResponseReturnValue:
    """The children of a village."""
    place = _area(area_id, AreaLevel.VILLAGE)
    return _children(_asked(place.district_id, Child.village_id == place.id), place.name, place)


@blueprint.get("/schools/<uuid:school_id>")
@requires(Permission.COVERAGE_READ, logs=True)
def school(school_id: uuid.UUID) -> ResponseReturnValue:
    """The children of a school, as far as they are within the actor's scope."""
    place = db.session.get(School, school_id)
    if place is None:
        raise Missing
    homes = queries.home_townships(db.session, place)
    authorize(actor(), Permission.COVERAGE_READ, SchoolAsked(place.district_id, place.township_id, place.id, homes))
    return _children(_asked(place.district_id, Child.school_id == place.id), place.name, place)


@blueprint.get("/without-school")
@requires(Permission.COVERAGE_READ, logs=True)
def without_school() -> ResponseReturnValue:
    """The children of the scope who have no school."""
    return _children(_asked(None, Child.school_id.is_(None)), None, None)


def _area(area_id: uuid.UUID, level: AreaLevel) -> Area:
    place = db.session.get(Area, area_id)
    return authorize(actor(), Permission.COVERAGE_READ, place if place is not None and place.level is level else None)


def _asked(district_id: uuid.UUID | None = None, condition: Any = None) -> Asked | None:
    """The season and month of the query string, else the current ones; None where there is no season yet.

    Raises:
        Missing: a season that is not of the actor's districts.
    """
    seasons = queries.seasons_of(db.session, actor())
    if district_id is not None:
        seasons = [season for season in seasons if season.district_id == district_id]
    code, today = request.args.get("season"), clock.today()
    season = nearest([one for one in seasons if one.code == code] if code else seasons, today)
    if season is None:
        if code:
            raise Missing
        return None
    months = months_of(season)
    month = Month.parse(request.args.get("month", ""))
    if month not in months:
        month = month_shown(season, today)
    view = View(season, month, today, queries.scope_of(actor()))
    return Asked(view if condition is None else view.narrowed(condition), seasons, months)


def _ways() -> list[By]:
    """The groupings on offer: staff of a school have one."""
    who = actor()
    return list(By) if who.has(Role.ORGANIZER) or who.has(Role.TOWNSHIP_SUPERVISOR) else [By.SCHOOL]


def _by() -> By:
    ways = _ways()
    return next((by for by in ways if by.value == request.args.get("by")), ways[0])


def _wanted(asked: Asked) -> dict[uuid.UUID | None, int] | None:
    """By township how many volunteers the last matching would have had more; None for who does not read matchings."""
    if not may(actor(), Permission.MATCH_READ, asked.view.season):
        return None
    return story.wanted_by_township(db.session, asked.view)


def _url(endpoint: str, asked: Asked, **values: Any) -> str:
    """A page about the same season and month."""
    arguments: dict[str, Any] = {**values, **asked.keep}
    return url_for(endpoint, **arguments)


def _map(rows: list[Row], asked: Asked, wanted: dict[uuid.UUID | None, int] | None) -> list[Tile]:
    """The townships as tiles."""
    return lay_out(
        [
            Tile(
                name=row.name,
                x=row.column,
                y=row.row,
                rate=row.figures.rate,
                label=percent(row.figures.paired, row.figures.consented),
                url=_url(".township", asked, area_id=row.id),
                waiting=grouped(row.figures.waiting),
                wanted=None if wanted is None else grouped(wanted.get(row.id, 0)),
            )
            for row in rows
            if row.id is not None
        ]
    )


def _children(
    asked: Asked | None, name: str | None, place: Area | School | None, *, of_a_step: bool = False
) -> ResponseReturnValue:
    """The children under a figure, with the figures themselves over them; of a step the numbers alone, no shares."""
    g.record_judged = True
    if asked is None:
        return render_template("coverage/none.html")
    show = request.args.get("show", Show.ALL)
    show = show if show in Show.EACH else Show.ALL
    figures = queries.figures_of(db.session, asked.view)
    rows, after = queries.child_rows(db.session, asked.view, actor(), show, request.args.get("after", ""))
    named = sum(row.name is not None for row in rows)
    if named:
        audit.record_and_commit(db.session, actor(), audit.Action.CHILD_LISTED, place, page="coverage", count=named)
    context = {
        "figures": figures,
        "rows": rows,
        "show": show,
        "after": after,
        "named": bool(named),
        "of_a_step": of_a_step,
    }
    here = {**(request.view_args or {}), **asked.keep}
    return render_template("coverage/children.html", asked=asked, name=name, here=here, **context)
