"""Pages of reminders: the inbox, one's choices, whom to tell, robots of groups, and the calendar."""

from app.reminders.views import calendar, choices, inbox, robots, telling
from app.reminders.views.base import blueprint

__all__ = ["BLUEPRINTS", "calendar", "choices", "inbox", "robots", "telling"]

BLUEPRINTS = (blueprint,)
