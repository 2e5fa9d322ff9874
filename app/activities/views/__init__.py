"""Pages of activities, sites and classes."""

from __future__ import annotations

from app.activities.views import attending, changing, classes, enrolments, events, panels, safety, sites
from app.activities.views import base as _base

__all__ = ["BLUEPRINTS", "attending", "changing", "classes", "enrolments", "events", "panels", "safety", "sites"]

BLUEPRINTS = (_base.events, _base.sites, _base.classes, _base.safety)
