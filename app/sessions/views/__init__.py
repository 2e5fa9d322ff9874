"""Pages of sessions."""

from flask_babel import lazy_gettext as _l

from app.foundation.access import Permission, Role
from app.foundation.pages import NavigationGroup, NavigationItem, add_navigation, add_writing
from app.foundation.panels import add_panel
from app.sessions import panels
from app.sessions.access import CONFIRMERS
from app.sessions.views import missed, own, queue, unsent

BLUEPRINTS = (missed.blueprint, own.blueprint, queue.blueprint, unsent.blueprint)

add_navigation(NavigationItem(_l("My sessions"), "sessions.mine", "clock", Permission.SESSION_OWN, 30))
add_navigation(
    NavigationItem(
        _l("Sessions"),
        "sessions_queue.index",
        "check-circle",
        Permission.SESSION_READ,
        50,
        also=("/sessions/codes", "/sessions/missed"),
        group=NavigationGroup.RECORD,
    )
)
add_writing(NavigationItem(_l("Log a session"), "sessions.new", "clock", Permission.SESSION_LOG, 10))
add_panel("sessions_log", Role.VOLUNTEER, order=6, template="sessions/_panel_log.html", make=panels.log_panel)
add_panel(
    "sessions_second", Role.TOWNSHIP_SUPERVISOR, order=30, template="sessions/_panel_second.html",
    make=panels.second_panel,
)  # fmt: skip
add_panel("sessions_queue", *CONFIRMERS, order=11, template="sessions/_panel_queue.html", make=panels.queue_panel)
