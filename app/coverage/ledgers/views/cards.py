"""The village card of a child 卡片: one page, on a phone and on paper."""

from __future__ import annotations

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.children.access import is_near
from app.children.disclosure.codes import DUTY_SECTIONS
from app.children.disclosure.opening import Opened, open_sections
from app.children.models import Child
from app.children.queries import child_for
from app.children.views.sensitive import reason_given
from app.coverage.ledgers.cards import card_of
from app.coverage.ledgers.views.base import blueprint
from app.foundation import audit
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.pairing.stages import place_name


@blueprint.get("/children/<uuid:child_id>/card")
@requires(Permission.CHILD_READ, logs=True)
def card(child_id: uuid.UUID) -> ResponseReturnValue:
    """The card. To open it is to read the child's file; with ``contacts`` also address and phones, by their grant."""
    child = authorize(actor(), Permission.CHILD_READ, child_for(db.session, actor(), child_id))
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)
    found = card_of(db.session, child)
    if found is None:
        raise Missing
    wanted = bool(request.args.get("contacts"))
    return render_template(
        "coverage/ledgers/card.html",
        child=child,
        card=found,
        near=is_near(actor(), child),
        contacts=wanted,
        opened=_contacts(child) if wanted else Opened(),
        may_export=may(actor(), Permission.LEDGER_EXPORT, child),
        place_name=place_name,
    )


def _contacts(child: Child) -> Opened:
    return open_sections(db.session, actor(), child, DUTY_SECTIONS, reason_given(child.id))
