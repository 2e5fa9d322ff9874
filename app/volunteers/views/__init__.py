"""Pages of volunteers: signing up, the list of students, checks, and importing a list."""

from app.volunteers.views import (
    board,
    exchanging,
    importing,
    panels,
    people,
    photos,
    pledging,
    signup,
    training,
    vetting,
)
from app.volunteers.views.base import blueprint

BLUEPRINTS = (blueprint,)

__all__ = [
    "BLUEPRINTS",
    "board",
    "exchanging",
    "importing",
    "panels",
    "people",
    "photos",
    "pledging",
    "signup",
    "training",
    "vetting",
]
