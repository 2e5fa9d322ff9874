"""The sensitive sections of a file: opened with a key, asked for without one, changed without being seen."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.children.codes import DUTY_REASONS, OpenReason
from app.children.disclosure import asking
from app.children.disclosure.codes import Section
from app.children.disclosure.forms import AskForm
from app.children.disclosure.opening import Opened, keys_of, open_sections, written_about
from app.children.disclosure.queries import latest_request
from app.children.forms import ContactsForm, OpenForm, words
from app.children.models import Child
from app.children.queries import child_for
from app.children.rules.files import change_contacts
from app.children.rules.values import CarerInput
from app.children.views.base import blueprint
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.ids import as_id
from app.foundation.pages import actor

OPEN_MINUTES = 15
MOST_OPEN = 20
HERE = (Section.ADDRESS, Section.PHONES, Section.HEALTH)
"""The sections this page shows; counselling notes have their own."""


@blueprint.get("/children/<uuid:child_id>/sensitive")
@requires(Permission.CHILD_SENSITIVE, logs=True)
def sensitive(child_id: uuid.UUID) -> ResponseReturnValue:
    """What the actor holds a key to, each look on the log; of the rest, how it is opened."""
    return _page(_load(child_id), OpenForm(formdata=None))


@blueprint.post("/children/<uuid:child_id>/sensitive")
@requires(Permission.CHILD_SENSITIVE)
def open_sensitive(child_id: uuid.UUID) -> ResponseReturnValue:
    """Say why; opens what a duty grant covers in this browser for a quarter of an hour."""
    child, form = _load(child_id), OpenForm()
    if not form.validate():
        return _page(child, form)
    until = int(clock.now().timestamp()) + OPEN_MINUTES * 60
    kept = {key: value for key, value in session.get("opened", {}).items() if value[1] > clock.now().timestamp()}
    # A cookie holds four kilobytes: of many files opened within minutes the first ask for the reason again.
    latest = dict(list(kept.items())[-MOST_OPEN + 1 :])
    session["opened"] = {**latest, str(child_id): [form.reason.data, until]}
    return redirect(url_for("children.sensitive", child_id=child_id))


@blueprint.get("/children/<uuid:child_id>/contacts")
@requires(Permission.CHILD_WRITE, logs=True)
def contacts(child_id: uuid.UUID) -> ResponseReturnValue:
    """Address, health and carers for changing: filled in where they are open, else empty and kept as they are."""
    child = _to_write(child_id)
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)  # the carers' names are there in any case
    opened = open_sections(db.session, actor(), child, HERE, reason_given(child_id))
    return _contacts_page(child, _contacts_form(child, opened))


@blueprint.post("/children/<uuid:child_id>/contacts")
@requires(Permission.CHILD_WRITE)
def save_contacts(child_id: uuid.UUID) -> ResponseReturnValue:
    """Change what was typed; what the form did not show stays."""
    child, form = _to_write(child_id), ContactsForm()
    if form.validate():
        try:
            change_contacts(
                db.session, actor(), child_id, address=form.address.data, health=form.health.data,
                carers=carers_given(form), shown=_shown(form),
            )  # fmt: skip
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("children.show", child_id=child_id))
    return _contacts_page(child, form)


@blueprint.get("/children/<uuid:child_id>/ask-to-open")
@requires(Permission.CHILD_SENSITIVE)
def asking_to_open(child_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the safeguarding lead to open sections of this file."""
    return _asking_page(_load(child_id), AskForm(formdata=None))


@blueprint.post("/children/<uuid:child_id>/ask-to-open")
@requires(Permission.CHILD_SENSITIVE)
def ask_to_open(child_id: uuid.UUID) -> ResponseReturnValue:
    """Send the request."""
    child, form = _load(child_id), AskForm()
    if not form.validate():
        return _asking_page(child, form)
    sections = frozenset(Section(one) for one in form.sections.data or () if one in set(Section))
    wanted = asking.Request(sections, OpenReason(form.reason.data), form.words.data or "", int(form.hours.data))
    try:
        asking.ask(db.session, actor(), child_id, wanted, grant_id=form.made_id)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _asking_page(_load(child_id), form)
    flash(_("Asked. The safeguarding lead answers; you see it on this page."), "success")
    return redirect(url_for("children.sensitive", child_id=child_id))


def carers_given(form: Any) -> list[CarerInput]:
    """The carers of a form."""
    return [
        CarerInput(
            one["name"] or None, one["relation"] or "", one["phone"] or None, one["whereabouts"] or None,
            bool(one["legal_guardian"]), bool(one["entrusted"]), as_id(one["id"]), bool(one["dropped"]),
        )
        for one in form.carers.data
    ]  # fmt: skip


def reason_given(child_id: uuid.UUID) -> OpenReason | None:
    """The reason given in this browser within the last quarter of an hour."""
    reason, until = session.get("opened", {}).get(str(child_id), ("", 0))
    valid = until > clock.now().timestamp() and reason in set(DUTY_REASONS)
    return OpenReason(reason) if valid else None


def _open_until(child_id: uuid.UUID) -> datetime | None:
    """Until when the reason given in this browser keeps the sections of a duty grant open."""
    if reason_given(child_id) is None:
        return None
    return datetime.fromtimestamp(session["opened"][str(child_id)][1], UTC)


def _load(child_id: uuid.UUID) -> Child:
    return authorize(actor(), Permission.CHILD_SENSITIVE, child_for(db.session, actor(), child_id))


def _to_write(child_id: uuid.UUID) -> Child:
    return authorize(actor(), Permission.CHILD_WRITE, child_for(db.session, actor(), child_id))


def _page(child: Child, form: OpenForm) -> str:
    keys = keys_of(db.session, actor(), child)
    opened = open_sections(db.session, actor(), child, HERE, reason_given(child.id))
    askable = asking.sections_to_ask(actor(), child) - set(keys)
    return render_template(
        "children/sensitive.html",
        child=child,
        form=form,
        opened=opened,
        needs_reason=[one for one in HERE if one in keys and one not in opened.keys],
        shut=[one for one in HERE if one not in keys],
        askable=[one for one in HERE if one in askable],
        written=written_about(child),
        open_until=_open_until(child.id) if any(key.basis == "duty" for key in opened.keys.values()) else None,
        asked=latest_request(db.session, actor(), child),
        may_write=may(actor(), Permission.CHILD_WRITE, child),
    )


def _asking_page(child: Child, form: AskForm) -> str:
    askable = asking.sections_to_ask(actor(), child) - set(keys_of(db.session, actor(), child))
    form.sections.choices = words(one for one in Section if one in askable)
    return render_template("children/ask_to_open.html", child=child, form=form)


def _contacts_page(child: Child, form: ContactsForm) -> str:
    return render_template("children/contacts.html", child=child, form=form, shown=_shown(form))


def _shown(form: ContactsForm) -> frozenset[Section]:
    return frozenset(Section(one) for one in (form.shown.data or "").split(",") if one in set(Section))


def _contacts_form(child: Child, opened: Opened) -> ContactsForm:
    shut = [{name: getattr(one, name) for name in ("name", "relation", "legal_guardian", "entrusted")} | {"id": one.id}
            for one in child.carers]  # fmt: skip
    carers = [asdict(one) for one in opened.carers] if Section.PHONES in opened.keys else shut
    empty: list[dict[str, Any]] = [{} for _more in range(max(1, 3 - len(carers)))]
    data = {"address": opened.address, "health": opened.health, "carers": (carers + empty)[:8]}
    return ContactsForm(formdata=None, data=data | {"shown": ",".join(sorted(opened.keys))})
