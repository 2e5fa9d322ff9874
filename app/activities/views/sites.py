"""Pages of sites: those near one, and a page for each with its hours, keeper, classes and what is coming."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.activities.forms.sites import as_it_is
from app.activities.queries import classes as queries
from app.activities.rules.sites import run_site
from app.activities.views.base import sites
from app.children.access import NEAR
from app.foundation.access import Permission, authorize, holds, may, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.places.models import Site
from app.places.queries import townships


@sites.get("/")
@requires(Permission.CLASS_READ)
def index() -> ResponseReturnValue:
    """The sites near the actor's school, village or office, and their classes."""
    who = actor()
    found = queries.classes_seen(db.session, who)
    return render_template(
        "activities/sites.html",
        sites=queries.sites_near(db.session, who),
        classes=found,
        may_enrol=any(who.has(role) for role in NEAR),
        waiting=queries.count_still_waiting(db.session, who),
        offered=queries.offers_open(db.session, who),
    )


@sites.get("/<uuid:site_id>")
@requires(Permission.CLASS_READ)
def show(site_id: uuid.UUID) -> ResponseReturnValue:
    """One site: when it is open, how many children it holds, who keeps it, its classes and next activities."""
    who = actor()
    site = queries.site_for(db.session, who, site_id)
    return render_template(
        "activities/site.html",
        site=site,
        keeper=queries.keeper_name(db.session, site),
        classes=queries.classes_seen(db.session, who, site.id),
        coming=queries.coming(db.session, site.id),
        may_write=may(who, Permission.CLASS_WRITE, site),
        may_keep=may(who, Permission.PLACE_WRITE, site),
    )


@sites.route("/<uuid:site_id>/running", methods=["GET", "POST"])
@requires(Permission.PLACE_WRITE)
def running(site_id: uuid.UUID) -> ResponseReturnValue:
    """Say how many children a site holds, when it is open, who keeps it, and from where children come."""
    site = authorize(actor(), Permission.PLACE_WRITE, db.session.get(Site, site_id))
    form = as_it_is(site)
    others = [one for one in townships(db.session, site.district_id) if one.id != site.township_id]
    form.offer(queries.possible_keepers(db.session, actor(), site), others)
    onwards = url_for(".show", site_id=site_id) if holds(actor(), Permission.CLASS_READ) else url_for("places.sites")
    if form.validate_on_submit():
        try:
            run_site(db.session, actor(), site_id, form.running())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(onwards)
    page = render_template("activities/running.html", form=form, site=site, back=onwards)
    return page, 422 if form.is_submitted() else 200
