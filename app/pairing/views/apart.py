"""Who is never paired with whom: the list, a new entry, one entry, and lifting it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.children.access import named_in_lists
from app.foundation import audit
from app.foundation.access import Permission, Role, authorize, may, requires, visible_to
from app.foundation.chinese.ordering import by_name
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.messages import explain, label
from app.foundation.pages import actor
from app.pairing.forms import ApartForm, LiftForm
from app.pairing.models import ApartReason, DoNotPair, LiftReason, RejectReason, RemoveReason
from app.pairing.queries import load_pairing
from app.pairing.rules.apart import Entry, keep_apart, lift
from app.pairing.views.wording import log_names
from app.places.models import Area, AreaLevel, School

blueprint = Blueprint("do_not_pair", __name__, url_prefix="/do-not-pair")
MOST = 200


@blueprint.app_template_global()
def apart_reason(code: str) -> str:
    """The word for why two are kept apart, whoever said so."""
    for kind in (ApartReason, RejectReason, RemoveReason):
        if code in set(kind):
            return label(kind(code))
    return code


@blueprint.get("")
@requires(Permission.APART_READ, logs=True)
def index() -> ResponseReturnValue:
    """The entries within one's scope, those that stand first; children by name for those who keep their file."""
    order = (DoNotPair.lifted_at.is_not(None), DoNotPair.recorded_at.desc(), DoNotPair.id)
    entries = db.session.scalars(visible_to(actor(), DoNotPair).order_by(*order).limit(MOST)).all()
    children = [one.child for one in entries if one.child is not None and named_in_lists(actor(), one.child)]
    named = {child.id for child in children}
    seen = {one.id for one in entries if may(actor(), Permission.VOLUNTEER_READ, one.volunteer)}
    page = render_template("pairing/apart.html", rows=entries, named=named, seen=seen)
    log_names(actor(), "do_not_pair", children)
    return page


@blueprint.get("/new")
@requires(Permission.APART_WRITE)
def new() -> ResponseReturnValue:
    """An empty entry; from a pairing with both codes filled in."""
    data = {"entry_id": str(uuid.uuid4()), "about": "child", **_from_pairing()}
    return _new_page(_offered(ApartForm(formdata=None, data=data)))


@blueprint.post("/new")
@requires(Permission.APART_WRITE)
def add() -> ResponseReturnValue:
    """Note it, and stop what it forbids."""
    form = _offered(ApartForm())
    if not form.validate():
        return _new_page(form), 422
    try:
        entry, stopped = keep_apart(db.session, actor(), _wanted(form))
    except Conflict as there:
        db.session.rollback()
        flash(explain(there), "info")
        return redirect(url_for(".index"))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _new_page(form), 422
    flash(_("Noted. They are not paired from now on."), "success")
    if stopped:
        words = ngettext(
            "%(num)s pairing was stopped by this. Tell the family, and end it with a farewell.",
            "%(num)s pairings were stopped by this. Tell the families, and end each with a farewell.",
            stopped,
        )
        flash(words, "warning")
    return redirect(url_for(".show", entry_id=entry.id))


@blueprint.get("/<uuid:entry_id>")
@requires(Permission.APART_READ, logs=True)
def show(entry_id: uuid.UUID) -> ResponseReturnValue:
    """One entry, and lifting it."""
    return _show(_load(entry_id), LiftForm(formdata=None))


@blueprint.post("/<uuid:entry_id>/lift")
@requires(Permission.APART_LIFT)
def lift_it(entry_id: uuid.UUID) -> ResponseReturnValue:
    """Say that it does not stand any more, and why."""
    entry, form = authorize(actor(), Permission.APART_LIFT, db.session.get(DoNotPair, entry_id)), LiftForm()
    if not form.validate():
        return _show(entry, form), 422
    try:
        lift(db.session, actor(), entry_id, LiftReason(form.reason.data), form.note.data)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _show(_load(entry_id), form), 422
    flash(_("Lifted. A pairing that was suspended goes on only when the school says so."), "success")
    return redirect(url_for(".show", entry_id=entry_id))


def _load(entry_id: uuid.UUID) -> DoNotPair:
    return authorize(actor(), Permission.APART_READ, db.session.get(DoNotPair, entry_id))


def _show(entry: DoNotPair, form: LiftForm) -> str:
    may_lift = may(actor(), Permission.APART_LIFT, entry)
    page = render_template(
        "pairing/apart_one.html",
        entry=entry,
        form=form,
        may_lift=entry.lifted_at is None and may_lift,
        # What is written in a complaint is for those who judge it, and for who wrote it.
        may_read_note=may_lift or entry.recorded_by_id == actor().id,
        named=entry.child is not None and named_in_lists(actor(), entry.child),
        seen=may(actor(), Permission.VOLUNTEER_READ, entry.volunteer),
    )
    audit.record_and_commit(db.session, actor(), audit.Action.APART_READ, entry)
    return page


def _new_page(form: ApartForm) -> str:
    return render_template("pairing/apart_new.html", form=form)


def _from_pairing() -> dict[str, str]:
    number = request.args.get("pairing", type=uuid.UUID)
    pairing = load_pairing(db.session, number) if number is not None else None
    if pairing is None or not may(actor(), Permission.PAIRING_READ, pairing):
        return {}
    return {"volunteer_code": pairing.volunteer.code, "child_code": pairing.child.code}


def _offered(form: ApartForm) -> ApartForm:
    """With the schools and villages the actor may speak for."""
    own = actor().scope_ids(Role.SCHOOL_STAFF)
    districts = actor().scope_ids(Role.ORGANIZER) | actor().scope_ids(Role.SAFEGUARDING_LEAD)
    schools = select(School).where(School.id.in_(own) | School.district_id.in_(districts))
    villages = select(Area).where(Area.level == AreaLevel.VILLAGE, Area.district_id.in_(districts)).order_by(Area.code)
    form.offer(
        [(str(one.id), one.name) for one in by_name(db.session.scalars(schools))],
        [(str(one.id), f"{one.parent.name} {one.name}" if one.parent else one.name)
         for one in db.session.scalars(villages)],
    )  # fmt: skip
    return form


def _wanted(form: ApartForm) -> Entry:
    kind, _separator, number = str(form.about.data).partition(":")
    about: str | School | Area | None = form.child_code.data or ""
    if kind == "school":
        about = db.session.get(School, uuid.UUID(number))
    elif kind == "village":
        about = db.session.get(Area, uuid.UUID(number))
    if about is None:
        raise Missing
    try:
        entry_id = uuid.UUID(form.entry_id.data)
    except ValueError:
        raise Missing from None
    return Entry(entry_id, form.volunteer_code.data, about, ApartReason(form.reason.data), form.note.data or "")
