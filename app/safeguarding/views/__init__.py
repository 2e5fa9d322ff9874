"""Pages of concerns."""

from app.safeguarding.views import board, drill, duty, handling, looking, reporting, season, silences
from app.safeguarding.views.base import blueprint
from app.safeguarding.views.panels import register

__all__ = ["board", "drill", "duty", "handling", "looking", "reporting", "season", "silences"]
BLUEPRINTS = (blueprint,)
register()
