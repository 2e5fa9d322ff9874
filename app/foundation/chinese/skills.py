"""What a tutor teaches and to which grades: 数学(1-9年级)、英语(初中)、音乐."""

import re
from dataclasses import dataclass

from app.foundation.chinese.grades import (
    HIGHEST,
    HIGHEST_TAUGHT,
    JUNIOR,
    PRESCHOOL,
    PRIMARY,
    SENIOR,
    grade_of,
)
from app.foundation.chinese.outcome import CellValue, Read, Why, doubtful, fault
from app.foundation.chinese.text import as_text, is_formula, says_nothing, split_list

EVERY_GRADE = (1, HIGHEST)

_STAGES = {
    "学前": (PRESCHOOL, PRESCHOOL),
    "幼儿园": (PRESCHOOL, PRESCHOOL),
    "幼儿": (PRESCHOOL, PRESCHOOL),
    "小学低年级": (1, 3),
    "小学低段": (1, 3),
    "低年级": (1, 3),
    "小学高年级": (4, 6),
    "小学高段": (4, 6),
    "高年级": (4, 6),
    "小学": PRIMARY,
    "初中": JUNIOR,
    "中学": (JUNIOR[0], SENIOR[1]),
    "初高中": (JUNIOR[0], SENIOR[1]),
    "中小学": EVERY_GRADE,
    "高中": SENIOR,
    "全年级": EVERY_GRADE,
    "各年级": EVERY_GRADE,
    "所有年级": EVERY_GRADE,
    "年级不限": EVERY_GRADE,
    "不限年级": EVERY_GRADE,
    "不限": EVERY_GRADE,
}
_SPAN = re.compile("(.+?)(?:年级)?[至到~-](.+)")
_OPEN_ENDED = re.compile("(.+?)(及|或)?(以上|以下)")
_BRACKETS = re.compile(r"(.+?)[(\[【](.*)[)\]】]?")
_WITHOUT_BRACKETS = re.compile(
    r"(\D+?)((?:\d{1,2}|[一二三四五六七八九])(?:年级)?(?:[至到~-](?:\d{1,2}|[一二三四五六七八九]))?年级)"
)
_STAGE_FIRST = re.compile("(小学|初中|高中)(.+)")


@dataclass(frozen=True, slots=True)
class Taught:
    """A subject as written, with the grades it is taught to."""

    subject: str
    grade_min: int
    grade_max: int


def parse_grade_span(text: str) -> tuple[int, int] | None:
    """The first and last grade that 1-9年级, 小学, 初一至初三 or 三年级以下 names."""
    text = text.removesuffix("学生").removesuffix("阶段")
    if text in _STAGES:
        return _STAGES[text]
    if found := _OPEN_ENDED.fullmatch(text):
        inner = parse_grade_span(found[1])
        if inner is None:
            return None
        return (inner[0], HIGHEST) if found[3] == "以上" else (1, inner[1])
    if found := _SPAN.fullmatch(text):
        ends = [parse_grade_span(part) for part in found.groups()]
        if ends[0] and ends[1] and ends[0][0] <= ends[1][1]:
            return ends[0][0], ends[1][1]
        return None
    single = grade_of(text, HIGHEST_TAUGHT)
    return None if single is None else (single, single)


def _grades_in(text: str) -> tuple[int, int] | None:
    """Several spans in one pair of brackets (小学、初中) as one from the lowest to the highest."""
    spans = [parse_grade_span(part) for part in split_list(text)]
    known = [span for span in spans if span is not None]
    if not known or len(known) != len(spans):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _one(item: str) -> tuple[Taught, bool]:
    """One skill and whether its grades were understood."""
    for pattern in (_BRACKETS, _WITHOUT_BRACKETS):
        if found := pattern.fullmatch(item):
            span = _grades_in(found[2].rstrip(")]】"))
            return Taught(found[1], *(span or EVERY_GRADE)), span is not None
    if found := _STAGE_FIRST.fullmatch(item):
        return Taught(found[2], *_STAGES[found[1]]), True
    return Taught(item, *EVERY_GRADE), True


def parse_skills(value: CellValue) -> Read[tuple[Taught, ...]]:
    """Every skill of a cell; a doubt names the first whose grades were not understood."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = as_text(value)
    if says_nothing(text):
        return Read()
    read = [(_one(item), item) for item in split_list(text)]
    taught = tuple(dict.fromkeys(skill for (skill, _), _ in read))
    unclear = [item for (_, understood), item in read if not understood]
    if unclear:
        return doubtful(taught, Why.PARTLY_UNDERSTOOD, rest=unclear[0])
    return Read(taught)
