"""The weights of a season as an organizer may set them: which there are, what each may be, and which differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app import matching

SWITCHES = ("fairness", "log_fairness", "fit", "hold_back")
POINTS = (
    "must_need",
    "other_need",
    "thrift",
    "retention",
    "same_sex",
    "time",
    "weeks",
    "place",
    "language",
    "interests",
)
MEASURES = ("full_overlap", "full_weeks", "near_km", "remote")
EDITABLE = (*SWITCHES, "floor_share", "waiting_bands", "min_common_weeks", *POINTS, *MEASURES)
"""What the page offers. Which areas ask for the same sex is said in the catalogue."""

_CODES = {
    "floor_share": "matching.policy.share",
    "waiting_bands": "matching.policy.bands",
    "min_common_weeks": "matching.policy.weeks",
    "full_overlap": "matching.policy.at_least_one",
    "full_weeks": "matching.policy.at_least_one",
    "near_km": "matching.policy.kilometres",
    "remote": "matching.policy.percent",
}

POLICY_MESSAGES = {
    "matching.policy.points": _l("Fill in a whole number from 0 to 100,000."),
    "matching.policy.share": _l("Fill in a share from 0 to 100 percent."),
    "matching.policy.bands": _l("Fill in at most nine numbers of days, each above the one before, such as 30, 90."),
    "matching.policy.weeks": _l("Fill in a whole number from 0 to 53."),
    "matching.policy.at_least_one": _l("Fill in a whole number of at least 1."),
    "matching.policy.kilometres": _l("Fill in a distance above 0."),
    "matching.policy.percent": _l("Fill in a whole number from 0 to 100."),
    "matching.policy.no_past_season": _l(
        "There is no past season of the same vacation to say who will still come; nothing can be reserved yet."
    ),
    "matching.policy.changed": _l(
        "A colleague has saved other weights since you opened this page. Look at them, then save again."
    ),
    "matching.weight.fairness": _l("Fair shares for the townships"),
    "matching.weight.log_fairness": _l("Even beyond the minimum"),
    "matching.weight.floor_share": _l("Minimum share of a township (percent)"),
    "matching.weight.waiting_bands": _l("Waiting counts more from (days)"),
    "matching.weight.min_common_weeks": _l("Weeks that both must be there, at least"),
    "matching.weight.fit": _l("Look for the best fit"),
    "matching.weight.hold_back": _l("Reserve places for children still to come"),
    "matching.weight.must_need": _l("A must-have is covered"),
    "matching.weight.other_need": _l("Another need is covered"),
    "matching.weight.thrift": _l("Spare rare skills"),
    "matching.weight.retention": _l("Likely to last"),
    "matching.weight.same_sex": _l("Same sex"),
    "matching.weight.time": _l("Free time in common"),
    "matching.weight.weeks": _l("Weeks in common"),
    "matching.weight.place": _l("Close by"),
    "matching.weight.language": _l("A language in common"),
    "matching.weight.interests": _l("Interests in common"),
    "matching.weight.full_overlap": _l("Common hours that earn full points (half-days a week)"),
    "matching.weight.full_weeks": _l("Common weeks that earn full points"),
    "matching.weight.near_km": _l("No points beyond (kilometres)"),
    "matching.weight.remote": _l("Online pairs get of “close by” (percent)"),
}


def problems(values: Mapping[str, Any]) -> dict[str, str]:
    """The message code per field that the engine refuses: each value is tried on its own."""
    found = {}
    for name, value in values.items():
        try:
            matching.Policy.from_dict({name: value})
        except ValueError:
            found[name] = _CODES.get(name, "matching.policy.points")
    return found


def usual() -> dict[str, Any]:
    """The weights the product is shipped with."""
    return matching.Policy().to_dict()


def differing(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of some weights that are not as shipped, as JSON holds them."""
    shipped = usual()
    known = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return {name: value for name, value in known.items() if name in EDITABLE and value != shipped[name]}


def fingerprint(saved: Mapping[str, Any]) -> str:
    """Changes whenever the saved weights do: a form carries it, so that nobody overwrites what they never saw."""
    return hashlib.sha256(json.dumps(dict(saved), sort_keys=True).encode()).hexdigest()[:16]
