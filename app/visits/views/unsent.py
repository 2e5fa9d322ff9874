"""Recording a visit where there is no signal: the empty form, and what a phone asks before it sends."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.catalogue.queries import safety_topics
from app.foundation.access import Permission, kept, requires
from app.foundation.database import db
from app.foundation.outbox import Outbox, add_outbox, asked_ids, in_language, state_answer
from app.foundation.pages import actor
from app.visits import queries
from app.visits.forms import VisitForm
from app.visits.views.base import blueprint

add_outbox(
    Outbox(
        "visit",
        _l("Visit"),
        Permission.VISIT_RECORD,
        empty="visits.empty",
        state="visits.state",
        send="visits.new",
        number="visit_id",
    )
)


@blueprint.get("/visits/without-signal/<any(zh, en):language>")
@kept
def empty(language: str) -> ResponseReturnValue:
    """The form with nobody in it; the phone fills in the codes it keeps."""
    with in_language(language):
        form = VisitForm(formdata=None, meta={"csrf": False})
        form.offer([], safety_topics(db.session), by_code=True)
        return render_template("visits/empty.html", form=form)


@blueprint.get("/visits/unsent")
@requires(Permission.VISIT_RECORD, blind=True)
def state() -> ResponseReturnValue:
    """Which of the visits asked about are recorded, and the codes of one's children, the next due first."""
    who = actor()
    recorded = queries.known_ids(db.session, who, asked_ids(request.args.getlist("id")))
    codes = [(str(child.id), child.code) for child in queries.children_to_visit(db.session, who)]
    return state_answer(who, recorded, {"child_id": codes})
