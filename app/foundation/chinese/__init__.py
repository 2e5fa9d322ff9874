"""What Chinese lists hold, read the way people write it: a cell in, a value or a reason out."""

from app.foundation.chinese.choices import (
    Mode,
    Relation,
    Sex,
    parse_modes,
    parse_relation,
    parse_sex,
    parse_whole_number,
    parse_words,
    parse_yes_no,
)
from app.foundation.chinese.dates import parse_date, years_between
from app.foundation.chinese.free_time import ALL_SLOTS, parse_free_time
from app.foundation.chinese.grades import class_in_grade, grade_of, parse_grade
from app.foundation.chinese.names import name_fault, normalise_name, parse_name
from app.foundation.chinese.outcome import CellValue, Fault, Param, Read, Why, doubtful, fault
from app.foundation.chinese.phones import parse_phone
from app.foundation.chinese.residence import Residence, parse_residence, village_name
from app.foundation.chinese.resident_id import ResidentId, parse_resident_id
from app.foundation.chinese.skills import Taught, parse_grade_span, parse_skills
from app.foundation.chinese.terms import Term, Terms
from app.foundation.chinese.text import (
    as_text,
    half_width,
    is_formula,
    says_nothing,
    split_list,
    squeeze,
    tidy,
)

__all__ = [
    "ALL_SLOTS",
    "CellValue",
    "Fault",
    "Mode",
    "Param",
    "Read",
    "Relation",
    "Residence",
    "ResidentId",
    "Sex",
    "Taught",
    "Term",
    "Terms",
    "Why",
    "as_text",
    "class_in_grade",
    "doubtful",
    "fault",
    "grade_of",
    "half_width",
    "is_formula",
    "name_fault",
    "normalise_name",
    "parse_date",
    "parse_free_time",
    "parse_grade",
    "parse_grade_span",
    "parse_modes",
    "parse_name",
    "parse_phone",
    "parse_relation",
    "parse_residence",
    "parse_resident_id",
    "parse_sex",
    "parse_skills",
    "parse_whole_number",
    "parse_words",
    "parse_yes_no",
    "says_nothing",
    "split_list",
    "squeeze",
    "tidy",
    "village_name",
    "years_between",
]
