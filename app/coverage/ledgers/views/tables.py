"""The ledger of a township 台账 or a village, and the file of the district 档案: figures that lead down to ledgers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.coverage.ledgers import queries
from app.coverage.ledgers.codes import Sort
from app.coverage.ledgers.queries import Counts, Filters
from app.coverage.ledgers.source import of_place
from app.coverage.ledgers.views.base import RISKS, area, asked, blueprint, kept
from app.foundation import audit
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.pages import actor
from app.places.models import Area, AreaLevel

ENDPOINTS = {
    AreaLevel.DISTRICT: "ledgers.district",
    AreaLevel.TOWNSHIP: "ledgers.township",
    AreaLevel.VILLAGE: "ledgers.village",
}


@blueprint.get("/ledgers")
@requires(Permission.LEDGER_READ)
def index() -> ResponseReturnValue:
    """Straight to the one ledger of the actor, as a link narrowed and sorted it, or which of several."""
    places = [one for one in queries.places_of(db.session, actor()) if may(actor(), Permission.LEDGER_READ, one)]
    if len(places) == 1:
        return redirect(_url(places[0], kept(*asked())))
    return render_template("coverage/ledgers/index.html", places=[(one, _url(one)) for one in places])


@blueprint.get("/ledgers/districts/<uuid:area_id>")
@requires(Permission.LEDGER_READ)
def district(area_id: uuid.UUID) -> ResponseReturnValue:
    """The file of the district: how many children each township has, and of how many what is due."""
    place = authorize(actor(), Permission.LEDGER_READ, area(area_id, AreaLevel.DISTRICT))
    rows = queries.district_rows(db.session, actor(), place)
    total = sum((counts for _township, counts in rows), Counts())
    return render_template("coverage/ledgers/district.html", place=place, rows=rows, total=total, dues=list(total.due))


@blueprint.get("/ledgers/townships/<uuid:area_id>")
@requires(Permission.LEDGER_READ, logs=True)
def township(area_id: uuid.UUID) -> ResponseReturnValue:
    """The ledger of a township."""
    return _ledger(area(area_id, AreaLevel.TOWNSHIP))


@blueprint.get("/ledgers/villages/<uuid:area_id>")
@requires(Permission.LEDGER_READ, logs=True)
def village(area_id: uuid.UUID) -> ResponseReturnValue:
    """The cards of a village, as a list."""
    return _ledger(area(area_id, AreaLevel.VILLAGE))


def _ledger(place: Area) -> ResponseReturnValue:
    """A page of the ledger of a place: one event with how many were shown, then the page."""
    authorize(actor(), Permission.LEDGER_READ, place)
    filters, sort = asked()
    narrowed = of_place(place)
    source = queries.source_for(db.session, actor(), narrowed)
    after = request.args.get("after", "")[:60]
    page = queries.page(db.session, source, filters, sort, after)
    audit.record_and_commit(db.session, actor(), Action.CHILD_LISTED, place, page="ledger", count=len(page.rows))
    villages, schools = queries.villages_and_schools(db.session, source)
    here = {"area_id": place.id, **kept(filters, sort)}
    return render_template(
        "coverage/ledgers/ledger.html",
        place=place,
        up=_up(place),
        page=page,
        after=after,
        counts=queries.counts(db.session, source, filters),
        unlisted=_unlisted(place, filters),
        filters=filters,
        sort=sort,
        sorts=list(Sort),
        villages=villages,
        schools=schools,
        risks=RISKS,
        here=here,
        plain=_is_plain(filters),
    )


def _unlisted(place: Area, filters: Filters) -> list[tuple[str | None, int]]:
    """By village, how many children the filters leave who are a number only: their guardian has not consented."""
    return queries.unlisted(db.session, actor(), of_place(place), filters)


def _is_plain(filters: Filters) -> bool:
    return filters == Filters()


def _up(place: Area) -> Area | None:
    """The ledger above, where it is the actor's too."""
    above = db.session.get(Area, place.parent_id) if place.parent_id is not None else None
    return above if above is not None and may(actor(), Permission.LEDGER_READ, above) else None


def _url(place: Area, narrowed: Mapping[str, Any] | None = None) -> str:
    return url_for(ENDPOINTS[place.level], area_id=place.id, **(narrowed or {}))
