"""How what a volunteer offers is written on a page."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.children.wording import grade_name
from app.volunteers.gates import skill_counts
from app.volunteers.models import Skill


def skill_name(skill: Skill) -> str:
    """A skill in words: a subject with its grades, or a service area, with a mark where it does not count yet."""
    if skill.subject:
        grades = f"{grade_name(skill.grade_min)}–{grade_name(skill.grade_max)}"
        return f"{term_name(skill.subject, TermKind.SUBJECT)} {grades}"
    name = term_name(skill.area, TermKind.SERVICE_AREA)
    return name if skill_counts(skill) else _("%(skill)s (not verified)", skill=name)


def skills_line(skills: Iterable[Skill]) -> str:
    """All skills on one line."""
    return str(_(", ")).join(skill_name(one) for one in skills) or "—"
