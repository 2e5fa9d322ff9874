"""The register of breaches, with the clock that runs from the moment one is found."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, holds, may, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.privacy.forms import BreachForm
from app.privacy.models import Breach
from app.privacy.queries import breaches_of
from app.privacy.rules.registers import TELL_HOURS, change_breach, record_breach, tell_by
from app.privacy.views.base import blueprint, chosen_district


@blueprint.get("/data-protection/breaches")
@requires(Permission.BREACH_READ)
def breaches() -> ResponseReturnValue:
    """The register."""
    found = breaches_of(db.session, actor())
    return render_template(
        "privacy/breaches.html",
        breaches=found,
        tell_by=tell_by,
        now=clock.now(),
        hours=TELL_HOURS,
        may_write=holds(actor(), Permission.BREACH_WRITE),
    )


@blueprint.get("/data-protection/breaches/new")
@requires(Permission.BREACH_WRITE)
def new_breach() -> ResponseReturnValue:
    """The empty form."""
    chosen_district(Permission.BREACH_WRITE)
    now = clock.local(clock.now()).replace(tzinfo=None, second=0, microsecond=0)
    form = BreachForm(None, data={"record_id": uuid.uuid4(), "found_at": now, "children": 0, "volunteers": 0})
    form.offer()
    return _form_page(form, None)


@blueprint.post("/data-protection/breaches/new")
@requires(Permission.BREACH_WRITE)
def save_breach() -> ResponseReturnValue:
    """Put one on the register."""
    district = chosen_district(Permission.BREACH_WRITE)
    return _save(
        lambda form: record_breach(
            db.session, actor(), district, form.given(), breach_id=uuid.UUID(form.record_id.data)
        ),
        None,
    )


@blueprint.get("/data-protection/breaches/<uuid:breach_id>")
@requires(Permission.BREACH_READ, logs=True)
def breach(breach_id: uuid.UUID) -> ResponseReturnValue:
    """One entry; open, it can be added to."""
    found = authorize(actor(), Permission.BREACH_READ, db.session.get(Breach, breach_id))
    audit.record_and_commit(db.session, actor(), audit.Action.BREACH_READ, found)
    form = BreachForm(None, data={"record_id": found.id})
    form.offer()
    form.show(found)
    return _form_page(form, found)


@blueprint.post("/data-protection/breaches/<uuid:breach_id>")
@requires(Permission.BREACH_WRITE)
def save_breach_change(breach_id: uuid.UUID) -> ResponseReturnValue:
    """Add to an entry, or close it with what was learnt."""
    found = authorize(actor(), Permission.BREACH_WRITE, db.session.get(Breach, breach_id))
    return _save(
        lambda form: change_breach(db.session, actor(), breach_id, form.given(), form.lessons.data or ""), found
    )


def _save(save: Callable[[BreachForm], Breach], found: Breach | None) -> ResponseReturnValue:
    form = BreachForm()
    form.offer()
    if form.validate_on_submit():
        try:
            made = save(form)
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".breach", breach_id=made.id))
    return _form_page(form, found), 422


def _form_page(form: BreachForm, found: Breach | None) -> str:
    may_write = found is None or (found.closed_at is None and may(actor(), Permission.BREACH_WRITE, found))
    return render_template(
        "privacy/breach.html", form=form, breach=found, may_write=may_write, tell_by=tell_by, now=clock.now(),
        hours=TELL_HOURS,
    )  # fmt: skip
