"""What places are reserved for: kinds of need, never the past children who stand for them.

It imports nothing but the engine: it runs in the child process.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from app import matching
from app.pairing.recruiting import band_of
from app.pairing.solving import Input

Kind = tuple[tuple[tuple[str, str | None], ...], tuple[int, int] | None, str | None]


def reserved(plan: matching.Plan, given: Input) -> list[dict[str, Any]]:
    """Volunteers with reserved places, most places first: ``{"volunteer_id", "slots", "kinds"}``.

    A kind is ``{"needs": [[area, subject]], "grades": [first, last] or None, "township", "slots"}``: of an expected
    child's needs those that this volunteer can do.
    """
    expected = {child.id: child for child in (given.outlook.children if given.outlook is not None else ())}
    volunteers = {one.id: one for one in given.volunteers}
    rows = []
    for held in plan.held:
        kinds = Counter(_kind(volunteers[held.volunteer_id], expected[child_id]) for child_id in held.expected)
        listed = sorted(kinds.items(), key=lambda one: (-one[1], repr(one[0])))
        rows.append(
            {
                "volunteer_id": held.volunteer_id,
                "slots": held.slots,
                "kinds": [_row(kind, slots) for kind, slots in listed],
            }
        )
    return sorted(rows, key=lambda row: (-row["slots"], row["volunteer_id"]))


def _kind(volunteer: matching.Volunteer, child: matching.Child) -> Kind:
    needs = tuple(
        dict.fromkeys((need.area, need.subject) for need in child.needs if _covers(volunteer, need, child.grade))
    )
    return needs, band_of(child.grade), child.township


def _covers(volunteer: matching.Volunteer, need: matching.Need, grade: int | None) -> bool:
    """The engine's rule, as design.md says it: of one pair at a time there is no other way to ask which need it was."""
    if grade is None and need.subject is not None:
        return False
    return any(
        skill.area == need.area
        and (need.subject is None or skill.subject == need.subject)
        and (grade is None or skill.grade_min <= grade <= skill.grade_max)
        for skill in volunteer.skills
    )


def _row(kind: Kind, slots: int) -> dict[str, Any]:
    needs, grades, township = kind
    return {
        "needs": [list(need) for need in needs],
        "grades": None if grades is None else list(grades),
        "township": township,
        "slots": slots,
    }
