"""Names, phones, grades and the small closed answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.chinese import (
    Mode,
    Relation,
    Sex,
    Why,
    class_in_grade,
    half_width,
    normalise_name,
    parse_grade,
    parse_modes,
    parse_name,
    parse_phone,
    parse_relation,
    parse_residence,
    parse_resident_id,
    parse_sex,
    parse_whole_number,
    parse_yes_no,
    split_list,
)

HANZI = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.sampled_from("㛃䶮𬭚〇𠮷"),
)
NAMES = st.lists(HANZI, min_size=2, max_size=4).map("".join)
SPACES = st.sampled_from(["", " ", "  ", "\u3000", "\t", "\u200b", "\ufeff", "\xa0"])
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(NAMES, st.lists(SPACES, min_size=5, max_size=5))
def test_a_name_is_the_same_however_it_is_spaced(name: str, spaces: list[str]) -> None:
    written = "".join(space + character for space, character in zip(spaces, name, strict=False)) + spaces[-1]
    assert parse_name(written).value == parse_name(name).value
    assert normalise_name(normalise_name(written)) == normalise_name(written)


@pytest.mark.parametrize(
    "name", ["吕㛃", "䶮䶮", "龙𬭚", "欧阳𠮷", "学员755", "志愿者261", "测试超龄", "阿依古丽·买买提"]
)
def test_rare_hanzi_and_test_names_are_kept(name: str) -> None:
    assert parse_name(name).value == name


@pytest.mark.parametrize("dot", "·•・･‧．.●")
def test_every_middle_dot_is_one(dot: str) -> None:
    assert parse_name(f"阿卜杜{dot}热合曼").value == "阿卜杜·热合曼"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('=HYPERLINK("http://127.0.0.1","x")', Why.FORMULA),
        ("＝A1", Why.FORMULA),
        ("12345", Why.ONLY_DIGITS),
        (12345, Why.ONLY_DIGITS),
        ("John Smith", Why.LATIN_ONLY),
        ("Ｊｏｈｎ", Why.LATIN_ONLY),
        ("王", Why.TOO_SHORT),
        ("王" * 41, Why.TOO_LONG),
        ("张三(小)", Why.STRANGE_CHARACTERS),
        ("<b>张三</b>", Why.STRANGE_CHARACTERS),
        ("不详", Why.PLACEHOLDER),
    ],
)
def test_what_is_no_name_says_why(written: Any, why: Why) -> None:
    read = parse_name(written)
    assert read.value is None
    assert read.fault
    assert read.fault.why is why


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(MOBILES)
def test_a_mobile_number_comes_back_however_it_is_written(number: str) -> None:
    spaced = f"{number[:3]} {number[3:7]} {number[7:]}"
    forms: list[Any] = [
        number,
        int(number),
        float(number),
        spaced,
        spaced.replace(" ", "-"),
        f"+86 {number}",
        f"86{number}",
    ]
    forms += [f"0086-{number}", number.translate(FULL_WIDTH), f"\ufeff{number}\u200b", f"({number})"]
    assert {parse_phone(form).value for form in forms} == {number}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0874-3168888", "0874-3168888"),
        ("08743168888", "0874-3168888"),
        ("(0874)3168888", "0874-3168888"),
        ("010 62345678", "010-62345678"),
        ("+86-874-3168888", None),
        ("12345", None),
        ("1234567890123", None),
        ("12800138000", None),
        ("1.38E+10", None),
        ("=A1", None),
        ("张三", None),
    ],
)
def test_landlines_and_what_is_no_number(written: str, number: str | None) -> None:
    read = parse_phone(written)
    assert read.value == number
    assert (read.fault is None) == (number is not None)


@given(MOBILES, MOBILES, st.sampled_from(["/", "、", "；", " 或 ", "\n", "  "]))
def test_the_first_of_two_numbers_counts_and_is_a_doubt(first: str, second: str, between: str) -> None:
    read = parse_phone(f"{first}{between}{second}")
    assert read.value == first
    assert read.doubt
    assert read.doubt.why is Why.SEVERAL_PHONES


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    for parse in (parse_phone, parse_name, parse_grade, parse_sex, parse_relation, parse_modes, parse_resident_id):
        parse(text)
    parse_residence(text)
    split_list(text)
    half_width(text)


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        *[(f"{n}年级", n) for n in range(1, 13)],
        *[(n, n) for n in range(1, 13)],
        *[(f"{'一二三四五六七八九'[n - 1]}年级", n) for n in range(1, 10)],
        ("初一", 7), ("初二", 8), ("初三", 9), ("高一", 10), ("高三", 12), ("初中三年级", 9), ("初中八年级", 8),
        ("小学五年级", 5), ("十年级", 10), ("七", 7), ("７", 7), (7.0, 7), ("小班", 0), ("中班", 0), ("大班", 0),
        ("学前班", 0), ("幼儿园大班", 0), ("0", 0), ("三年级2班", 3), ("七(3)班", 7), ("Grade 5", 5),
    ],
)  # fmt: skip
def test_grades(written: Any, grade: int) -> None:
    assert parse_grade(written).value == grade


@pytest.mark.parametrize("written", ["13", "x", "初中", "十三年级", "一百", "=A1", "毕业"])
def test_what_is_no_grade(written: str) -> None:
    assert parse_grade(written).fault


def test_the_class_written_with_the_grade() -> None:
    assert [class_in_grade(text) for text in ("三年级2班", "七（3）班", "三年级二班", "三年级", "大班", 3)] == [
        "2", "3", "2", "", "", ""
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "sex"),
    [("男", Sex.MALE), ("女性", Sex.FEMALE), ("M", Sex.MALE), ("ｆ", Sex.FEMALE), (1, Sex.MALE), (" 女 ", Sex.FEMALE)],
)
def test_sexes(written: Any, sex: Sex) -> None:
    assert parse_sex(written).value is sex


def test_small_answers() -> None:
    assert parse_yes_no("是").value is True
    assert parse_yes_no("走读").value is False
    assert parse_yes_no("也许").fault
    assert parse_relation("外祖母").value is Relation.MATERNAL_GRANDMOTHER
    assert parse_relation("其爷爷").value is Relation.PATERNAL_GRANDFATHER
    assert parse_modes("线下、线上").value == frozenset(Mode)
    assert parse_modes("线上").value == {Mode.ONLINE}
    assert parse_modes("均可").value == frozenset(Mode)
    assert parse_modes("").value is None
    assert parse_whole_number("2人", 1, 3).value == 2
    assert parse_whole_number("9", 1, 3).value == 3
    assert parse_whole_number("9", 1, 3).doubt
    assert parse_whole_number("很多", 1, 3).fault


@pytest.mark.parametrize(
    ("line", "township", "village"),
    [
        ("金龙街道松林村委会", "金龙街道", "松林村"),
        ("云南省曲靖市沾益区白水镇大树屯村委会3组", "白水镇", "大树屯村"),
        ("白水镇", "白水镇", ""),
        ("盘江镇新排社区居委会", "盘江镇", "新排社区"),
        ("龙华街道办事处遵花铺社区", "龙华街道", "遵花铺社区"),
        ("沾益区炎方乡松林村民委员会12号", "炎方乡", "松林村"),
        ("新村村委会", "", "新村村"),
        ("松林村", "", "松林村"),
        ("不知道", "", ""),
        ("", "", ""),
    ],
)
def test_township_and_village_of_an_address(line: str, township: str, village: str) -> None:
    read = parse_residence(line)
    assert (read.township, read.village) == (township, village)


def test_a_list_is_split_outside_brackets_only() -> None:
    assert split_list("数学(小学、初中)、语文，英语;科学 美术/音乐") == (
        "数学(小学、初中)",
        "语文",
        "英语",
        "科学",
        "美术",
        "音乐",
    )
    assert split_list("、、 ，") == ()
