"""Sites of a district."""

from __future__ import annotations

import uuid

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.pages import actor
from app.places import queries
from app.places.forms import SiteForm
from app.places.models import Site
from app.places.rules import save_site
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


@blueprint.get("/sites")
@requires(Permission.PLACE_READ)
def sites() -> ResponseReturnValue:
    """The sites of a district."""
    district, words = chosen_district(), request.args.get("q", "")[:MOST_WORDS]
    return render_template(
        "places/sites.html",
        district=district,
        districts=own_districts(),
        sites=named(queries.sites(db.session, district.id), words) if district is not None else [],
        words=words,
        names=queries.school_names(db.session, district.id) if district is not None else {},
        tabs=sections("places.sites", district),
    )


@blueprint.route("/sites/new", methods=["GET", "POST"])
@requires(Permission.PLACE_WRITE)
def new_site() -> ResponseReturnValue:
    """Add a site."""
    district = authorize(actor(), Permission.PLACE_WRITE, the_district())
    return _form(Site(id=uuid.uuid4(), district_id=district.id), new=True)


@blueprint.route("/sites/<uuid:site_id>", methods=["GET", "POST"])
@requires(Permission.PLACE_WRITE)
def site(site_id: uuid.UUID) -> ResponseReturnValue:
    """Change a site."""
    return _form(authorize(actor(), Permission.PLACE_WRITE, db.session.get(Site, site_id)), new=False)


def _form(site: Site, *, new: bool) -> ResponseReturnValue:
    form = SiteForm(obj=site)
    townships = queries.townships(db.session, site.district_id)
    form.township_id.choices = options(townships)
    villages = [(one, village) for one in townships for village in queries.villages(db.session, one.id)]
    form.village_id.choices = [("", "—"), *((str(v.id), f"{one.name} · {v.name}") for one, v in villages)]
    form.school_id.choices = options(queries.schools(db.session, site.district_id))
    onwards = url_for(".sites", district=site.district_id)
    return respond("places/site.html", form, site, save_site, onwards, new=new, name=site.name, site_id=site.id)
