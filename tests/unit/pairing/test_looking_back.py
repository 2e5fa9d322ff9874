"""Learning from past pairings and reserving places, in the engine's process: what is said of it names nobody."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

from app.matching import Child, Need, Outcome, Outlook, Policy, Skill, Volunteer, train_retention
from app.matching.retention import GroupGap
from app.pairing.comparing import Question, compare
from app.pairing.computing import Computed, compute
from app.pairing.lasting import told
from app.pairing.solving import Input

SLOTS = range(6)


def outcomes(count: int, *, by_time: bool) -> list[Outcome]:
    """Pairings that lasted where they shared much time, or by chance."""
    rng = random.Random(1)  # noqa: S311 - test data
    made = []
    for day in range(count):
        mine, theirs = (frozenset(rng.sample(SLOTS, 3)) for _ in range(2))
        volunteer = Volunteer(f"old v{day}", (Skill("tutoring", "math"),), slots=mine, gender=rng.choice("fm"))
        child = Child(f"old c{day}", (Need("tutoring", "math"),), grade=3, slots=theirs, gender=rng.choice("fm"))
        chance = (0.05, 0.35, 0.75, 0.95)[len(mine & theirs)] if by_time else 0.5
        made.append(Outcome(volunteer, child, day, rng.random() < chance))
    return made


def people() -> Input:
    volunteers = [Volunteer(f"v{n}", (Skill("tutoring", "math"),), slots=frozenset({n, n + 1})) for n in range(4)]
    children = [
        Child(f"c{n}", (Need("tutoring", "math"),), grade=3, slots=frozenset({n, n + 1, n + 2})) for n in range(5)
    ]
    return Input(volunteers, children, Policy())


def computed(given: Input) -> Computed:
    *_steps, (_done, answer) = compute(given)
    found: Computed = answer
    return found


def test_a_model_that_proves_itself_gives_points_and_its_report_is_kept() -> None:
    given = replace(people(), outcomes=outcomes(600, by_time=True))
    answer = computed(given)
    said = answer.retention
    assert answer.exact
    assert (said["why_off"], said["outcomes"], said["tested"]) == (None, 600, 150)
    assert said["brier"] < said["brier_of_base_rate"]
    assert any(name == "retention" for pair in answer.pairs for name, _points in pair["reasons"])
    assert "old " not in json.dumps(said)
    assert "step" in [kind for kind, value in compute(given) if kind == "step" and value[1] == "learning"]


def test_chance_teaches_nothing() -> None:
    answer = computed(replace(people(), outcomes=outcomes(300, by_time=False)))
    assert answer.retention["why_off"] == "no_better"
    assert answer.pairs == computed(people()).pairs


def test_groups_and_bins_of_few_are_left_out() -> None:
    model = train_retention(outcomes(300, by_time=True))
    few = replace(
        model.report,
        calibration=((0.5, 1.0, 4), (0.9, 0.8, 5)),
        gaps=(GroupGap("sex:f", 5, 0.1), GroupGap("township:east", 4, 0.2)),
    )
    said = told(replace(model, report=few), 300)
    assert (said["calibration"], said["gaps"], said["left_out"]) == ([[0.9, 0.8, 5]], [["sex", "f", 5, 0.1]], 2)


def test_every_reason_of_the_engine_has_a_word() -> None:
    same = [replace(one, lasted=True) for one in outcomes(300, by_time=True)]
    found = [told(train_retention(some), len(some))["why_off"] for some in (outcomes(10, by_time=True), same)]
    assert found == ["too_few", "one_kind"]
    assert told(None, 0)["why_off"] == "no_say"


def expecting(given: Input) -> Input:
    coming = [
        Child("child 0", (Need("music"), Need("tutoring", "math")), grade=8, township="east"),
        Child("child 1", (Need("music"),), grade=8, township="east"),
    ]
    rare = Volunteer("rare", (Skill("tutoring", "math"), Skill("music")), capacity=2)
    return replace(
        given,
        volunteers=[*given.volunteers, rare],
        children=given.children[:3],
        policy=replace(given.policy, hold_back=True),
        outlook=Outlook((), tuple(coming)),
    )


def test_what_places_are_reserved_for_is_told_by_kind() -> None:
    (row,) = computed(expecting(people())).reserved
    assert (row["volunteer_id"], row["slots"]) == ("rare", 2)
    assert sum(kind["slots"] for kind in row["kinds"]) == 2
    assert {(tuple(map(tuple, kind["needs"])), tuple(kind["grades"]), kind["township"]) for kind in row["kinds"]} == {
        ((("music", None), ("tutoring", "math")), (7, 9), "east"),
        ((("music", None),), (7, 9), "east"),
    }
    assert "child 0" not in json.dumps(row)


def test_what_if_reserves_and_learns_as_the_run_does() -> None:
    given = replace(expecting(people()), outcomes=outcomes(300, by_time=True))
    stored = {pair["child_id"]: pair["volunteer_id"] for pair in computed(given).pairs}
    open_again = replace(given, policy=replace(given.policy, hold_back=False))
    *_steps, (_done, result) = compare(Question(given, open_again, None, stored))
    answer: dict[str, Any] = result
    assert answer["as_the_run"]
    assert answer["after"][0]["pairs"] == answer["before"]["pairs"] == 3
    *_steps, (_done, plain) = compare(Question(replace(given, outcomes=()), None, "rare", stored))
    assert plain["taking_part"]
