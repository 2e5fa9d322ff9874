"""Pages of rights and retention."""

from app.privacy.views import assessments, breaches, keeping, own, panels, report, requests, season
from app.privacy.views.base import blueprint

__all__ = ["assessments", "breaches", "keeping", "own", "panels", "report", "requests", "season"]
BLUEPRINTS = (blueprint,)
