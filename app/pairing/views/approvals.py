"""The school's queue: volunteer and child side by side, the reasons, and the decision."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.models import Account
from app.children.wording import grade_name
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.messages import explain, message
from app.foundation.pages import actor
from app.pairing import gates
from app.pairing.access import is_passed_on
from app.pairing.asking import others_of_childs_sex
from app.pairing.forms import ApproveForm, RejectForm
from app.pairing.models import Pairing, PairingState, PairSexes, RejectReason, SexReason
from app.pairing.queries import approval_queue, load_pairing
from app.pairing.rules.approving import approve, has_proposed, reject
from app.pairing.rules.several import alone
from app.pairing.sexes import sexes_of
from app.pairing.views.wording import log_names
from app.volunteers.gates import latest_checks, supervisor_of
from app.volunteers.wording import skills_line

blueprint = Blueprint("approvals", __name__, url_prefix="/approvals")


@blueprint.get("")
@requires(Permission.APPROVAL_READ, logs=True)
def index() -> ResponseReturnValue:
    """What waits for this school, the longest waiting first."""
    queue = approval_queue(db.session, actor())
    passed_on = {pairing.id for pairing in queue if is_passed_on(pairing)}
    log_names(actor(), "approvals", [pairing.child for pairing in queue])
    return render_template(
        "pairing/approvals.html", queue=queue, passed_on=passed_on,
        alone={one.id: why for one in queue if (why := alone(db.session, actor(), one)) is not None},
    )  # fmt: skip


@blueprint.get("/<uuid:pairing_id>")
@requires(Permission.APPROVAL_READ, logs=True)
def show(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Both sides, and the form of the decision."""
    pairing = _load(pairing_id)
    if pairing.state is not PairingState.ACCEPTED:
        return redirect(url_for("pairings.show", pairing_id=pairing_id))
    return _page(pairing, ApproveForm(), RejectForm())


@blueprint.post("/<uuid:pairing_id>/approve")
@requires(Permission.APPROVAL_DECIDE)
def approve_it(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Approve, with the first meeting."""
    pairing, form = _load(pairing_id), ApproveForm()
    form.offer(db.session, pairing)
    if not form.validate_on_submit():
        return _page(pairing, form, RejectForm(formdata=None)), 422
    try:
        approve(
            db.session,
            actor(),
            pairing_id,
            form.plan(),
            different_sex=form.different_sex.data,
            sex_reason=SexReason(form.sex_reason.data) if form.sex_reason.data in set(SexReason) else None,
            note=form.note.data or "",
        )
    except (Conflict, Missing) as lost:
        return _somebody_was_first(pairing_id, lost)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(_load(pairing_id), form, RejectForm(formdata=None)), 422
    flash(_("Approved. The volunteer now sees when and where the two meet."), "success")
    return redirect(url_for("pairings.show", pairing_id=pairing_id))


@blueprint.post("/<uuid:pairing_id>/reject")
@requires(Permission.APPROVAL_DECIDE)
def reject_it(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Reject, with a reason that the next matching obeys."""
    pairing, form = _load(pairing_id), RejectForm()
    if not form.validate_on_submit():
        return _page(pairing, ApproveForm(formdata=None), form), 422
    try:
        reject(db.session, actor(), pairing_id, RejectReason(form.reason.data), form.remark.data or "")
    except (Conflict, Missing) as lost:
        return _somebody_was_first(pairing_id, lost)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(_load(pairing_id), ApproveForm(formdata=None), form), 422
    flash(_("Not approved. The next matching obeys the reason you gave."), "success")
    return redirect(url_for(".index"))


def _somebody_was_first(pairing_id: uuid.UUID, lost: Conflict | Missing) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(lost, Missing):
        # It was this school's when the page was opened, and is not any more: a central school that stood in.
        flash(message("pairing.decided_elsewhere"), "error")
        return redirect(url_for(".index"))
    flash(explain(lost), "error")
    return redirect(url_for("pairings.show", pairing_id=pairing_id))


def _load(pairing_id: uuid.UUID) -> Pairing:
    return authorize(actor(), Permission.APPROVAL_READ, load_pairing(db.session, pairing_id))


def _page(pairing: Pairing, approving: ApproveForm, rejecting: RejectForm) -> str:
    approving.offer(db.session, pairing)
    today = clock.today()
    shut = gates.missing_of(db.session, pairing, today)
    sexes = sexes_of(pairing.child, pairing.volunteer)
    proposer = db.session.get(Account, pairing.proposed_by_id) if pairing.proposed_by_id is not None else None
    page = render_template(
        "pairing/approval.html",
        pairing=pairing,
        form=approving,
        rejecting=rejecting,
        shut=shut,
        checks=latest_checks(pairing.volunteer),
        supervisor=supervisor_of(pairing.volunteer),
        skills=skills_line(pairing.volunteer.skills),
        grade=grade_name(pairing.child.grade),
        sexes=sexes,
        others=others_of_childs_sex(db.session, pairing) if sexes is not PairSexes.SAME else None,
        mine=has_proposed(actor(), pairing),
        proposer=proposer,
        passed_on=is_passed_on(pairing),
        age=clock.age_on(pairing.child.birth_date, today),
    )
    audit.record_and_commit(db.session, actor(), audit.Action.PAIRING_READ, pairing)
    return page
