"""How the model of lasting did, as figures that are kept with the run: nothing in them is about a person.

It imports nothing but the engine: it runs in the child process.
"""

from __future__ import annotations

from typing import Any

from app import matching
from app.matching.retention import LEAST_OUTCOMES

LEAST_SHOWN = 5
"""Groups and bins of fewer outcomes are left out: a share among so few says something about each of them."""

NO_SAY = "no_say"
_WHY_OFF = {
    "too few outcomes": "too_few",
    "too few of one kind of outcome": "one_kind",
    "no better than the base rate": "no_better",
}


def told(model: matching.RetentionModel | None, outcomes: int) -> dict[str, Any]:
    """The report as JSON holds it; ``why_off`` is a code, None where the model is used.

    ``calibration``: [mean predicted, share that lasted, count]; ``gaps``: [what, group, count, predicted - lasted].
    Shares and chances are 0..1.
    """
    if model is None:
        return {"outcomes": outcomes, "needed": LEAST_OUTCOMES, "why_off": NO_SAY}
    report = model.report
    bins = [one for one in report.calibration if one[2] >= LEAST_SHOWN]
    gaps = [one for one in report.gaps if one.count >= LEAST_SHOWN]
    return {
        "version": model.version,
        "outcomes": report.outcomes,
        "needed": LEAST_OUTCOMES,
        "tested": report.tested,
        "base_rate": _rounded(report.base_rate) if report.outcomes >= LEAST_SHOWN else None,
        "brier": _rounded(report.brier),
        "brier_of_base_rate": _rounded(report.brier_of_base_rate),
        "calibration": [[_rounded(said), _rounded(lasted), count] for said, lasted, count in bins],
        "gaps": [[*one.group.split(":", 1), one.count, _rounded(one.gap)] for one in gaps],
        "left_out": len(report.calibration) - len(bins) + len(report.gaps) - len(gaps),
        "why_off": None if report.why_off is None else _WHY_OFF.get(report.why_off, "no_better"),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
