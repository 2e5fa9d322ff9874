"""What a student offers: service areas, subjects with grades, and for how many children."""

from app.foundation.chinese import Terms, parse_skills, parse_whole_number, split_list
from app.foundation.spreadsheets import RowReader
from app.volunteers.signup_list.codes import SignupCode
from app.volunteers.signup_list.row import AreaRow, SkillRow

MOST_CHILDREN = 3
"""The organizer may raise a student's capacity to this, no list may."""


def read_offers(reader: RowReader, terms: Terms) -> tuple[tuple[AreaRow, ...], tuple[SkillRow, ...]]:
    """Areas and skills. A subject written among the areas is a skill for every grade, and the other way round."""
    areas: dict[str, AreaRow] = {}
    skills: dict[SkillRow, None] = {}
    for item in split_list(reader.text("areas", 500)):
        for term in terms.find(item):
            if term.kind == "subject" and term.code:
                skills[SkillRow(term.text, term.code, 1, 12)] = None
            else:
                areas.setdefault(term.code or term.text, AreaRow(term.text, term.code))
            if term.code is None:
                reader.warn("areas", SignupCode.AREA_UNKNOWN, text=term.text)
    taught = reader.take(
        "skills", parse_skills, fault=SignupCode.SKILL_GRADES_UNCLEAR, doubt=SignupCode.SKILL_GRADES_UNCLEAR
    )
    for skill in taught or ():
        for term in terms.find(skill.subject):
            if term.kind == "area":
                areas.setdefault(term.code or term.text, AreaRow(term.text, term.code))
                continue
            skills[SkillRow(term.text, term.code, skill.grade_min, skill.grade_max)] = None
            if term.code is None:
                reader.warn("skills", SignupCode.SUBJECT_UNKNOWN, text=term.text)
    return tuple(areas.values()), tuple(skills)


def read_capacity(reader: RowReader) -> int:
    """How many children: 1 where nothing is said."""
    capacity = reader.take(
        "capacity",
        lambda value: parse_whole_number(value, 1, MOST_CHILDREN),
        fault=SignupCode.CAPACITY_UNCLEAR,
        refuse=False,
    )
    return capacity or 1
