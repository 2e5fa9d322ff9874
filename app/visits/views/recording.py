"""Recording a visit, a visit's own page, and saying that one counts for nothing."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.browser import is_locked
from app.catalogue.queries import safety_topics
from app.children.models import Child
from app.children.views.base import log_list
from app.drafts.pages import open_draft, sent_place
from app.drafts.registry import DraftForm, add_draft_form
from app.drafts.rules import sending
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.ids import as_id
from app.foundation.outbox import refused, taken
from app.foundation.pages import actor
from app.visits import queries
from app.visits.codes import VisitVoid
from app.visits.forms import VisitForm, VoidForm
from app.visits.rules.recording import record_visit, void_visit
from app.visits.views.base import blueprint, judged_child

add_draft_form(
    DraftForm(
        "visit", Permission.VISIT_RECORD, "visits.new", "child",
        lambda session, who, child_id: authorize(who, Permission.VISIT_RECORD, session.get(Child, child_id)),
    )
)  # fmt: skip


@blueprint.route("/visits/new", methods=["GET", "POST"])
@requires(Permission.VISIT_RECORD, logs=True, blind=True)
def new() -> ResponseReturnValue:
    """Record a visit: of the child that the address names, or of one chosen from the list."""
    who, locked = actor(), is_locked()
    draft = open_draft(db.session, who, "visit", as_id(request.args.get("child")))
    form = VisitForm(formdata=draft.formdata or request.form or None, data=_empty())
    form.offer([], safety_topics(db.session), by_code=True)
    if form.validate_on_submit():
        try:
            with sending(db.session, who, sent_place("visit")):
                row = record_visit(db.session, who, form.given())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Recorded."), "success")
            return taken(url_for(".show", visit_id=row.id))
    if (answer := refused(form)) is not None:
        return answer
    named = as_id(request.args.get("child")) or (as_id(form.child_id.data) if form.is_submitted() else None)
    child = None if named is None else judged_child(named, Permission.VISIT_RECORD)
    children = [child] if child is not None else queries.children_to_visit(db.session, who)
    form.offer(children, safety_topics(db.session), by_code=locked)
    if child is not None:
        form.child_id.data = str(child.id)
    _log(child, children, locked=locked)
    return render_template("visits/new.html", form=form, child=child, children=children, locked=locked, draft=draft)


@blueprint.get("/visits/<uuid:visit_id>")
@requires(Permission.VISIT_READ, logs=True)
def show(visit_id: uuid.UUID) -> ResponseReturnValue:
    """One visit: a page of the child's file."""
    row = queries.visit(db.session, actor(), visit_id)
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, row.child)
    return render_template(
        "visits/show.html",
        row=row,
        may_void=row.voided_at is None and may(actor(), Permission.VISIT_VOID, row),
        due=queries.due_of(db.session, actor(), row.child),
    )


@blueprint.route("/visits/<uuid:visit_id>/void", methods=["GET", "POST"])
@requires(Permission.VISIT_VOID)
def void(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Say that a visit counts for nothing, and why."""
    row = queries.voidable(db.session, actor(), visit_id)
    form = VoidForm()
    if form.validate_on_submit():
        void_visit(db.session, actor(), visit_id, VisitVoid(form.reason.data))
        flash(_("The visit counts for nothing any more. It stays on the list, with the reason."), "success")
        return redirect(url_for(".of_child", child_id=row.child_id))
    return render_template("visits/void.html", form=form, row=row)


def _empty() -> dict[str, Any]:
    return {"visit_id": str(uuid.uuid4()), "day": clock.today()}


def _log(child: Child | None, children: list[Child], *, locked: bool) -> None:
    """What the page names is on the log; on a locked phone it names nobody."""
    if locked:
        return
    if child is not None:
        audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)
    elif children:
        log_list(db.session, actor(), "visit-new", children)
