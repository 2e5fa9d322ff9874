"""What is due, and the visits and guardianship of one child."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.children.views.base import log_list
from app.foundation import audit
from app.foundation.access import Actor, Permission, Role, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.ids import as_id
from app.foundation.pages import actor
from app.visits import queries
from app.visits.access import KEEPERS
from app.visits.views.base import blueprint, judged_child


@blueprint.get("/visits/")
@requires(Permission.VISIT_READ, logs=True)
def index() -> ResponseReturnValue:
    """The children one visits or follows, the longest overdue first, and what else is missing."""
    who = actor()
    show = request.args.get("show", "")
    show = show if show in queries.SHOWN else ""
    village = as_id(request.args.get("village"))
    page = queries.due_page(db.session, who, show, village, request.args.get("cursor"))
    log_list(db.session, who, "visits", [row.child for row in page.rows])
    return render_template(
        "visits/index.html",
        rows=page.rows,
        counts=queries.counts(db.session, who),
        unseen=queries.overdue_unseen(db.session, who) if who.has(Role.TOWNSHIP_SUPERVISOR) else 0,
        villages=queries.villages(db.session, who),
        several_places=not _keeps_one_village(who),
        village=village,
        show=show,
        earlier_url=_address(show, village, page.previous) if page.previous else None,
        later_url=_address(show, village, page.next) if page.next else None,
    )


def _keeps_one_village(who: Actor) -> bool:
    """Whether each row would name the same place."""
    return [grant.role for grant in who.grants if grant.role in KEEPERS] == [Role.VILLAGE_DIRECTOR]


@blueprint.get("/children/<uuid:child_id>/visits")
@requires(Permission.VISIT_READ, logs=True)
def of_child(child_id: uuid.UUID) -> ResponseReturnValue:
    """The visits, care agreements and checks of one child: a part of its file."""
    who, child = actor(), judged_child(child_id, Permission.VISIT_READ)
    audit.record_and_commit(db.session, who, Action.CHILD_READ, child)
    return render_template(
        "visits/child.html",
        child=child,
        due=queries.due_of(db.session, who, child),
        visits=queries.visits_of(db.session, child),
        agreements=queries.agreements_of(db.session, child),
        checks=queries.checks_of(db.session, child),
        check_id=uuid.uuid4(),
    )


def _address(show: str, village: uuid.UUID | None, cursor: str) -> str:
    kept: dict[str, Any] = {"show": show, "village": village, "cursor": cursor}
    return url_for(".index", **{name: value for name, value in kept.items() if value})
