"""How what a volunteer offers is written on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.children.wording import comma, grade_name
from app.volunteers.gates import skill_counts
from app.volunteers.models import Skill

_DASH = "\N{WORD JOINER}–\N{WORD JOINER}"  # a range of grades is not torn apart at the end of a line


def skill_name(skill: Skill) -> str:
    """A skill in words: a subject with its grades, or a service area, with a mark where it does not count yet."""
    return _with_grades([skill]) if skill.subject else _area_name(skill)


def skills_line(skills: Iterable[Skill]) -> str:
    """All skills on one line; subjects of the same grades stand together."""
    together: dict[tuple[int, int], list[Skill]] = {}
    areas = []
    for skill in skills:
        if skill.subject:
            together.setdefault((skill.grade_min, skill.grade_max), []).append(skill)
        else:
            areas.append(_area_name(skill))
    return comma().join([*map(_with_grades, together.values()), *areas]) or "—"


def _with_grades(skills: Sequence[Skill]) -> str:
    """``Chinese, math (grades 1-6)``: subjects that share their grades."""
    subjects = comma().join(term_name(skill.subject, TermKind.SUBJECT) for skill in skills)
    first, last = skills[0].grade_min, skills[0].grade_max
    if first == last:
        grades = grade_name(first)
    elif first:
        both = f"{first}{_DASH}{last}"
        grades = _("grades %(range)s", range=both)
    else:
        grades = f"{grade_name(first)}{_DASH}{grade_name(last)}"
    return str(_("%(subjects)s (%(grades)s)", subjects=subjects, grades=grades))


def _area_name(skill: Skill) -> str:
    name = term_name(skill.area, TermKind.SERVICE_AREA)
    return name if skill_counts(skill) else str(_("%(skill)s (not verified)", skill=name))
