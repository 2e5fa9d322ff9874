"""Areas: the townships and villages of a district."""

from __future__ import annotations

import uuid

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.places import queries
from app.places.forms import AreaForm, TownshipForm
from app.places.models import Area, AreaLevel
from app.places.rules import save_area
from app.places.views.base import blueprint, chosen_district, options, own_districts, respond, sections

BELOW = {AreaLevel.DISTRICT: AreaLevel.TOWNSHIP, AreaLevel.TOWNSHIP: AreaLevel.VILLAGE}


@blueprint.get("/")
@requires(Permission.PLACE_READ)
def index() -> ResponseReturnValue:
    """The townships of a district with their villages."""
    district = chosen_district()
    townships = queries.townships(db.session, district.id) if district is not None else []
    return render_template(
        "places/index.html",
        district=district,
        districts=own_districts(),
        townships=[(one, queries.villages(db.session, one.id)) for one in townships],
        schools=queries.school_names(db.session, district.id) if district is not None else {},
        tabs=sections("places.index", district),
    )


@blueprint.route("/areas/new", methods=["GET", "POST"])
@requires(Permission.PLACE_WRITE)
def new_area() -> ResponseReturnValue:
    """Add a township to a district, or a village to a township."""
    asked = request.args.get("parent", type=uuid.UUID)
    parent = db.session.get(Area, asked) if asked is not None else chosen_district()
    parent = authorize(actor(), Permission.PLACE_WRITE, parent)
    if parent.level not in BELOW:
        raise Missing
    made = Area(id=uuid.uuid4(), level=BELOW[parent.level], parent_id=parent.id, district_id=parent.district_id)
    return _form(made, parent, new=True)


@blueprint.route("/areas/<uuid:area_id>", methods=["GET", "POST"])
@requires(Permission.PLACE_WRITE)
def area(area_id: uuid.UUID) -> ResponseReturnValue:
    """Change an area."""
    found = authorize(actor(), Permission.PLACE_WRITE, db.session.get(Area, area_id))
    return _form(found, found.parent, new=False)


def _form(area: Area, parent: Area | None, *, new: bool) -> ResponseReturnValue:
    form = (TownshipForm if area.level is AreaLevel.TOWNSHIP else AreaForm)(obj=area)
    district_id = area.district_id or area.id
    if isinstance(form, TownshipForm):
        form.central_school_id.choices = options(queries.schools(db.session, district_id))
    onwards = url_for(".index", district=district_id)
    return respond("places/area.html", form, area, save_area, onwards, area=area, parent=parent, new=new)
