"""Pages of volunteers: signing up, the list of students, checks, and importing a list."""

from app.volunteers.views import importing, panels, people, signup, vetting
from app.volunteers.views.base import blueprint

BLUEPRINTS = (blueprint,)

__all__ = ["BLUEPRINTS", "importing", "panels", "people", "signup", "vetting"]
