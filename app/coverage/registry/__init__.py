"""The registry of figures: what is counted, over which period and place, and the records behind each number."""

from app.coverage.registry.asking import Ask, Place
from app.coverage.registry.counting import Counts, figures_by, figures_for
from app.coverage.registry.figures import FIGURES, Figure, FigureCode, Unit
from app.coverage.registry.periods import Period

__all__ = [
    "FIGURES",
    "Ask",
    "Counts",
    "Figure",
    "FigureCode",
    "Period",
    "Place",
    "Unit",
    "figures_by",
    "figures_for",
]
