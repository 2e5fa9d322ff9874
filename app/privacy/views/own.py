"""A volunteer's own data: all of it on one page, as a file, and what can be asked for."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.rules.throttling import count_file
from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.foundation.retention import Subject
from app.foundation.wechat import gives_file
from app.privacy.copies import copy_of
from app.privacy.forms import OwnForm
from app.privacy.models import RequestKind
from app.privacy.queries import own_requests
from app.privacy.rules.requests import ANSWER_DAYS, ask_for_oneself
from app.privacy.views.base import blueprint
from app.privacy.views.requests import xlsx
from app.volunteers.models import Volunteer
from app.volunteers.queries import volunteer_of


@blueprint.get("/my-data")
@requires(Permission.RIGHTS_OWN)
def own() -> ResponseReturnValue:
    """What is kept about oneself."""
    form = OwnForm(None, data={"record_id": uuid.uuid4()})
    form.offer()
    return _page(form)


@blueprint.post("/my-data/copy")
@requires(Permission.RIGHTS_OWN)
@gives_file
def own_copy() -> ResponseReturnValue:
    """The same as a file."""
    volunteer = authorize(actor(), Permission.RIGHTS_OWN, volunteer_of(db.session, actor().id))
    count_file(db.session, actor())
    audit.record_and_commit(db.session, actor(), audit.Action.RIGHTS_COPY_MADE, volunteer, form="file")
    return xlsx(copy_of(db.session, Subject.VOLUNTEER, volunteer.id, account_id=actor().id))


@blueprint.post("/my-data/ask")
@requires(Permission.RIGHTS_OWN)
def own_ask() -> ResponseReturnValue:
    """Ask for a correction or for deletion."""
    volunteer = authorize(actor(), Permission.RIGHTS_OWN, volunteer_of(db.session, actor().id))
    form = OwnForm()
    form.offer()
    if form.validate_on_submit():
        kind, number = RequestKind(form.kind.data), uuid.UUID(form.record_id.data)
        try:
            made = ask_for_oneself(db.session, actor(), volunteer, kind, form.wish.data, request_id=number)
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("Sent. You have an answer by %(day)s.", day=made.due_on), "success")
            return redirect(url_for(".own"))
    return _page(form), 422


def _page(form: OwnForm) -> str:
    volunteer: Volunteer | None = volunteer_of(db.session, actor().id)
    sections = []
    if volunteer is not None:
        authorize(actor(), Permission.RIGHTS_OWN, volunteer)
        sections = copy_of(db.session, Subject.VOLUNTEER, volunteer.id, account_id=actor().id)
    asked = own_requests(db.session, volunteer.id) if volunteer is not None else []
    return render_template(
        "privacy/own.html", form=form, sections=sections, asked=asked, signed_up=volunteer is not None, days=ANSWER_DAYS
    )
