"""Schools of a district."""

from __future__ import annotations

import uuid

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.pages import actor
from app.places import queries
from app.places.forms import SchoolForm
from app.places.models import School
from app.places.rules import save_school
from app.places.views.base import (
    MOST_WORDS,
    blueprint,
    chosen_district,
    named,
    options,
    own_districts,
    respond,
    sections,
    the_district,
)


@blueprint.get("/schools")
@requires(Permission.PLACE_READ)
def schools() -> ResponseReturnValue:
    """The schools of a district."""
    district, words = chosen_district(), request.args.get("q", "")[:MOST_WORDS]
    return render_template(
        "places/schools.html",
        district=district,
        districts=own_districts(),
        schools=named(queries.schools(db.session, district.id), words) if district is not None else [],
        words=words,
        names=queries.school_names(db.session, district.id) if district is not None else {},
        now=clock.today(),
        tabs=sections("places.schools", district),
    )


@blueprint.route("/schools/new", methods=["GET", "POST"])
@requires(Permission.PLACE_WRITE)
def new_school() -> ResponseReturnValue:
    """Add a school."""
    district = authorize(actor(), Permission.PLACE_WRITE, the_district())
    return _form(School(id=uuid.uuid4(), district_id=district.id), new=True)


@blueprint.route("/schools/<uuid:school_id>", methods=["GET", "POST"])
@requires(Permission.PLACE_WRITE)
def school(school_id: uuid.UUID) -> ResponseReturnValue:
    """Change a school: its central school, and when nobody is there."""
    return _form(authorize(actor(), Permission.PLACE_WRITE, db.session.get(School, school_id)), new=False)


def _form(school: School, *, new: bool) -> ResponseReturnValue:
    form = SchoolForm(obj=school)
    form.township_id.choices = options(queries.townships(db.session, school.district_id))
    others = [one for one in queries.schools(db.session, school.district_id) if one.id != school.id]
    form.parent_id.choices = options(others)
    onwards = url_for(".schools", district=school.district_id)
    return respond("places/school.html", form, school, save_school, onwards, new=new, name=school.name)
