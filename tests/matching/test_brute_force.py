"""`match` against every possible plan, on small pools with capacities, forbidden pairs, unknowns and ties."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching import RULES, match
from app.matching.problem import pose
from tests.thorough import examples

from .oracle import all_plans, broken_rules, objective
from .strategies import children, policies, volunteers

CASES = settings(max_examples=examples(250), deadline=None)
SLOW_CASES = settings(max_examples=examples(80), deadline=None)


def worth_of(plan):
    """(fit, tie) of every feasible pair: the scores are the engine's own, what is best is not."""
    arcs = plan.arcs
    values = plan.problem.weigh(arcs.rows, arcs.columns)
    people, pupils = plan.problem.volunteers, plan.problem.children
    return {
        (people[row], pupils[column]): (int(values[5, at]), int(values[6, at]))
        for at, (row, column) in enumerate(zip(arcs.rows.tolist(), arcs.columns.tolist(), strict=True))
    }


@st.composite
def cases(draw, most_volunteers=3, most_children=4):
    left, right = draw(volunteers(most_volunteers)), draw(children(most_children))
    policy = draw(policies)
    pairs = [(v.id, c.id) for v in left for c in right]
    some_pairs = st.lists(st.sampled_from(pairs), max_size=3) if pairs else st.just([])
    forbidden = frozenset(draw(some_pairs))
    continuing = {child: volunteer for volunteer, child in draw(some_pairs)}
    return left, right, policy, forbidden, continuing


def named(plan):
    return {pair.child_id: pair.volunteer_id for pair in plan.pairs}


@CASES
@given(cases())
def test_rules_agree_with_the_plain_statement(case):
    left, right, policy, forbidden, continuing = case
    plan = match(left, right, policy, forbidden=forbidden, continuing=continuing)
    counted = dict.fromkeys(RULES, 0)
    for volunteer in left:
        for child in right:
            broken = broken_rules(volunteer, child, policy, forbidden)
            answer = plan.why_not(volunteer.id, child.id)
            assert list(answer.broken) == broken
            assert answer.rule == (broken[0] if broken else None)
            assert (answer.cost is None) == bool(broken)
            if broken:
                counted[broken[0]] += 1
    assert dict(plan.removed) == counted
    assert all(not broken_rules(left[int(v[1:])], right[int(c[1:])], policy, forbidden) for c, v in named(plan).items())
    assert {(c, v) for c, v, _ in plan.dropped} == {
        (c, v) for c, v in continuing.items() if broken_rules(left[int(v[1:])], right[int(c[1:])], policy, forbidden)
    }


@CASES
@given(cases())
def test_plan_is_the_best_of_all_plans_at_every_level(case):
    left, right, policy, forbidden, continuing = case
    plan = match(left, right, policy, forbidden=forbidden, continuing=continuing)
    worth = worth_of(plan)
    kept = {c: v for c, v in continuing.items() if (v, c) in worth}
    values = {
        tuple(sorted(paired.items())): objective(left, right, policy, paired, kept, worth)
        for paired in all_plans(left, right, set(worth))
    }
    best = max(values.values())
    assert best == tuple(value for _, value, _ in plan.proof.levels)
    assert best == values[tuple(sorted(named(plan).items()))]
    for volunteer, child in worth:
        forced = max(value for paired, value in values.items() if (child, volunteer) in paired)
        cost = plan.why_not(volunteer, child).cost
        assert tuple(amount for _, amount in cost) == tuple(a - b for a, b in zip(best, forced, strict=True))


@CASES
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_rows_never_matters(case, shuffler):
    left, right, policy, forbidden, continuing = case
    plan = match(left, right, policy, forbidden=forbidden, continuing=continuing)
    mixed_left, mixed_right = left[:], right[:]
    shuffler.shuffle(mixed_left)
    shuffler.shuffle(mixed_right)
    other = match(mixed_left, mixed_right, policy, forbidden=forbidden, continuing=dict(reversed(continuing.items())))
    assert (other.pairs, other.proof, other.removed) == (plan.pairs, plan.proof, plan.removed)


@SLOW_CASES
@given(cases(), volunteers(1))
def test_value_of_one_more_is_what_a_new_solve_finds(case, extra):
    from app.matching.plan import make_plan

    left, right, policy, _, _ = case
    if not extra:
        return
    plan = match(left, right, policy)
    newcomer = type(extra[0])("new", **{k: v for k, v in vars(extra[0]).items() if k not in ("id", "capacity")})
    larger = make_plan(pose([*left, newcomer], right, policy, plan.problem.frozen))
    before = [value for _, value, _ in plan.proof.levels]
    after = [value for _, value, _ in larger.proof.levels]
    value = plan.value_of(newcomer)
    assert [gain for _, gain in value.gain] == [b - a for a, b in zip(before, after, strict=True)][:-1]
    if value.children:
        assert value.risk * (len(policy.waiting_bands) + 1) + value.waiting_band + 1 == dict(value.gain)["class"]


@SLOW_CASES
@given(cases())
def test_price_of_a_slot_is_what_a_new_solve_finds(case):
    from dataclasses import replace

    from app.matching.solve import build, solve

    left, right, policy, _, _ = case
    plan = match(left, right, policy)
    here = [value for _, value, _ in plan.proof.levels]
    for row, volunteer in enumerate(plan.problem.volunteers):
        price = plan.price_of(volunteer)
        if not plan.problem.pool.capacity[row]:
            continue
        for step, ends in ((1, price.lowest), (-1, price.highest)):
            capacity = plan.problem.pool.capacity.copy()
            capacity[row] += step
            other = solve(build(replace(plan.problem), plan.arcs.rows, plan.arcs.columns, capacity)).objective
            assert [abs(end) for _, end in ends] == [abs(a - b) for a, b in zip(here, other, strict=True)] or [
                end for _, end in ends
            ] == [step * (b - a) for a, b in zip(here, other, strict=True)]


@SLOW_CASES
@given(cases())
def test_without_disturbs_nobody_and_the_full_plan_is_no_worse(case):
    left, right, policy, forbidden, continuing = case
    plan = match(left, right, policy, forbidden=forbidden, continuing=continuing)
    worth = worth_of(plan)
    kept = {c: v for c, v in continuing.items() if (v, c) in worth}
    for volunteer in left:
        repair = plan.without(volunteer.id)
        after = {pair.child_id: pair.volunteer_id for pair in repair.pairs}
        stay = {c: v for c, v in named(plan).items() if v != volunteer.id}
        assert stay.items() <= after.items()
        allowed = {pair for pair in worth if pair[0] != volunteer.id}
        whole = [objective(left, right, policy, p, kept, worth) for p in all_plans(left, right, allowed)]
        undisturbed = [
            objective(left, right, policy, p, kept, worth)
            for p in all_plans(left, right, allowed)
            if stay.items() <= p.items()
        ]
        assert tuple(v for _, v in repair.objectives) == max(undisturbed)
        assert tuple(v for _, v, _ in repair.full.proof.levels) == max(whole)
        assert repair.full.proof.exact
        assert set(repair.changed) == {c.id for c in right if named(plan).get(c.id) != after.get(c.id)}
