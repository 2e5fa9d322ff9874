"""Pages of tasks and of the monthly report."""

from app.reports.views import due, ending, giving, tasks
from app.reports.views.base import blueprint
from app.reports.views.panels import register
from app.reports.views.reports import blueprint as reports
from app.reports.views.tables import blueprint as tables

__all__ = ["due", "ending", "giving", "tasks"]
BLUEPRINTS = (blueprint, reports, tables)
register()
