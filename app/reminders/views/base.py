"""The blueprint, its entries in the navigation, and what every page shows of it."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.foundation.access import Permission, holds
from app.foundation.database import db
from app.foundation.messages import label
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.reminders import links, queries
from app.reminders.kinds import ReminderKind, ToldWay
from app.reminders.queries import ToTell, count_new

blueprint = Blueprint("reminders", __name__)
add_navigation(
    NavigationItem(
        _l("Whom to tell"),
        "reminders.telling",
        "message",
        Permission.REMINDER_TELL,
        85,
        also=("/reminders/robots",),
        group=NavigationGroup.RECORD,
    )
)


@blueprint.app_template_global()
def new_reminders() -> int:
    """How many wait unseen for who reads the page."""
    return count_new(db.session, current_user.id) if current_user.is_authenticated else 0


@blueprint.app_template_global()
def reminders_url() -> str:
    """Where they are."""
    return url_for("reminders.index")


@blueprint.app_template_global()
def people_to_tell(kinds: list[str]) -> list[ToTell]:
    """For whom of the reader's places things of these kinds wait, where telling them is the reader's."""
    if not current_user.is_authenticated or not holds(actor(), Permission.REMINDER_TELL):
        return []
    return queries.people_to_tell(db.session, actor(), [ReminderKind(kind) for kind in kinds])


@blueprint.app_template_global()
def ways_to_tell() -> list[tuple[str, str]]:
    """``(value, words)`` of every way."""
    return [(way.value, label(way)) for way in ToldWay]


blueprint.add_app_template_global(links.list_text, "reminder_list_text")
blueprint.add_app_template_global(links.said, "reminder_said")
blueprint.add_app_template_global(links.one_tap, "reminder_link")
blueprint.add_app_template_global(links.text_of, "reminder_text")
blueprint.add_app_template_global(links.to_pass_on, "reminders_to_pass_on")
