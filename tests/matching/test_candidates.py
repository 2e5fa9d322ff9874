"""Sparse candidates: however few arcs the solver sees first, the answer is that of all arcs."""

import pytest

from app.matching import Policy, candidates, match, screen

from .people import make_online, make_pool


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("maker", [make_pool, make_online])
def test_few_candidates_give_the_plan_of_all_pairs(monkeypatch, seed, maker):
    volunteers, children = maker(seed, 40, 60 + 40 * seed)
    policy = Policy(thrift=0, interests=0) if seed % 2 else Policy()
    whole = match(volunteers, children, policy)
    rounds = []

    def narrow(network, face, digit, known):
        rounds.append(digit)
        return original(network, face, digit, known, width=1)

    original = candidates.solve_priced
    monkeypatch.setattr(candidates, "SOLVED_WHOLE", 0)
    monkeypatch.setattr("app.matching.solve.solve_priced", narrow)
    sparse = match(volunteers, children, policy)
    assert rounds
    assert sparse.pairs == whole.pairs
    assert sparse.proof == whole.proof
    assert [sparse.price_of(v.id) for v in volunteers] == [whole.price_of(v.id) for v in volunteers]


@pytest.mark.parametrize("seed", range(3))
def test_children_out_of_reach_of_their_class_are_called_in(monkeypatch, seed):
    volunteers, children = make_pool(seed, 12, 220)
    monkeypatch.setattr(screen, "_SPARE", 10**6)
    whole = match(volunteers, children)
    monkeypatch.setattr(screen, "_SPARE", 0)
    monkeypatch.setattr(screen, "_POOR", 1)
    some = match(volunteers, children)
    assert whole.proof.pairs_bounded == 0 < some.proof.pairs_bounded
    assert some.pairs == whole.pairs
    assert some.proof.levels == whole.proof.levels
    assert [some.price_of(v.id) for v in volunteers] == [whole.price_of(v.id) for v in volunteers]
