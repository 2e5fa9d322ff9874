"""`match`: people in, a proven plan out."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from .checks import check_people
from .model import Child, Volunteer
from .plan import Plan, make_plan
from .policy import Policy
from .problem import link, pose
from .retention import RetentionModel
from .waves import Held, Outlook, hold_back, reduce_capacity


def match(
    volunteers: Iterable[Volunteer],
    children: Iterable[Child],
    policy: Policy | None = None,
    *,
    forbidden: Set[tuple[str, str]] = frozenset(),
    continuing: Mapping[str, str] | None = None,
    retention: RetentionModel | None = None,
    outlook: Outlook | None = None,
) -> Plan:
    """Pair volunteers with children, exactly, with the proof.

    `forbidden` holds (volunteer id, child id); `continuing` maps child id to volunteer id; `retention` adds the chance
    to last to the fit; `outlook` lets scarce slots be held back for children who are expected, if the policy says so.
    Raises ValueError naming the row for bad input, UnprovenError if the answer cannot be proven. The order of rows
    never matters.
    """
    policy, continuing = Policy() if policy is None else policy, {} if continuing is None else continuing
    if not isinstance(policy, Policy):
        raise ValueError(f"policy must be a Policy, got {policy!r}")  # noqa: TRY004 -- one kind of error for all bad input
    left, right = tuple(volunteers), tuple(children)
    held: tuple[Held, ...] = ()
    if outlook is not None and policy.hold_back:
        check_people(left, right)
        held = hold_back(left, right, policy, outlook, forbidden, continuing)
        left = tuple(reduce_capacity(left, held))
    problem, dropped = link(replace(pose(left, right, policy), retention=retention), forbidden, continuing)
    return make_plan(problem, dropped, held)
