"""What is kept and how long: the inventory, the terms, and who answers for it."""

from __future__ import annotations

from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.access import Permission, holds, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.inventory import Kept, inventory
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.privacy.forms import OfficerForm, TermForm
from app.privacy.queries import districts_of, officer_of, terms
from app.privacy.rules.registers import set_officer
from app.privacy.rules.terms import set_term
from app.privacy.views.base import blueprint, chosen_district


@blueprint.get("/data-protection")
@requires(Permission.INVENTORY_READ)
def keeping() -> ResponseReturnValue:
    """How long each class is kept, what is due, and the ways to the registers."""
    return render_template(
        "privacy/keeping.html",
        terms=terms(db.session, clock.today(), [area.id for area in districts_of(db.session, actor())]),
        may_set=holds(actor(), Permission.RETENTION_SET),
        may_breach=holds(actor(), Permission.BREACH_READ),
        may_officer=holds(actor(), Permission.DATA_OFFICER_SET),
    )


@blueprint.post("/data-protection/terms")
@requires(Permission.RETENTION_SET)
def save_term() -> ResponseReturnValue:
    """Choose how long one class is kept."""
    form = TermForm()
    if not form.validate_on_submit() or form.kept.data not in set(Kept):
        flash(_("A whole number of months."), "error")
        return redirect(url_for(".keeping"))
    try:
        set_term(db.session, actor(), Kept(form.kept.data), form.months.data)
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("Saved."), "success")
    return redirect(url_for(".keeping"))


@blueprint.get("/data-protection/inventory")
@requires(Permission.INVENTORY_READ)
def inventory_page() -> ResponseReturnValue:
    """Every column of every table; those about nobody only as a number."""
    tables = [(name, list(rows)) for name, rows in groupby(inventory(), key=lambda row: row.table)]
    english = str(get_locale()) == "en"
    shown = [
        (name, [(row, row.en if english else row.zh) for row in rows if row.personal],
         sum(not row.personal for row in rows))
        for name, rows in tables
    ]  # fmt: skip
    total = len(inventory())
    sealed = sum(row.sealed for row in inventory())
    return render_template("privacy/inventory.html", tables=shown, total=total, sealed=sealed)


@blueprint.get("/data-protection/officer")
@requires(Permission.DATA_OFFICER_SET)
def officer() -> ResponseReturnValue:
    """Who answers for the children's data."""
    district = chosen_district(Permission.DATA_OFFICER_SET)
    known = officer_of(db.session, district)
    return render_template("privacy/officer.html", form=OfficerForm(None, obj=known), district=district)


@blueprint.post("/data-protection/officer")
@requires(Permission.DATA_OFFICER_SET)
def save_officer() -> ResponseReturnValue:
    """Change it."""
    district, form = chosen_district(Permission.DATA_OFFICER_SET), OfficerForm()
    if not form.validate_on_submit():
        return render_template("privacy/officer.html", form=form, district=district), 422
    texts = {name: form[name].data or "" for name in ("body", "name", "phone", "address")}
    set_officer(db.session, actor(), district, **texts)
    flash(_("Saved. The children's data rule names it from now on."), "success")
    return redirect(url_for(".keeping"))
