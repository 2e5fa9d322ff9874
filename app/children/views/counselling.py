"""Counselling notes: one's own, all of them with a grant; added to and corrected, never overwritten."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.children.disclosure.asking import sections_to_ask
from app.children.disclosure.codes import Section
from app.children.disclosure.counselling import write_note
from app.children.disclosure.forms import NoteForm
from app.children.disclosure.opening import keys_of, open_sections
from app.children.models import Child
from app.children.queries import child_for
from app.children.views.base import blueprint
from app.drafts.pages import DraftPage, open_draft, sent_place
from app.drafts.registry import DraftForm, add_draft_form
from app.drafts.rules import sending
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.ids import as_id
from app.foundation.pages import actor

DRAFT = "counselling-note"
add_draft_form(
    DraftForm(
        DRAFT, Permission.COUNSELLING_WRITE, "children.counselling", "child_id",
        lambda session, who, child_id: authorize(who, Permission.COUNSELLING_WRITE, child_for(session, who, child_id)),
    )
)  # fmt: skip


@blueprint.get("/children/<uuid:child_id>/counselling")
@requires(Permission.COUNSELLING_READ, logs=True)
def counselling(child_id: uuid.UUID) -> ResponseReturnValue:
    """The notes the actor may read, and a form for one more."""
    child, corrects = _load(child_id), request.args.get("corrects")
    draft = _draft(child)
    kept = draft.formdata if draft is not None else None
    corrects = corrects or (kept.get("corrects") if kept is not None else None)
    return _page(child, NoteForm(formdata=kept), as_id(corrects), draft)


@blueprint.post("/children/<uuid:child_id>/counselling")
@requires(Permission.COUNSELLING_WRITE)
def note_counselling(child_id: uuid.UUID) -> ResponseReturnValue:
    """Write a note, or a correction of one's own."""
    child = authorize(actor(), Permission.COUNSELLING_WRITE, child_for(db.session, actor(), child_id))
    form, corrects = NoteForm(), as_id(request.form.get("corrects"))
    if form.validate():
        try:
            with sending(db.session, actor(), sent_place(DRAFT, child_id)):
                words, number = form.text.data or "", form.made_id
                write_note(db.session, actor(), child.id, words, note_id=number, corrects_id=corrects)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("The note is kept."), "success")
            return redirect(url_for("children.counselling", child_id=child_id))
    return _page(_load(child_id), form, corrects, _draft(child))


def _load(child_id: uuid.UUID) -> Child:
    return authorize(actor(), Permission.COUNSELLING_READ, child_for(db.session, actor(), child_id))


def _draft(child: Child) -> DraftPage | None:
    """The writer's draft; who only reads has none."""
    writes = may(actor(), Permission.COUNSELLING_WRITE, child)
    return open_draft(db.session, actor(), DRAFT, child.id) if writes else None


def _page(child: Child, form: NoteForm, corrects: uuid.UUID | None, draft: DraftPage | None) -> str:
    key = keys_of(db.session, actor(), child).get(Section.COUNSELLING)
    opened = open_sections(db.session, actor(), child, [Section.COUNSELLING])
    mended = {one.corrects_id for one in opened.notes}
    own = {one.id for one in opened.notes if one.author_id == actor().id and one.id not in mended}
    return render_template(
        "children/counselling.html",
        child=child,
        form=form,
        notes=opened.notes,
        key=key,
        mended=mended,
        own=own,
        corrects=corrects if corrects in own else None,
        may_ask=Section.COUNSELLING in sections_to_ask(actor(), child),
        may_write=draft is not None,
        draft=draft,
    )
