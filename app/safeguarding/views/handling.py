"""What handlers write down: notes, reports, whom it is about, the outcome, and lifting a suspension."""

from __future__ import annotations

import uuid

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.safeguarding.forms import CloseForm, ConnectForm, LiftForm, ReportedForm, WordsForm, as_id
from app.safeguarding.models import Concern, Outcome, Suspension
from app.safeguarding.rules import connecting, handling, suspending
from app.safeguarding.views.base import blueprint, on_page
from app.safeguarding.views.board import concern_page


@blueprint.post("/concerns/<uuid:concern_id>/note")
@requires(Permission.CONCERN_HANDLE)
def note(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Add to the record."""
    form = WordsForm()
    if not form.validate():
        return concern_page(concern_id, note_form=form)
    return on_page(
        lambda: handling.note(db.session, actor(), concern_id, form.words.data or ""), _("Written down."), concern_id
    )


@blueprint.post("/concerns/<uuid:concern_id>/reported")
@requires(Permission.CONCERN_HANDLE)
def reported(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Write down a report to an authority."""
    form = ReportedForm(prefix="report-")
    if not form.validate():
        return concern_page(concern_id, reported_form=form)
    made = form.made()
    return on_page(
        lambda: handling.record_report(db.session, actor(), concern_id, made), _("The report is on record."), concern_id
    )


@blueprint.post("/concerns/<uuid:concern_id>/connect")
@requires(Permission.CONCERN_HANDLE)
def connect(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Say whom it is about."""
    authorize(actor(), Permission.CONCERN_HANDLE, db.session.get(Concern, concern_id))
    form = ConnectForm()
    form.offer(())
    if not form.validate():
        return concern_page(concern_id, connect_form=form)
    child, volunteer = (form.child.data or "").strip(), (form.volunteer.data or "").strip()
    member = as_id(form.member.data)

    def act() -> None:
        if child:
            connecting.connect_child(db.session, actor(), concern_id, child)
        if volunteer:
            connecting.connect_volunteer(db.session, actor(), concern_id, volunteer)
        if member is not None:
            connecting.connect_member(db.session, actor(), concern_id, member)

    return on_page(act, _("Kept. Whoever it is about does not see it."), concern_id)


@blueprint.post("/concerns/<uuid:concern_id>/names/<uuid:party_id>/clear")
@requires(Permission.CONCERN_HANDLE)
def clear_name(concern_id: uuid.UUID, party_id: uuid.UUID) -> ResponseReturnValue:
    """Say that somebody named in the text is not whom it is about."""
    form = WordsForm()
    if not form.validate():
        return concern_page(concern_id, note_form=form)
    words = form.words.data or ""
    return on_page(
        lambda: connecting.clear_name(db.session, actor(), concern_id, party_id, words), _("Kept."), concern_id
    )


@blueprint.post("/concerns/<uuid:concern_id>/close")
@requires(Permission.CONCERN_HANDLE)
def close(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Close it with an outcome."""
    form = CloseForm(prefix="close-")
    if not form.validate():
        return concern_page(concern_id, close_form=form)
    outcome, words = Outcome(form.outcome.data), form.words.data or ""
    return on_page(
        lambda: handling.close(db.session, actor(), concern_id, outcome, words),
        _("Closed. It stays on record; nothing is deleted."),
        concern_id,
    )


@blueprint.post("/concerns/suspensions/<uuid:suspension_id>/ask")
@requires(Permission.CONCERN_HANDLE)
def ask_to_lift(suspension_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a suspension to be lifted."""
    concern_id, form = _concern_id(suspension_id), LiftForm(prefix="lift-")
    if not form.validate():
        return concern_page(concern_id, lift_form=form)
    words = form.words.data or ""
    return on_page(
        lambda: suspending.ask_to_lift(db.session, actor(), suspension_id, words),
        _("Asked. Another person has to agree before the volunteer may serve again."),
        concern_id,
    )


@blueprint.post("/concerns/suspensions/<uuid:suspension_id>/lift")
@requires(Permission.CONCERN_HANDLE)
def lift(suspension_id: uuid.UUID) -> ResponseReturnValue:
    """Agree, as the second person."""
    return on_page(
        lambda: suspending.lift(db.session, actor(), suspension_id),
        _("Lifted. A paused pairing goes on only when its school lets it."),
        _concern_id(suspension_id),
    )


@blueprint.post("/concerns/suspensions/<uuid:suspension_id>/refuse")
@requires(Permission.CONCERN_HANDLE)
def refuse_to_lift(suspension_id: uuid.UUID) -> ResponseReturnValue:
    """Say no, or take back what one asked for."""
    return on_page(
        lambda: suspending.refuse_to_lift(db.session, actor(), suspension_id),
        _("The suspension stays."),
        _concern_id(suspension_id),
    )


def _concern_id(suspension_id: uuid.UUID) -> uuid.UUID:
    """The concern of a suspension, judged."""
    found = db.session.get(Suspension, suspension_id)
    if found is None:
        raise Missing
    return authorize(actor(), Permission.CONCERN_HANDLE, found.concern).id
