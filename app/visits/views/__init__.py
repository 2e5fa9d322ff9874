"""Pages of visits and guardianship."""

from flask_babel import lazy_gettext as _l

from app.foundation.access import Permission
from app.foundation.pages import NavigationGroup, NavigationItem, add_navigation, add_writing
from app.visits.views import guardianship, homecoming, intervals, listing, panels, recording, unsent
from app.visits.views.base import blueprint

__all__ = ["guardianship", "homecoming", "intervals", "listing", "panels", "recording", "unsent"]

BLUEPRINTS = (blueprint,)

add_navigation(
    NavigationItem(_l("Visits"), "visits.index", "home", Permission.VISIT_READ, 22, group=NavigationGroup.CHILDREN)
)
add_navigation(
    NavigationItem(
        _l("Days between visits"),
        "visits.intervals",
        "calendar",
        Permission.VISIT_INTERVAL_SET,
        92,
        group=NavigationGroup.SETTINGS,
    )
)
add_writing(NavigationItem(_l("Record a visit"), "visits.new", "home", Permission.VISIT_RECORD, 15))
