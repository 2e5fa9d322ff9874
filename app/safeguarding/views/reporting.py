"""Raising a concern, signed in or not, and adding words to it by its code."""

from __future__ import annotations

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.drafts.pages import DraftPage, open_draft, sent_place
from app.drafts.registry import DraftForm, add_draft_form
from app.drafts.rules import sending
from app.foundation.access import Actor, Role, public
from app.foundation.database import db
from app.foundation.errors import Refused
from app.places.models import Area
from app.places.queries import default_district, districts
from app.safeguarding.forms import MoreForm, ReportForm, as_id
from app.safeguarding.queries import district_of
from app.safeguarding.rules.raising import add_words, raise_concern
from app.safeguarding.rules.routing import time_to_answer
from app.safeguarding.team import team_of
from app.safeguarding.views.base import blueprint

DRAFT = "concern"
add_draft_form(DraftForm(DRAFT, None, "concerns.report"))


@blueprint.get("/report")
@public
def report() -> ResponseReturnValue:
    """The empty form: 110 first, then hotlines, then words."""
    who = _reporter()
    draft = open_draft(db.session, who, DRAFT) if who is not None else None
    kept = draft.formdata if draft is not None else None
    return _form(ReportForm(formdata=kept, concern_id=str(uuid.uuid4())), who, draft)


@blueprint.post("/report")
@public
def send() -> ResponseReturnValue:
    """Keep it. The answer holds a code and nothing of what was said."""
    who, form = _reporter(), ReportForm()
    district = _district(who)
    _offer(form, who, district)
    if not form.validate():
        return _form(form, who)
    chosen = district.id if district is not None else as_id(form.district_id.data)
    try:
        with sending(db.session, who, sent_place(DRAFT)):
            concern = raise_concern(db.session, form.report(chosen or uuid.UUID(int=0)), who)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _form(form, who), 429 if error.code == "concerns.too_many" else 200
    within = time_to_answer(db.session, concern.district_id, urgent=concern.urgent)
    minutes = int(within.total_seconds()) // 60
    return render_template("safeguarding/receipt.html", code=concern.code, minutes=minutes, layout=_layout(who))


@blueprint.get("/report/more")
@public
def more() -> ResponseReturnValue:
    """The form to add words."""
    return render_template("safeguarding/more.html", form=MoreForm(formdata=None), layout=_layout(_reporter()))


@blueprint.post("/report/more")
@public
def send_more() -> ResponseReturnValue:
    """Add words by the code of the receipt; nothing of the concern is told."""
    form, layout = MoreForm(), _layout(_reporter())
    if form.validate():
        try:
            add_words(db.session, form.code.data or "", form.words.data or "")
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return render_template("safeguarding/more_kept.html", layout=layout)
    return render_template("safeguarding/more.html", form=form, layout=layout)


def _reporter() -> Actor | None:
    return current_user.actor() if current_user.is_authenticated else None


def _layout(who: Actor | None) -> str:
    return "layouts/base.html" if who is not None else "layouts/plain.html"


def _district(who: Actor | None) -> Area | None:
    """The one district it can only be; None: the form asks."""
    own = district_of(db.session, who) if who is not None else None
    return db.session.get(Area, own) if own is not None else default_district(db.session)


def _offer(form: ReportForm, who: Actor | None, district: Area | None) -> None:
    """Names of those who handle concerns are for staff, who know them; a visitor types a name."""
    staff = who is not None and any(grant.role is not Role.VOLUNTEER for grant in who.grants)
    team = team_of(db.session, district.id).members if staff and district is not None else ()
    form.offer([] if district is not None else districts(db.session), team)


def _form(form: ReportForm, who: Actor | None, draft: DraftPage | None = None) -> str:
    district = _district(who)
    if who is not None and draft is None:
        draft = open_draft(db.session, who, DRAFT)
    _offer(form, who, district)
    return render_template(
        "safeguarding/report.html",
        form=form,
        layout=_layout(who),
        signed_in=who is not None,
        draft=draft,
        asks_district=district is None,
        asks_handler=len(form.handler_id.choices) > 1,
    )
