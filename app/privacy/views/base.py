"""The blueprint of rights and retention, and the district a page is about."""

from __future__ import annotations

import uuid

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l

from app.foundation.access import Permission, authorize
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.places.models import Area
from app.privacy.queries import districts_of
from app.privacy.wording import GLOBALS

blueprint = Blueprint("privacy", __name__)
for word in GLOBALS:
    blueprint.add_app_template_global(word)

add_navigation(
    NavigationItem(
        _l("Data requests"),
        "privacy.requests",
        "document",
        Permission.RIGHTS_READ,
        80,
        group=NavigationGroup.PROTECTION,
    )
)
add_navigation(NavigationItem(_l("My data"), "privacy.own", "lock", Permission.RIGHTS_OWN, 80))
add_navigation(
    NavigationItem(
        _l("Data protection"),
        "privacy.keeping",
        "shield",
        Permission.INVENTORY_READ,
        85,
        also=("/data-protection",),
        group=NavigationGroup.PROTECTION,
    )
)


def chosen_district(permission: Permission) -> Area:
    """The district asked for with ``?district=``, else the actor's first one.

    Raises:
        Missing: there is none, or it is not the actor's.
    """
    wanted = request.values.get("district", type=uuid.UUID)
    found = districts_of(db.session, actor())
    area = next((one for one in found if wanted in {None, one.id}), None)
    if area is None:
        raise Missing
    return authorize(actor(), permission, area)
