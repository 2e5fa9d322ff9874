"""Pages of places."""

from __future__ import annotations

from app.places.views import board
from app.places.views.areas import area, index, new_area
from app.places.views.base import blueprint
from app.places.views.schools import new_school, school, schools
from app.places.views.sites import new_site, site, sites

__all__ = [
    "BLUEPRINTS",
    "area",
    "board",
    "index",
    "new_area",
    "new_school",
    "new_site",
    "school",
    "schools",
    "site",
    "sites",
]

BLUEPRINTS = (blueprint,)
