"""Pages of a class: making and changing it, its dates, closing it, and who has a place."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.activities import rules
from app.activities.forms.classes import ClassForm, class_as_it_is, new_class
from app.activities.models import SiteClass
from app.activities.queries import classes as queries
from app.activities.views.base import classes, log_names, sites
from app.catalogue.queries import service_areas
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.places.models import Site


@sites.route("/<uuid:site_id>/classes/new", methods=["GET", "POST"])
@requires(Permission.CLASS_WRITE)
def new(site_id: uuid.UUID) -> ResponseReturnValue:
    """Make a class of a site."""
    site = authorize(actor(), Permission.CLASS_WRITE, db.session.get(Site, site_id))
    form = new_class(site)
    form.offer(service_areas(db.session))
    if form.validate_on_submit():
        try:
            class_id = uuid.UUID(form.class_id.data)
            made = rules.make_class(db.session, actor(), class_id, site_id, form.typed())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("The class is made. Now make its dates, and enrol children."), "success")
            return redirect(url_for("classes.show", class_id=made.id))
    return _page(form, site, url_for("sites.show", site_id=site_id), new=True)


@classes.route("/<uuid:class_id>/edit", methods=["GET", "POST"])
@requires(Permission.CLASS_WRITE)
def edit(class_id: uuid.UUID) -> ResponseReturnValue:
    """Change a class."""
    lessons = authorize(actor(), Permission.CLASS_WRITE, db.session.get(SiteClass, class_id))
    form = class_as_it_is(lessons, queries.filled_of(db.session, [class_id])[class_id].places)
    form.offer(service_areas(db.session))
    onwards = url_for("classes.show", class_id=class_id)
    if form.validate_on_submit():
        try:
            rules.change_class(db.session, actor(), class_id, form.typed())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(onwards)
    return _page(form, lessons.site, onwards, new=False)


@classes.get("/<uuid:class_id>")
@requires(Permission.CLASS_READ, logs=True)
def show(class_id: uuid.UUID) -> ResponseReturnValue:
    """One class: how full it is, the places of the children one may see, and its dates."""
    who = actor()
    lessons = queries.class_for(db.session, who, class_id)
    places = queries.places_of(db.session, who, lessons)
    log_names("class", lessons, sum(row.name is not None for row in places))
    return render_template(
        "activities/class.html",
        lessons=lessons,
        filled=queries.filled_of(db.session, [class_id])[class_id],
        places=places,
        dates=queries.dates(db.session, lessons),
        may_write=may(who, Permission.CLASS_WRITE, lessons),
        may_enrol=queries.may_enrol(who, lessons),
    )


@classes.post("/<uuid:class_id>/dates")
@requires(Permission.CLASS_WRITE)
def make_dates(class_id: uuid.UUID) -> ResponseReturnValue:
    """Make the planned activities of the class."""
    count = rules.make_dates(db.session, actor(), class_id)
    flash(ngettext("%(num)s date made.", "%(num)s dates made.", count), "success")
    return redirect(url_for(".show", class_id=class_id))


@classes.post("/<uuid:class_id>/close")
@requires(Permission.CLASS_WRITE)
def close(class_id: uuid.UUID) -> ResponseReturnValue:
    """Take no more children."""
    rules.close_class(db.session, actor(), class_id)
    flash(_("The class takes no more children."), "success")
    return redirect(url_for(".show", class_id=class_id))


def _page(form: ClassForm, site: Site, back: str, *, new: bool) -> ResponseReturnValue:
    page = render_template("activities/class_form.html", form=form, site=site, back=back, new=new)
    return page, 422 if form.is_submitted() else 200
