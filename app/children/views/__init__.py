"""Pages about children's files."""

from app.children.views import consents, doubles, entry, files, leaving, panels, rosters, transfers
from app.children.views.base import blueprint

__all__ = ["consents", "doubles", "entry", "files", "leaving", "panels", "rosters", "transfers"]

BLUEPRINTS = (blueprint,)
