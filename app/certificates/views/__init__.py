"""Pages of records, publicity, certificates and their verification."""

from flask_babel import lazy_gettext as _l

from app.certificates.views import export, issuing, papers, publicity, records, verify
from app.certificates.views.base import blueprint
from app.certificates.views.panels import register
from app.foundation.access import Permission
from app.foundation.pages import NavigationGroup, NavigationItem, add_navigation

__all__ = ["export", "issuing", "papers", "publicity", "records", "verify"]
BLUEPRINTS = (blueprint,)
add_navigation(NavigationItem(_l("My record"), "certificates.own_record", "star", Permission.RECORD_OWN, 35))
add_navigation(
    NavigationItem(
        _l("Certificates"),
        "certificates.index",
        "document",
        Permission.CERTIFICATE_ISSUE,
        60,
        group=NavigationGroup.RECORD,
    )
)
add_navigation(
    NavigationItem(
        _l("Hours on public display"),
        "certificates.publicities",
        "bell",
        Permission.PUBLICITY_READ,
        62,
        group=NavigationGroup.RECORD,
    )
)
register()
