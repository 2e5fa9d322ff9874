"""Stars one can apply for, by confirmed minutes; masked names; numbers in fours."""

from __future__ import annotations

import pytest

from app.certificates.papers.wording import grouped_number
from app.certificates.queries import masked
from app.certificates.stars import Star, star_of


@pytest.mark.parametrize(
    ("minutes", "star"),
    [
        (0, Star(0, 6000)), (3260, Star(0, 2742)), (5999, Star(0, 6)), (6000, Star(1, 12000)), (59_999, Star(3, 6)),
        (60_000, Star(4, 30_000)), (90_000, Star(5, None)), (900_000, Star(5, None)),
    ],
)  # fmt: skip
def test_a_star_is_reached_with_its_last_minute(minutes: int, star: Star) -> None:
    assert star_of(minutes) == star


def test_a_masked_name_keeps_the_family_name_only() -> None:
    shown = {name: masked(name) for name in ("张三", "张㛃䶮", "欧阳娜娜", "阿依古丽·买买提", "—")}
    assert list(shown.values()) == ["张**", "张**", "欧阳**", "阿**", "—"]


def test_a_number_is_read_in_fours() -> None:
    assert grouped_number("K7M3QXAB2") == "K7M3-QXAB-2"
