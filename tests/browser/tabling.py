"""The lines of a survey as a Markdown table, and what is wrong on them in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.browser.gauges import FIRST_VISIT, LATER_PAGE, USABLE_MS

Line = Mapping[str, Any]
HEAD = (
    "| role | page | address | first visit KB | requests | usable s | later KB | requests | usable s | axe | else |\n"
    "|---|---|---|---:|---:|---:|---:|---:|---:|---|---|\n"
)


def table(lines: Sequence[Line]) -> tuple[str, str]:
    """The Markdown, and a summary of what misses its mark."""
    summary = _summary(lines)
    rows = "".join(f"| {' | '.join(_row(line))} |\n" for line in lines)
    return f"{summary}\n{HEAD}{rows}", summary


def _row(line: Line) -> list[str]:
    found = Counter(one.split(" ")[0] for rules in line["axe"].values() for one in rules)
    words = [f"{rule} ({times})" for rule, times in sorted(found.items())]
    other = [line["trouble"]] if line["trouble"] else []
    other += [f"{kind} ({times})" for kind, times in Counter(_kind(one) for one in line["hindrances"]).items()]
    address = str(line["address"]).replace("|", "\\|")
    looked = ", ".join(words) or (f"0 of {len(line['axe'])}" if line["axe"] else "")
    return [
        line["role"],
        line["page"],
        f"`{address}`",
        *_cost(line["first"]),
        *_cost(line["later"]),
        looked,
        ", ".join(other),
    ]


def _cost(cost: Line | None) -> list[str]:
    if cost is None:
        return ["", "", ""]
    return [f"{cost['size'] / 1000:.1f}", str(cost["requests"]), f"{cost['usable_ms'] / 1000:.2f}"]


def _kind(hindrance: str) -> str:
    return hindrance.split(":", maxsplit=1)[0]


def _summary(lines: Sequence[Line]) -> str:
    measured = [line for line in lines if line["later"]]
    first = [line["first"] for line in measured if line["first"]]
    later = [line["later"] for line in measured]
    found = [line for line in lines if any(line["axe"].values())]
    looks = sum(len(line["axe"]) for line in lines)
    words = [
        f"{len(measured)} pages measured, {len(lines) - len(measured)} not there.",
        f"First visit: {_against(first, FIRST_VISIT)}",
        f"Later: {_against(later, LATER_PAGE)}",
        f"axe: {len(found)} pages with findings in {looks} looks.",
        f"Else: {sum(bool(line['hindrances']) for line in lines)} pages too wide, too small or zooming.",
    ]
    return "\n".join(f"- {one}" for one in words) + "\n"


def _against(costs: Sequence[Line], budget: int) -> str:
    return (
        f"{_over(costs, 'size', budget)} of {len(costs)} above {budget} bytes, most {_most(costs, 'size')};"
        f" {_over(costs, 'usable_ms', USABLE_MS)} slower than {USABLE_MS} ms, slowest {_most(costs, 'usable_ms')} ms."
    )


def _over(costs: Sequence[Line], what: str, limit: int) -> int:
    return sum(cost[what] > limit for cost in costs)


def _most(costs: Sequence[Line], what: str) -> int:
    return max((cost[what] for cost in costs), default=0)
