"""Requests to see, copy, correct and delete: the list, a new one, one of them, its copy and its answer."""

from __future__ import annotations

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.rules.throttling import count_file
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, holds, may, requires
from app.foundation.database import db
from app.foundation.downloads import download
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.spreadsheets import to_xlsx
from app.foundation.wechat import elsewhere, in_wechat
from app.privacy.copies import Section, as_rows, copy_of
from app.privacy.forms import DecideForm, RequestForm
from app.privacy.models import Channel, Requester, RequestKind, RequestState, RightsRequest
from app.privacy.queries import request_for, requests_of
from app.privacy.rules.requests import COPIES, Asked, copy_made, decide, record_request
from app.privacy.views.base import blueprint


@blueprint.get("/data-requests")
@requires(Permission.RIGHTS_READ)
def requests() -> ResponseReturnValue:
    """Open ones by due date, and what was answered lately; codes only."""
    return render_template(
        "privacy/requests.html",
        waiting=requests_of(db.session, actor(), is_open=True),
        answered=requests_of(db.session, actor(), is_open=False),
        may_record=holds(actor(), Permission.RIGHTS_RECORD),
    )


@blueprint.get("/data-requests/new")
@requires(Permission.RIGHTS_RECORD)
def new_request() -> ResponseReturnValue:
    """The empty form."""
    form = RequestForm(None, data={"record_id": uuid.uuid4(), "received_on": clock.today(), "kind": "view"})
    form.offer()
    return render_template("privacy/request_new.html", form=form)


@blueprint.post("/data-requests/new")
@requires(Permission.RIGHTS_RECORD)
def save_request() -> ResponseReturnValue:
    """Record one."""
    form = RequestForm()
    form.offer()
    if form.validate_on_submit():
        asked = Asked(
            form.code.data, RequestKind(form.kind.data), Requester(form.requester.data), Channel(form.channel.data),
            form.received_on.data, form.requester_name.data or "", form.wish.data or "",
        )  # fmt: skip
        try:
            made = record_request(db.session, actor(), asked, request_id=uuid.UUID(form.record_id.data))
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("Recorded. It must be answered by %(day)s.", day=made.due_on), "success")
            return redirect(url_for(".request_page", request_id=made.id))
    return render_template("privacy/request_new.html", form=form), 422


@blueprint.get("/data-requests/<uuid:request_id>")
@requires(Permission.RIGHTS_READ, logs=True)
def request_page(request_id: uuid.UUID) -> ResponseReturnValue:
    """One request, and what can be done about it."""
    found = authorize(actor(), Permission.RIGHTS_READ, request_for(db.session, actor(), request_id))
    audit.record_and_commit(db.session, actor(), audit.Action.RIGHTS_READ, found)
    form = DecideForm(None)
    form.offer()
    return _page(found, form)


@blueprint.post("/data-requests/<uuid:request_id>/answer")
@requires(Permission.RIGHTS_DECIDE)
def answer_request(request_id: uuid.UUID) -> ResponseReturnValue:
    """Close it: carried out, refused in writing, or taken back."""
    found = authorize(actor(), Permission.RIGHTS_DECIDE, request_for(db.session, actor(), request_id))
    form = DecideForm()
    form.offer()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        decide(db.session, actor(), request_id, RequestState(form.outcome.data), form.answer.data or "")
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(_again(request_id), form), 422
    flash(_("The answer is recorded."), "success")
    return redirect(url_for(".requests"))


@blueprint.post("/data-requests/<uuid:request_id>/copy")
@requires(Permission.RIGHTS_DECIDE)
def copy_for_request(request_id: uuid.UUID) -> ResponseReturnValue:
    """What is kept, on a page to be printed or as a file; on the log before it is made."""
    found = authorize(actor(), Permission.RIGHTS_DECIDE, request_for(db.session, actor(), request_id))
    as_file = request.form.get("form") == "file"
    if as_file and in_wechat():
        return elsewhere()
    if as_file:
        count_file(db.session, actor())
    try:
        copy_made(db.session, actor(), request_id, "file" if as_file else "page")
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
        return redirect(url_for(".request_page", request_id=request_id))
    carer_id = request.form.get("carer", type=uuid.UUID)
    own = found.child is not None and carer_id in {carer.id for carer in found.child.carers}
    sections = copy_of(
        db.session, found.subject, found.person.id, carer_id=carer_id if own else None, account_id=found.account_id
    )
    if as_file:
        return xlsx(sections)
    back = url_for(".request_page", request_id=request_id)
    return render_template("privacy/copy.html", sections=sections, code=found.code, back=back)


def xlsx(sections: list[Section]) -> Response:
    """The copy as a file."""
    return download(to_xlsx(*as_rows(sections)), "copy.xlsx")


def _again(request_id: uuid.UUID) -> RightsRequest:
    return authorize(actor(), Permission.RIGHTS_READ, request_for(db.session, actor(), request_id))


def _page(found: RightsRequest, form: DecideForm) -> str:
    is_open = found.state is RequestState.OPEN
    return render_template(
        "privacy/request.html",
        asked=found,
        form=form,
        is_open=is_open,
        may_decide=is_open and may(actor(), Permission.RIGHTS_DECIDE, found),
        copies=found.kind in COPIES,
        carers=found.child.carers if found.child is not None else [],
        deletes=found.kind is RequestKind.DELETE,
        corrects=found.kind is RequestKind.CORRECT,
        may_open=found.child is not None and may(actor(), Permission.CHILD_READ, found.child),
        may_open_volunteer=found.volunteer is not None and may(actor(), Permission.VOLUNTEER_READ, found.volunteer),
    )
