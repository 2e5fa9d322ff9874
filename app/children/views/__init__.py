"""Pages about children's files."""

from app.children.views import consents, doubles, entry, files, leaving, panels, referrals, rosters, transfers
from app.children.views.base import blueprint

__all__ = ["consents", "doubles", "entry", "files", "leaving", "panels", "referrals", "rosters", "transfers"]

BLUEPRINTS = (blueprint,)
