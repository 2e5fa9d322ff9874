"""Several pairings approved together: both sides of each on one page, one plan for their first meetings."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.children.wording import grade_name
from app.foundation import audit, clock
from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.pages import actor
from app.pairing.forms import SeveralForm, as_uuid
from app.pairing.models import Pairing, PairingState
from app.pairing.queries import order_of_queue
from app.pairing.rules.several import alone, approve_each, chosen
from app.volunteers.gates import latest_checks
from app.volunteers.wording import skills_line

blueprint = Blueprint("several", __name__, url_prefix="/approvals/several")


@blueprint.get("")
@requires(Permission.APPROVAL_DECIDE, logs=True)
def show() -> ResponseReturnValue:
    """Those that were ticked, as far as they can be approved together, and the form for all of them."""
    pairings = [one for one in _chosen(request.values.getlist("ids")) if one.state is PairingState.ACCEPTED]
    if not pairings:
        return redirect(url_for("approvals.index"))
    return _page(pairings, SeveralForm())


@blueprint.post("")
@requires(Permission.APPROVAL_DECIDE)
def approve_them() -> ResponseReturnValue:
    """Approve each by its own gates; what was refused is listed with why, beside what was not."""
    pairings, form = _chosen(request.values.getlist("ids")), SeveralForm()
    form.offer_all(db.session, pairings)
    if not form.validate_on_submit():
        return _page(pairings, form), 422
    outcomes = approve_each(db.session, actor(), list(zip(pairings, form.plans(len(pairings)), strict=True)))
    refused = [one for one in outcomes if one.refused is not None]
    done = len(outcomes) - len(refused)
    if not refused:
        flash(ngettext("%(num)s pairing approved.", "%(num)s pairings approved.", done), "success")
        return redirect(url_for("approvals.index"))
    return render_template("pairing/several_done.html", done=done, refused=refused), 200 if done else 409


def _chosen(texts: list[str]) -> list[Pairing]:
    ids: list[uuid.UUID] = [one for one in map(as_uuid, texts) if one is not None]
    return order_of_queue(chosen(db.session, actor(), ids))


def _page(pairings: list[Pairing], form: SeveralForm) -> str:
    who = actor()
    form.offer_all(db.session, pairings)
    held = {one.id: why for one in pairings if (why := alone(db.session, who, one)) is not None}
    page = render_template(
        "pairing/several.html", form=form, held=[(one, held[one.id]) for one in pairings if one.id in held],
        pairings=[one for one in pairings if one.id not in held], grade_name=grade_name, skills_line=skills_line,
        age=lambda child: clock.age_on(child.birth_date, clock.today()),
        checks={one.id: latest_checks(one.volunteer) for one in pairings},
    )  # fmt: skip
    for pairing in pairings:
        audit.record(db.session, who, audit.Action.PAIRING_READ, pairing)
    db.session.commit()
    return page
