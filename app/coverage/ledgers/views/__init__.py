"""Pages of ledgers, cards and timelines of children."""

from app.coverage.ledgers.views import cards, exporting, tables, timelines
from app.coverage.ledgers.views.base import blueprint

__all__ = ["cards", "exporting", "tables", "timelines"]

BLUEPRINTS = (blueprint,)
