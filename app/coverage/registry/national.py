"""The four figures that are reported upward: volunteers, service points, children, hours."""

from __future__ import annotations

from typing import Any

from app.coverage.registry.asking import Ask
from app.coverage.registry.counting import count
from app.coverage.registry.figures import FigureCode
from app.foundation.database import DbSession
from app.foundation.hours import hours_of

NATIONAL: tuple[tuple[str, FigureCode], ...] = (
    ("volunteers", FigureCode.SERVING),
    ("service_points", FigureCode.SERVICE_POINTS),
    ("children", FigureCode.REACHED),
    ("hours", FigureCode.HOURS),
)
"""What the national report calls it, and the figure of ours that it is."""


def national(session: DbSession, ask: Ask) -> dict[str, Any]:
    """``{"volunteers": 80, "service_points": 31, "children": 1337, "hours": 5120.5}``; None where one cannot be asked.

    Hours have one decimal, rounded down from exact minutes.
    """
    counts = count(session, ask, [code for _name, code in NATIONAL])
    told: dict[str, Any] = {name: counts[code] for name, code in NATIONAL}
    if told["hours"] is not None:
        told["hours"] = float(hours_of(told["hours"]))
    return told
