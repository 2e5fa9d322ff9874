"""Entries of the navigation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.access import Permission
from app.foundation.pages import NavigationGroup, NavigationItem, add_navigation


def register() -> None:
    """Add them all."""
    for label, endpoint, icon, permission, order, also in (
        (_l("Pairings"), "my_pairings.index", "pair", Permission.PAIRING_OWN, 20, ()),
        (_l("To approve"), "approvals.index", "check-circle", Permission.APPROVAL_READ, 30, ("/suggestions",)),
        (_l("First meetings"), "meetings.index", "calendar", Permission.MEETING_RECORD, 31, ()),
        (_l("Cannot come"), "absences.index", "phone", Permission.ABSENCE_READ, 32, ()),
    ):
        add_navigation(NavigationItem(label, endpoint, icon, permission, order, also=also))
    add_navigation(
        NavigationItem(
            _l("Pairings"),
            "pairings.index",
            "pair",
            Permission.PAIRING_READ,
            45,
            also=("/do-not-pair",),
            group=NavigationGroup.PAIRING,
        )
    )
    add_navigation(
        NavigationItem(
            _l("Matching"),
            "matching.index",
            "link",
            Permission.MATCH_READ,
            40,
            also=("/suggestions",),
            group=NavigationGroup.PAIRING,
        )
    )
