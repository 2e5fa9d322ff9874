"""The timeline of a child: a page, a panel on its file, and the family's part on its receipt."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.children.models import Child
from app.children.queries import child_for
from app.coverage.ledgers.timeline.parts import HOME, part_of
from app.coverage.ledgers.timeline.reading import Place, timeline
from app.coverage.ledgers.views.base import blueprint
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.pages import actor
from app.foundation.panels import add_to_page

ON_FILE, ON_RECEIPT = 6, 10


@blueprint.get("/children/<uuid:child_id>/timeline", endpoint="timeline")
@requires(Permission.CHILD_READ, logs=True)
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """The reader's part of it. To open it is to read the child's file."""
    child = authorize(actor(), Permission.CHILD_READ, child_for(db.session, actor(), child_id))
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)
    before = Place.parse(request.args.get("before", "")[:120])
    lines, after = timeline(db.session, child, part_of(actor(), child), before)
    return render_template(
        "coverage/ledgers/timeline.html", child=child, lines=lines, after=after, first=before is None
    )


def _on_file(child: Child) -> dict[str, Any] | None:
    lines, after = timeline(db.session, child, part_of(actor(), child), limit=ON_FILE)
    return {"child": child, "lines": lines, "more": after is not None} if lines else None


def _on_receipt(child: Child) -> dict[str, Any] | None:
    """Only while the guardian's consent stands: a receipt stays, what is shown on it does not."""
    lines = timeline(db.session, child, HOME, limit=ON_RECEIPT)[0] if child.consented(clock.today()) else []
    return {"lines": lines} if lines else None


add_to_page("child", "timeline", order=90, template="coverage/ledgers/_panel_file.html", make=_on_file)
add_to_page("family.receipt", "timeline", order=30, template="coverage/ledgers/_panel_family.html", make=_on_receipt)
