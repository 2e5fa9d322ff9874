"""The list of children, a child's file, and its sensitive section."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.queries import service_areas, subjects
from app.children.access import named_in_lists
from app.children.codes import OpenReason
from app.children.consent_text import current_version
from app.children.forms import ContactsForm, OpenForm
from app.children.gates import ChildGate, last_decision, missing, stands
from app.children.models import Child, ChildStatus
from app.children.queries import Filters, child_for, children_page, classes_of, count_children
from app.children.rules.files import change_contacts
from app.children.rules.values import CarerInput
from app.children.views.base import blueprint, log_list
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, holds, may, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor

OPEN_MINUTES = 15
MOST_OPEN = 20
GRADES = range(13)
FILTERS = ("grade", "class_name", "consent", "need", "status")


@blueprint.get("/children")
@requires(Permission.CHILD_LIST, logs=True)
def index() -> ResponseReturnValue:
    """The children one sees, page by page by code; by name for those who keep their card or ledger."""
    filters = _filters()
    after = request.args.get("after", "")[:12]
    children, following = children_page(db.session, actor(), filters, after)
    total = count_children(db.session, actor(), filters)
    log_list(db.session, actor(), "children", children)
    kept: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name))}
    return render_template(
        "children/index.html",
        children=children,
        gates={child.id: _shown_gates(child) for child in children},
        named_ids={child.id for child in children if named_in_lists(actor(), child)},
        filters=filters,
        total=total,
        grades=GRADES,
        classes=classes_of(db.session, actor()),
        needs=[*service_areas(db.session), *subjects(db.session)],
        first_url=url_for("children.index", **kept) if after else None,
        next_url=url_for("children.index", **kept, after=following) if following else None,
        may_create=holds(actor(), Permission.CHILD_CREATE),
        filtered=bool(kept),
    )


@blueprint.get("/children/<uuid:child_id>")
@requires(Permission.CHILD_READ, logs=True)
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """The file 档案."""
    child = authorize(actor(), Permission.CHILD_READ, child_for(db.session, actor(), child_id))
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)
    near, last = may(actor(), Permission.CHILD_SENSITIVE, child), last_decision(child.consents)
    return render_template(
        "children/show.html",
        child=child,
        gates=_shown_gates(child),
        near=near,
        consent=last,
        stands=stands(last),
        current_version=current_version(db.session),
        may_write=may(actor(), Permission.CHILD_WRITE, child),
        may_consent=may(actor(), Permission.CONSENT_RECORD, child),
        may_transfer=may(actor(), Permission.CHILD_TRANSFER, child),
        left=child.status is ChildStatus.LEFT,
        opened=near and _opened(child_id) is not None,
    )


@blueprint.get("/children/<uuid:child_id>/sensitive")
@requires(Permission.CHILD_SENSITIVE, logs=True)
def sensitive(child_id: uuid.UUID) -> ResponseReturnValue:
    """Address, health and phones, once a reason is given; every look is on the log."""
    child = authorize(actor(), Permission.CHILD_SENSITIVE, child_for(db.session, actor(), child_id))
    reason = _opened(child_id)
    if reason is None:
        return render_template("children/open.html", child=child, form=OpenForm(formdata=None))
    audit.record_and_commit(db.session, actor(), Action.CHILD_SENSITIVE_READ, child, reason=reason.value)
    return _sensitive_page(child, _contacts_form(child))


@blueprint.post("/children/<uuid:child_id>/sensitive")
@requires(Permission.CHILD_SENSITIVE)
def open_sensitive(child_id: uuid.UUID) -> ResponseReturnValue:
    """Say why; opens the section in this browser for a quarter of an hour."""
    child = authorize(actor(), Permission.CHILD_SENSITIVE, child_for(db.session, actor(), child_id))
    form = OpenForm()
    if not form.validate():
        return render_template("children/open.html", child=child, form=form)
    until = int(clock.now().timestamp()) + OPEN_MINUTES * 60
    kept = {key: value for key, value in session.get("opened", {}).items() if value[1] > clock.now().timestamp()}
    # A cookie holds four kilobytes: of many files opened within minutes the first ask for the reason again.
    latest = dict(list(kept.items())[-MOST_OPEN + 1 :])
    session["opened"] = {**latest, str(child_id): [form.reason.data, until]}
    return redirect(url_for("children.sensitive", child_id=child_id))


@blueprint.post("/children/<uuid:child_id>/contacts")
@requires(Permission.CHILD_WRITE)
def save_contacts(child_id: uuid.UUID) -> ResponseReturnValue:
    """Change the sensitive section."""
    child = authorize(actor(), Permission.CHILD_WRITE, child_for(db.session, actor(), child_id))
    form = ContactsForm()
    if form.validate():
        try:
            change_contacts(
                db.session, actor(), child_id,
                address=form.address.data, health=form.health.data, carers=carers_given(form),
            )  # fmt: skip
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("children.show", child_id=child_id))
    return _sensitive_page(child, form)


def carers_given(form: Any) -> list[CarerInput]:
    """The carers of a form."""
    return [
        CarerInput(
            one["name"] or None, one["relation"] or "", one["phone"] or None, one["whereabouts"] or None,
            bool(one["legal_guardian"]), bool(one["entrusted"]),
        )
        for one in form.carers.data
    ]  # fmt: skip


def _sensitive_page(child: Child, form: ContactsForm) -> ResponseReturnValue:
    may_write = may(actor(), Permission.CHILD_WRITE, child)
    return render_template("children/sensitive.html", child=child, form=form, may_write=may_write)


def _contacts_form(child: Child) -> ContactsForm:
    carers = [
        {
            "name": one.name, "relation": one.relation, "phone": one.phone, "whereabouts": one.whereabouts,
            "legal_guardian": one.legal_guardian, "entrusted": one.entrusted,
        }
        for one in child.carers
    ]  # fmt: skip
    empty: list[dict[str, Any]] = [{} for _more in range(max(1, 3 - len(carers)))]
    return ContactsForm(
        formdata=None, data={"address": child.address, "health": child.health, "carers": (carers + empty)[:8]}
    )


def _opened(child_id: uuid.UUID) -> OpenReason | None:
    reason, until = session.get("opened", {}).get(str(child_id), ("", 0))
    valid = until > clock.now().timestamp() and reason in set(OpenReason)
    return OpenReason(reason) if valid else None


def _shown_gates(child: Child) -> list[ChildGate]:
    """What is missing, as the school and village may know it: a check elsewhere is not theirs to see."""
    return [gate for gate in missing(child, clock.today()) if gate is not ChildGate.HELD]


def grade_asked(text: str) -> int | None:
    """The grade of a filter; None for anything that is none (``²`` is a digit and no number)."""
    return next((grade for grade in GRADES if str(grade) == text), None)


def _filters() -> Filters:
    status = request.args.get("status", "")
    return Filters(
        grade=grade_asked(request.args.get("grade", "")),
        class_name=request.args.get("class_name", "")[:20],
        consent=request.args.get("consent", "")[:10],
        need=request.args.get("need", "")[:40],
        status=ChildStatus.LEFT if status == ChildStatus.LEFT.value else ChildStatus.ACTIVE,
    )
