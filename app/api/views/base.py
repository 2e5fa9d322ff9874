"""The blueprint of the pages."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from app.foundation.access import Actor, Permission, Role
from app.foundation.pages import NavigationGroup, NavigationItem, add_navigation

blueprint = Blueprint("api", __name__)


def _is_staff(actor: Actor) -> bool:
    """A volunteer's navigation stays short: the way is on the public page about the interface."""
    return any(grant.role is not Role.VOLUNTEER for grant in actor.grants)


add_navigation(
    NavigationItem(
        _l("Data interface"), "api.tokens", "settings", Permission.API_TOKEN_OWN, 96, when=_is_staff,
        also=("/api", "/webhooks"), group=NavigationGroup.PROTECTION,
    )
)  # fmt: skip
