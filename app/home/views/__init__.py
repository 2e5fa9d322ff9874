"""The landing page, the public pages, the search, and the audit log."""

from app.home.views import display, panels, pictures
from app.home.views.audit import blueprint as audit
from app.home.views.pages import blueprint as pages
from app.home.views.search import blueprint as search

__all__ = ["BLUEPRINTS", "display", "panels", "pictures"]

BLUEPRINTS = (pages, search, audit)
