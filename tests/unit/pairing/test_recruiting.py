"""Whom to recruit, and what would change: exact, compared with matching again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app import matching
from app.matching import IN_PERSON, Child, Need, Policy, Skill, Volunteer
from app.pairing.comparing import Question, compare
from app.pairing.computing import compute
from app.pairing.recruiting import MOST, MOST_REMOTE, kinds_asked_for, recruits
from app.pairing.solving import Input
from tests.thorough import examples

SUBJECTS, TOWNS = ("math", "english"), ("east", "west")


@st.composite
def pools(draw: st.DrawFn) -> tuple[list[Volunteer], list[Child]]:
    children = [
        Child(
            f"c{number}",
            (Need("tutoring", draw(st.sampled_from(SUBJECTS)), must=draw(st.booleans())),),
            grade=draw(st.integers(1, 12)),
            township=draw(st.sampled_from(TOWNS)),
            gender=draw(st.sampled_from(("f", "m"))),
            same_gender=draw(st.booleans()),
            risk=draw(st.integers(0, 3)),
            waiting_days=draw(st.sampled_from((1, 40, 100))),
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    volunteers = [
        Volunteer(
            f"v{number}",
            (Skill("tutoring", draw(st.sampled_from(SUBJECTS)), 1, 9),),
            township=draw(st.sampled_from(TOWNS)),
            gender="f",
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return volunteers, children


@settings(max_examples=examples(40))
@given(pools())
def test_what_a_recruit_adds_is_what_matching_again_with_one_gives(pool: tuple[list[Volunteer], list[Child]]) -> None:
    volunteers, children = pool
    plan = matching.match(volunteers, children)
    for row in recruits(plan, children):
        one = Volunteer(
            "new",
            (Skill(row["area"], row["subject"], row["grade_min"], row["grade_max"]),),
            township=row["township"],
            reach=frozenset({row["township"]}),
            gender=row["gender"],
            modes=(row["mode"],),
        )
        again = matching.match([*volunteers, one], children)
        gained = len(again.pairs) - len(plan.pairs)
        assert row["children"] == gained == 1
        assert dict(row["gain"])["class"] == again.proof.levels[2][1] - plan.proof.levels[2][1]
        # Whom such a student could serve: exactly the waiting children whom one alone would be paired with.
        served = {id_ for id_ in row["serves"] if matching.match([one], [c for c in children if c.id == id_]).pairs}
        assert served == set(row["serves"]) <= set(plan.waiting)


@settings(max_examples=examples(40))
@given(pools())
def test_no_recruit_is_listed_only_where_nobody_waits_whom_one_could_serve(
    pool: tuple[list[Volunteer], list[Child]],
) -> None:
    volunteers, children = pool
    plan = matching.match(volunteers, children)
    assert bool(recruits(plan, children)) == bool(plan.waiting)  # every child here needs one thing only


def test_a_named_sex_only_where_a_rule_asks_for_it() -> None:
    girl = Child("g", (Need("counselling"),), grade=5, township="east", gender="f", risk=2)
    boy = Child("b", (Need("tutoring", "math"),), grade=5, township="east", gender="m")
    (counsellor, tutor) = recruits(matching.match([], [girl, boy]), [girl, boy])
    assert (counsellor["area"], counsellor["gender"], counsellor["risk"]) == ("counselling", "f", 2)
    assert (tutor["subject"], tutor["gender"], tutor["grade_min"], tutor["grade_max"]) == ("math", None, 1, 6)


def test_in_person_stands_before_online_and_the_list_is_short() -> None:
    children = [
        Child(f"c{town}", (Need("tutoring", subject),), grade=3, township=f"t{town:02}", modes=(IN_PERSON, "online"))
        for town in range(12)
        for subject in (SUBJECTS[town % 2],)
    ]
    rows = recruits(matching.match([], children), children)
    assert [row["mode"] for row in rows] == [IN_PERSON] * 12 + ["online"] * 2
    assert all(row["township"] is None for row in rows if row["mode"] == "online")
    assert len(rows) <= MOST + MOST_REMOTE


def test_a_child_of_unknown_grade_asks_for_what_has_no_subject() -> None:
    child = Child("c", (Need("tutoring", "math"), Need("companionship")), grade=None, township="east")
    assert [kind.area for kind in kinds_asked_for([child], Policy())] == ["companionship"]


def _answer(question: Question) -> dict[str, Any]:
    *_steps, (_done, answer) = compare(question)
    found: dict[str, Any] = answer
    return found


@settings(max_examples=examples(25))
@given(pools())
def test_the_difference_of_two_plans_adds_up(pool: tuple[list[Volunteer], list[Child]]) -> None:
    volunteers, children = pool
    before = Input(volunteers, children, Policy())
    twice = [replace(one, capacity=2) for one in volunteers]
    result = _answer(Question(before, replace(before, volunteers=twice), None, {}))
    assert result["counted_anew"]
    plan, other = matching.match(volunteers, children), matching.match(twice, children)
    (side,) = result["after"]
    assert side["pairs"] == len(other.pairs) == len(plan.pairs) + len(side["gained"]) - len(side["lost"])
    assert sum(side["by_township"].values()) == sum(side["by_risk"].values()) == side["pairs"]
    assert sum(result["by_township"].values()) == len(children)


def test_who_leaves_is_repaired_and_matched_anew() -> None:
    children = [Child(f"c{n}", (Need("tutoring", "math"),), grade=3, township="east", risk=n) for n in range(3)]
    volunteers = [Volunteer(f"v{n}", (Skill("tutoring", "math"),), township="east") for n in range(2)]
    before = Input(volunteers, children, Policy())
    mates = {pair.child_id: pair.volunteer_id for pair in matching.match(volunteers, children).pairs}
    result = _answer(Question(before, None, mates["c2"], mates))
    repair, anew = result["after"]
    assert result["as_the_run"]
    assert (repair["lost"], repair["moved"]) == (["c2"], [])
    assert (anew["lost"], anew["moved"]) == (["c1"], ["c2"])  # the most at risk keeps a student
    gone = _answer(Question(before, None, "nobody", {}))
    assert (gone["taking_part"], gone["as_the_run"], len(gone["after"])) == (False, False, 1)


@settings(max_examples=examples(25))
@given(pools())
def test_one_more_student_adds_what_the_list_of_recruits_says(pool: tuple[list[Volunteer], list[Child]]) -> None:
    volunteers, children = pool
    before = Input(volunteers, children, Policy())
    for row in recruits(matching.match(volunteers, children), children)[:2]:
        one = Volunteer(
            "supposed",
            (Skill(row["area"], row["subject"], row["grade_min"], row["grade_max"]),),
            township=row["township"],
            reach=frozenset({row["township"]}),
            gender=row["gender"],
            modes=(row["mode"],),
        )
        result = _answer(Question(before, None, None, {}, coming=one))
        (side,) = result["after"]
        assert not result["counted_anew"]
        assert len(side["gained"]) - len(side["lost"]) == row["children"]
        levels, now = dict(result["before"]["levels"]), dict(side["levels"])
        assert {name: now[name] - levels[name] for name in dict(row["gain"])} == dict(row["gain"])


def test_a_run_says_what_fairness_costs() -> None:
    children = [
        Child(f"{town}{n}", (Need("tutoring", "math", must=town == "east"),), grade=3, township=town)
        for town in TOWNS
        for n in range(3)
    ]
    volunteers = [Volunteer(f"v{n}", (Skill("tutoring", "math"),), township="east") for n in range(4)]
    *_steps, (_done, computed) = compute(Input(volunteers, children, Policy()))
    shares = {row[0]: row for row in computed.fairness["townships"]}
    assert {row[4] for row in shares.values()} == {2}
    assert computed.fairness["fit_without"] > computed.fairness["fit"]
    assert [row[1:4] for row in shares.values()] == [[3, 2.0, 1], [3, 2.0, 1]]
