"""Pages of tasks and of the monthly report."""

from app.reports.views import due, ending, giving, tasks
from app.reports.views.base import blueprint
from app.reports.views.panels import register
from app.reports.views.reports import blueprint as reports

__all__ = ["due", "ending", "giving", "tasks"]
BLUEPRINTS = (blueprint, reports)
register()
