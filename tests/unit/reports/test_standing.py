"""Who leads, who falls behind and what would help most: ties, nothing, little and what is not told."""

from __future__ import annotations

from app.reports.figures import Numbers, TownshipFigures
from app.reports.showing import WITHHELD
from app.reports.standing import Deed, standing


def place(name: str, registered: int | None, consented: int | None, paired: int | None) -> TownshipFigures:
    figures: Numbers = {"registered": registered, "consented": consented, "paired": paired}
    return TownshipFigures(name, name, figures, None)


def names(places: tuple[TownshipFigures, ...]) -> list[str]:
    return [one.name for one in places]


def test_the_highest_and_the_lowest_share_by_exact_fractions() -> None:
    found = standing([place("A", 30, 30, 10), place("B", 9, 9, 3), place("C", 40, 40, 13), place("D", 4, 4, 4)])
    # A third is a third, of thirty or of nine; of four no share is judged.
    assert (names(found.first), names(found.last)) == (["A", "B"], ["C"])
    assert found.anyone
    assert found.action is not None
    assert (found.action.deed, found.action.place.name, found.action.children) == (Deed.RECRUIT, "C", 27)


def test_all_equal_all_zero_and_nothing() -> None:
    equal = standing([place("A", 10, 10, 5), place("B", 20, 20, 10)])
    assert (names(equal.first), names(equal.last)) == (["A", "B"], [])
    zero = standing([place("A", 10, 10, 0), place("B", 20, 20, 0)])
    assert not zero.anyone
    one = standing([place("A", 10, 10, 3)])
    assert (names(one.first), names(one.last)) == (["A"], [])
    for nothing in ([], [place("A", 0, 0, 0)], [place("A", None, None, None)], [place("A", 4, 4, 0)]):
        assert standing(nothing).first == standing(nothing).last == ()
    assert standing([]).action is standing([place("A", 5, 5, 5)]).action is None


def test_the_one_thing_is_where_most_are_held_up() -> None:
    consent = standing([place("A", 100, 20, 0), place("B", 50, 50, 10)]).action
    assert consent is not None
    assert (consent.deed, consent.place.name, consent.children) == (Deed.CONSENT, "A", 80)
    tied = standing([place("A", 30, 10, 0), place("B", 20, 20, 0)]).action
    assert tied is not None
    assert (tied.deed, tied.place.name) == (Deed.RECRUIT, "B")


def test_what_is_not_told_is_not_compared() -> None:
    hidden = [place("A", WITHHELD, WITHHELD, WITHHELD), place("B", 20, 10, WITHHELD), place("C", 9, 8, 4)]
    found = standing(hidden)
    assert (names(found.first), names(found.last)) == (["C"], [])
    assert found.action is not None
    assert (found.action.deed, found.action.place.name) == (Deed.CONSENT, "B")
    nowhere = standing([TownshipFigures(None, "", {"registered": 9, "consented": 0, "paired": 0}, None)])
    assert nowhere.action is None
