"""`match`: people in, a proven plan out."""

from collections.abc import Iterable, Mapping, Set

from .model import Child, Volunteer
from .plan import Plan, make_plan
from .policy import Policy
from .problem import link, pose


def match(
    volunteers: Iterable[Volunteer],
    children: Iterable[Child],
    policy: Policy | None = None,
    *,
    forbidden: Set[tuple[str, str]] = frozenset(),
    continuing: Mapping[str, str] | None = None,
) -> Plan:
    """Pair volunteers with children, exactly, with the proof.

    `forbidden` holds (volunteer id, child id); `continuing` maps child id to volunteer id. Raises ValueError naming
    the row for bad input, UnprovenError if the answer cannot be proven. The order of rows never matters.
    """
    problem = pose(tuple(volunteers), tuple(children), policy or Policy())
    problem, dropped = link(problem, forbidden, continuing or {})
    return make_plan(problem, dropped)
