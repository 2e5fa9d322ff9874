"""Pages of activities, sites and classes."""

from __future__ import annotations

from app.activities.views import base as _base
from app.activities.views import changing, classes, enrolments, events, panels, safety, sites

__all__ = ["BLUEPRINTS", "changing", "classes", "enrolments", "events", "panels", "safety", "sites"]

BLUEPRINTS = (_base.events, _base.sites, _base.classes, _base.safety)
