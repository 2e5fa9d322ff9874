"""Pages of tasks and of the monthly report."""

from app.reports.views import due, ending, tasks
from app.reports.views.base import blueprint
from app.reports.views.panels import register

__all__ = ["due", "ending", "tasks"]
BLUEPRINTS = (blueprint,)
register()
