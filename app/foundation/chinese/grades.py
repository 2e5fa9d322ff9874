"""School grades: 0 preschool, 1-6 primary, 7-9 junior middle, 10-12 senior middle."""

import re

from app.foundation.chinese.outcome import CellValue, Read, Why, fault
from app.foundation.chinese.text import as_text, han_number, is_formula, says_nothing, squeeze

PRESCHOOL, HIGHEST = 0, 12
PRIMARY, JUNIOR, SENIOR = (1, 6), (7, 9), (10, 12)
# Tutors write 13 and 14 for university preparation; a child's own grade stops at 12.
HIGHEST_TAUGHT = 14

_PRESCHOOL = re.compile("(幼儿园)?(小小|小|中|大|托|学前|幼)班|学前(教育)?(一年级)?|幼儿园|幼儿|学龄前|未入学|散居")
_STAGES = {"小学": 0, "小": 0, "初中": 6, "初": 6, "高中": 9, "高": 9}
_NUMERAL = "[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_STAGED = re.compile(f"(小学|初中|高中|小|初|高)({_NUMERAL})(年级|年)?")
_PLAIN = re.compile(f"(?:grade|g)?({_NUMERAL})(年级|年|级)?", re.IGNORECASE)
# 三年级(2)班, 三年级二班, 七(3)班, 7.3班: the class is written with the grade.
_WITH_CLASS = re.compile(f"(.+?(?:年级|年)|[小初高]?(?:{_NUMERAL}))[.(\\[-]?({_NUMERAL})[)\\]]?班")


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else han_number(text)


def grade_of(text: str, highest: int = HIGHEST) -> int | None:
    """The grade a text writes, or None."""
    text = squeeze(text)
    if _PRESCHOOL.fullmatch(text):
        return PRESCHOOL
    if found := _STAGED.fullmatch(text):
        number, base = _number(found[2]), _STAGES[found[1]]
        # 初中七年级 counts on from primary school; 初中一年级 counts within the stage.
        number = number if number is None or number > base else number + base
    elif found := _PLAIN.fullmatch(text):
        number = _number(found[1])
    else:
        return None
    return number if number is not None and PRESCHOOL <= number <= highest else None


def parse_grade(value: CellValue) -> Read[int]:
    """A child's grade as 0..12; nothing for a blank cell."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value))
    if says_nothing(text):
        return Read()
    grade = grade_of(text)
    if grade is None and (found := _WITH_CLASS.fullmatch(text)):
        grade = grade_of(found[1])
    return Read(grade) if grade is not None else fault(Why.NOT_UNDERSTOOD)


def class_in_grade(value: CellValue) -> str:
    """The class that is written together with the grade (三年级2班), or an empty text."""
    text = squeeze(as_text(value))
    if _PRESCHOOL.fullmatch(text) or grade_of(text) is not None:
        return ""
    found = _WITH_CLASS.fullmatch(text)
    return str(_number(found[2])) if found and grade_of(found[1]) is not None else ""
