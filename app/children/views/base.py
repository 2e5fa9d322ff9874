"""What the pages share: one blueprint, words in templates, own schools, the log of a list."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children.models import Child
from app.children.wording import GLOBALS
from app.foundation import audit
from app.foundation.access import Actor, Permission, Role
from app.foundation.audit import Action
from app.foundation.chinese.ordering import by_name
from app.foundation.database import DbSession
from app.foundation.pages import NavigationGroup, NavigationItem, add_navigation
from app.places.models import Area, School

blueprint = Blueprint("children", __name__)
for word in GLOBALS:
    blueprint.add_app_template_global(word)

add_navigation(
    NavigationItem(
        _l("Children"),
        "children.index",
        "child",
        Permission.CHILD_LIST,
        20,
        also=("/consents/tick", "/consents/links", "/consents/forms", "/rosters", "/transfers", "/access/mine"),
        group=NavigationGroup.CHILDREN,
    )
)
add_navigation(
    NavigationItem(
        _l("Ask first"), "children.ask_first", "document", Permission.CONSENT_ASK, 25, group=NavigationGroup.CHILDREN
    )
)
add_navigation(
    NavigationItem(
        _l("Possible duplicates"),
        "children.doubles",
        "copy",
        Permission.DUPLICATE_RESOLVE,
        26,
        group=NavigationGroup.CHILDREN,
    )
)
add_navigation(
    NavigationItem(
        _l("Referral list"),
        "children.referrals",
        "shield",
        Permission.REFERRAL_READ,
        27,
        group=NavigationGroup.CHILDREN,
    )
)


def own_schools(session: DbSession, actor: Actor) -> list[School]:
    """The schools the actor works for, by name."""
    ids = actor.scope_ids(Role.SCHOOL_STAFF)
    return by_name(session.scalars(select(School).where(School.id.in_(ids))))


def school_choices(schools: Sequence[School]) -> list[tuple[str, str]]:
    """For a select."""
    return [(str(one.id), one.name) for one in schools]


def log_list(session: DbSession, actor: Actor, page: str, children: Sequence[Child]) -> None:
    """Put one event on the log for a list of children, and commit it before the page is made."""
    district = session.get(Area, children[0].district_id) if children else None
    audit.record_and_commit(session, actor, Action.CHILD_LISTED, district, page=page, count=len(children))
