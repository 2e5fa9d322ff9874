"""The landing page, the public pages, and the audit log."""

from app.home.views import display, panels, pictures
from app.home.views.audit import blueprint as audit
from app.home.views.pages import blueprint as pages

__all__ = ["BLUEPRINTS", "display", "panels", "pictures"]

BLUEPRINTS = (pages, audit)
