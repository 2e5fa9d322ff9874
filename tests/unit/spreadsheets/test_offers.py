"""Weekly free time and taught subjects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.chinese import ALL_SLOTS, Terms, Why, parse_free_time, parse_grade_span, parse_skills

PARTS = {"am": "上午", "pm": "下午", "ev": "晚上"}
DAY_NAMES = "一二三四五六日"


def _slots(days: str, parts: str) -> frozenset[str]:
    return frozenset(f"{day}-{part}" for day in days for part in parts.split())


@pytest.mark.parametrize(
    ("phrase", "slots"),
    [
        ("周一、周三、周五下午", _slots("135", "pm")),
        ("每天下午", _slots("1234567", "pm")),
        ("周二周四全天", _slots("24", "am pm")),
        ("周末全天", _slots("67", "am pm")),
        ("周一至周五上午", _slots("12345", "am")),
        ("周一到五上午", _slots("12345", "am")),
        ("晚上", _slots("1234567", "ev")),
        ("周一三五下午", _slots("135", "pm")),
        ("周一、三、五晚上", _slots("135", "ev")),
        ("星期天下午和周三晚上", _slots("7", "pm") | _slots("3", "ev")),
        ("周六上午、周日下午", _slots("6", "am") | _slots("7", "pm")),
        ("周一上午、下午", _slots("1", "am pm")),
        ("周末", _slots("67", "am pm")),
        ("工作日晚上", _slots("12345", "ev")),
        ("周六14:00-17:00", _slots("6", "pm")),
        ("周六9:00-19:30", _slots("6", "am pm ev")),
        ("周五至周日下午", _slots("567", "pm")),
        ("周六至周一上午", _slots("671", "am")),
        ("礼拜三下午", _slots("3", "pm")),
        ("周１、周３下午", _slots("13", "pm")),
        ("每周一、三下午", _slots("13", "pm")),
    ],
)
def test_phrases(phrase: str, slots: frozenset[str]) -> None:
    read = parse_free_time(phrase)
    assert read.value == slots
    assert read.doubt is None


@pytest.mark.parametrize("phrase", ["不限", "随时", "均可", "都可以", "", None, "时间不限", "任意时间"])
def test_any_time_is_no_set(phrase: str | None) -> None:
    read = parse_free_time(phrase)
    assert (read.value, read.fault) == (None, None)


@given(st.lists(st.tuples(st.sampled_from(range(1, 8)), st.sampled_from(sorted(PARTS))), min_size=1, unique=True))
def test_slots_written_one_by_one_come_back(chosen: list[tuple[int, str]]) -> None:
    phrase = "、".join(f"周{DAY_NAMES[day - 1]}{PARTS[part]}" for day, part in chosen)
    assert parse_free_time(phrase).value == {f"{day}-{part}" for day, part in chosen}


@given(st.sets(st.sampled_from(range(1, 8)), min_size=1), st.sampled_from(sorted(PARTS)))
def test_days_gather_until_their_part(days: set[int], part: str) -> None:
    for joint, week in (("、", "周"), ("", "周"), ("和", "星期"), (",", "礼拜")):
        phrase = joint.join(week + DAY_NAMES[day - 1] for day in sorted(days)) + PARTS[part]
        assert parse_free_time(phrase).value == {f"{day}-{part}" for day in days}


@pytest.mark.parametrize("phrase", ["除周三外每天下午", "周一不行", "周末没空", "每天下午(周三除外)"])
def test_an_exception_is_never_read_as_a_promise(phrase: str) -> None:
    read = parse_free_time(phrase)
    assert read.value is None
    assert read.fault
    assert read.fault.why is Why.EXCEPTIONS_WRITTEN


def test_what_is_left_over_is_a_doubt() -> None:
    read = parse_free_time("周一下午兼职")
    assert read.value == {"1-pm"}
    assert read.doubt
    assert read.doubt.params["rest"] == "兼职"
    assert parse_free_time("看情况").fault


@given(st.text())
def test_any_text_is_answered_with_slots_that_exist(text: str) -> None:
    assert (parse_free_time(text).value or frozenset()) <= ALL_SLOTS
    parse_skills(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1-9年级", (1, 9)), ("1-13年级", (1, 13)), ("8-9年级", (8, 9)), ("小学", (1, 6)), ("初中", (7, 9)),
        ("高中", (10, 12)), ("一至三年级", (1, 3)), ("初一至初三", (7, 9)), ("小学到初中", (1, 9)),
        ("三年级以下", (1, 3)),
        ("七年级及以上", (7, 12)), ("5年级", (5, 5)), ("全年级", (1, 12)), ("学前", (0, 0)), ("9-1年级", None),
        ("很多", None),
    ],
)  # fmt: skip
def test_grade_spans(text: str, span: tuple[int, int] | None) -> None:
    assert parse_grade_span(text) == span


@given(st.integers(1, 13), st.integers(1, 13), st.sampled_from(["数学", "语文", "意大利语"]))
def test_a_written_span_comes_back(one: int, other: int, subject: str) -> None:
    low, high = sorted((one, other))
    for text in (f"{subject}({low}-{high}年级)", f"{subject}（{low}至{high}年级）", f"{subject}{low}-{high}年级"):
        (skill,) = parse_skills(text).value or ()
        assert (skill.subject, skill.grade_min, skill.grade_max) == (subject, low, high)


def test_skills_of_one_cell() -> None:
    read = parse_skills("数学(小学)、物理(8-9年级)、音乐、高中英语、语文(小学、初中)")
    assert [(s.subject, s.grade_min, s.grade_max) for s in read.value or ()] == [
        ("数学", 1, 6), ("物理", 8, 9), ("音乐", 1, 12), ("英语", 10, 12), ("语文", 1, 9)
    ]  # fmt: skip
    unclear = parse_skills("数学(看情况)")
    assert unclear.doubt
    assert (unclear.value or ())[0].subject == "数学"


def test_terms_are_found_by_name_alias_and_inside_brackets() -> None:
    terms = Terms(
        areas={"学业辅导": "tutoring", "心理疏导": "counselling"}, subjects={"数学": "maths", "算术": "maths"}
    )
    assert [(t.kind, t.code) for t in terms.find("学业辅导")] == [("area", "tutoring")]
    assert [(t.kind, t.code) for t in terms.find("数学辅导")] == [("subject", "maths")]
    assert [(t.kind, t.code) for t in terms.find("学业辅导(数学、算术)")] == [("subject", "maths")] * 2
    assert [(t.kind, t.code, t.text) for t in terms.find("围棋")] == [("subject", None, "围棋")]
