"""The board of those who handle concerns: what is open, one concern, and the first steps."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.messages import label
from app.foundation.pages import actor
from app.safeguarding import queries
from app.safeguarding.forms import CloseForm, ConnectForm, LiftForm, ReportedForm, TriageForm, WordsForm
from app.safeguarding.models import Concern, ConcernEntry, EntryKind, Outcome, ReportedTo, Situation
from app.safeguarding.rules import handling, suspending
from app.safeguarding.team import team_of
from app.safeguarding.views.base import blueprint, on_page, own_district

_CODES = (Situation, ReportedTo, Outcome)


@blueprint.get("/concerns")
@requires(Permission.CONCERN_READ, logs=True)
def index() -> ResponseReturnValue:
    """What is open, or what was closed."""
    closed, who = request.args.get("state") == "closed", actor()
    rows = queries.concerns_of(db.session, who, closed=closed)
    district = own_district(who)
    team = team_of(db.session, district.id)
    if rows:
        audit.record_and_commit(db.session, who, audit.Action.CONCERN_LISTED, district, count=len(rows))
    return render_template(
        "safeguarding/index.html", rows=rows, closed=closed, team=team, own=who.id,
        lifts=queries.waiting_lifts(db.session, who),
    )  # fmt: skip


@blueprint.get("/concerns/<uuid:concern_id>")
@requires(Permission.CONCERN_READ, logs=True)
def show(concern_id: uuid.UUID) -> ResponseReturnValue:
    """One concern, its record, and what can be done now."""
    return concern_page(concern_id)


def concern_page(concern_id: uuid.UUID, **forms: Any) -> ResponseReturnValue:
    """The page of a concern; ``forms`` are those that came back with errors."""
    who = actor()
    concern = authorize(who, Permission.CONCERN_READ, queries.concern_of(db.session, who, concern_id))
    made = {
        "note_form": WordsForm(formdata=None),
        "triage_form": TriageForm(formdata=None, data={"situations": sorted(concern.situations or ())}),
        "connect_form": ConnectForm(formdata=None),
        "reported_form": ReportedForm(formdata=None, prefix="report-"),
        "close_form": CloseForm(formdata=None, prefix="close-"),
        "lift_form": LiftForm(formdata=None, prefix="lift-"),
        **forms,
    }
    team = team_of(db.session, concern.district_id)
    made["connect_form"].offer([one for one in team.members if one.id not in concern.hidden_from])
    openings = queries.openings_of(db.session, concern)
    people = {one.actor_id: db.session.get(Account, one.actor_id) for one in openings if one.actor_id}
    audit.record_and_commit(db.session, who, audit.Action.CONCERN_READ, concern)
    return render_template(
        "safeguarding/show.html", concern=concern, own=who.id,
        suspensions=[(one, suspending.may_be_lifted(one)) for one in queries.suspensions_of(db.session, concern)],
        pairings=queries.pairings_of_concern(db.session, concern), record=[_line(one) for one in concern.entries],
        openings=[(one.at, people[one.actor_id]) for one in openings if one.actor_id], **made,
    )  # fmt: skip


@blueprint.post("/concerns/<uuid:concern_id>/acknowledge")
@requires(Permission.CONCERN_HANDLE)
def acknowledge(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Take it on."""
    words = _("You have taken this on. Nobody else is asked any more.")
    return on_page(lambda: handling.acknowledge(db.session, actor(), concern_id), words, concern_id)


@blueprint.post("/concerns/<uuid:concern_id>/suspend")
@requires(Permission.CONCERN_HANDLE)
def suspend(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Suspend the volunteer it is about, with every pairing."""
    words = _("Suspended: every pairing of this volunteer is stopped, and the schools see it at once.")
    return on_page(lambda: suspending.suspend(db.session, actor(), concern_id), words, concern_id)


@blueprint.post("/concerns/<uuid:concern_id>/triage")
@requires(Permission.CONCERN_HANDLE)
def triage(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Say which of the nine situations apply."""
    form = TriageForm()
    if not form.validate():
        return concern_page(concern_id, triage_form=form)
    chosen = form.chosen()
    words = _("Kept. The law obliges to report this to the police at once.") if chosen else _("Kept.")
    return on_page(lambda: handling.triage(db.session, actor(), concern_id, chosen), words, concern_id)


def _line(entry: ConcernEntry) -> dict[str, Any]:
    """A line of the record for the timeline."""
    title = label(entry.kind)
    if entry.target is not None:
        title = f"{title}{_(': ')}{entry.target.name}"
    codes = [_code_words(one) for one in entry.codes if entry.kind is not EntryKind.CONNECTED]
    text = " ".join(filter(None, (str(_(", ")).join(codes), entry.words)))
    by = f" · {entry.by.name}" if entry.by is not None else ""
    return {"time": entry.at, "title": title, "by": by, "text": text}


def _code_words(code: str) -> str:
    kind = next((one for one in _CODES if code in set(one)), None)
    return label(kind(code)) if kind is not None else code


def awaits(concern: Concern) -> bool:
    """Whether the law obliges to a report that is not recorded yet."""
    return bool(concern.situations) and not any(one.to is ReportedTo.POLICE for one in concern.reports)


blueprint.add_app_template_global(awaits, "awaits_report")
