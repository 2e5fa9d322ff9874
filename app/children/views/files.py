"""The list of children, and a child's file."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.catalogue.models import TermKind
from app.catalogue.queries import terms
from app.children.access import is_near, named_in_lists
from app.children.consent_text import current_version
from app.children.gates import ChildGate, last_decision, missing, stands
from app.children.models import Child, ChildStatus
from app.children.queries import Filters, child_for, children_page, classes_of, count_children, ledger_changes
from app.children.views.base import blueprint, log_list
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, holds, may, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.pages import actor
from app.foundation.panels import page_panels

GRADES = range(13)
FILTERS = ("grade", "class_name", "consent", "need", "status")


@blueprint.get("/children")
@requires(Permission.CHILD_LIST, logs=True)
def index() -> ResponseReturnValue:
    """The children one sees, page by page by code; by name for those who keep their card or ledger."""
    filters = _filters()
    after = request.args.get("after", "")[:12]
    total = count_children(db.session, actor(), filters)
    children, following = children_page(db.session, actor(), filters, total, after)
    log_list(db.session, actor(), "children", children)
    kept: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name))}
    return render_template(
        "children/index.html",
        children=children,
        gates={child.id: _shown_gates(child) for child in children},
        named_ids={child.id for child in children if named_in_lists(actor(), child)},
        filters=filters,
        total=total,
        grades=GRADES,
        classes=classes_of(db.session, actor()),
        needs=terms(db.session, TermKind.SERVICE_AREA, TermKind.SUBJECT),
        first_url=url_for("children.index", **kept) if after else None,
        next_url=url_for("children.index", **kept, after=following) if following else None,
        may_create=holds(actor(), Permission.CHILD_CREATE),
        filtered=bool(kept),
    )


@blueprint.get("/children/<uuid:child_id>")
@requires(Permission.CHILD_READ, logs=True)
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """The file 档案."""
    child = authorize(actor(), Permission.CHILD_READ, child_for(db.session, actor(), child_id))
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)
    last = last_decision(child.consents)
    return render_template(
        "children/show.html",
        child=child,
        gates=_shown_gates(child),
        near=is_near(actor(), child),
        consent=last,
        stands=stands(last),
        current_version=current_version(db.session),
        may_write=may(actor(), Permission.CHILD_WRITE, child),
        may_consent=may(actor(), Permission.CONSENT_RECORD, child),
        may_transfer=may(actor(), Permission.CHILD_TRANSFER, child),
        may_set_risk=may(actor(), Permission.RISK_SET, child),
        ledger_changes=ledger_changes(db.session, child),
        left=child.status is ChildStatus.LEFT,
        counsels=may(actor(), Permission.COUNSELLING_READ, child),
        panels=page_panels("child", child),
    )


def _shown_gates(child: Child) -> list[ChildGate]:
    """What is missing, as the school and village may know it: a check elsewhere is not theirs to see."""
    return [gate for gate in missing(child, clock.today()) if gate is not ChildGate.HELD]


def grade_asked(text: str) -> int | None:
    """The grade of a filter; None for anything that is none (``²`` is a digit and no number)."""
    return next((grade for grade in GRADES if str(grade) == text), None)


def _filters() -> Filters:
    status = request.args.get("status", "")
    return Filters(
        grade=grade_asked(request.args.get("grade", "")),
        class_name=request.args.get("class_name", "")[:20],
        consent=request.args.get("consent", "")[:10],
        need=request.args.get("need", "")[:40],
        status=ChildStatus.LEFT if status == ChildStatus.LEFT.value else ChildStatus.ACTIVE,
    )
