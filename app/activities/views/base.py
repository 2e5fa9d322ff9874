"""What the pages of activities, sites and classes share: the blueprints, ids that were sent, names on the log."""

from __future__ import annotations

import uuid

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.foundation import audit
from app.foundation.access import Permission
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.messages import label
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.places.weekdays import weekday_name


def topic_name(code: str) -> str:
    """What a topic of safety education is called."""
    return term_name(code, TermKind.SAFETY_TOPIC)


events = Blueprint("activities", __name__, url_prefix="/activities")
sites = Blueprint("sites", __name__, url_prefix="/sites")
classes = Blueprint("classes", __name__, url_prefix="/classes")
safety = Blueprint("safety", __name__, url_prefix="/safety-education")
sites.add_app_template_filter(weekday_name, "weekday")
sites.add_app_template_filter(label, "worded")
sites.add_app_template_filter(topic_name, "topic_name")

add_navigation(
    NavigationItem(
        _l("Activities"), "activities.index", "calendar", Permission.ACTIVITY_READ, 60, group=NavigationGroup.RECORD
    )
)
add_navigation(
    NavigationItem(
        _l("Sites and classes"), "sites.index", "home", Permission.CLASS_READ, 61,
        also=("/classes",), group=NavigationGroup.RECORD,
    )
)  # fmt: skip
add_navigation(
    NavigationItem(
        _l("Safety education"), "safety.index", "shield", Permission.SAFETY_READ, 62, group=NavigationGroup.RECORD
    )
)
MOST_SENT = 300


def sent_ids(name: str) -> set[uuid.UUID]:
    """The ids that were ticked on a form.

    Raises:
        Missing: one is none, or there are more than a page holds.
    """
    try:
        found = {uuid.UUID(text) for text in request.form.getlist(name)}
    except ValueError:
        raise Missing from None
    if len(found) > MOST_SENT:
        raise Missing
    return found


def log_names(page: str, record: object | None, named: int) -> None:
    """Put on the audit log that a page showed children's names; nothing where it showed none."""
    if named:
        audit.record_and_commit(db.session, actor(), audit.Action.CHILD_LISTED, record, page=page, count=named)
