"""How tasks are told in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.foundation.dates import plain_day
from app.foundation.messages import message
from app.places.models import AreaLevel
from app.reports.models import CareTask, ReportSnapshot


def owner_words(task: CareTask) -> str:
    """Whose task it is."""
    if task.owner is not None:
        return task.owner.name
    if task.owner_school is not None:
        return task.owner_school.name
    place = task.owner_area.name if task.owner_area is not None else ""
    if task.owner_level is AreaLevel.VILLAGE:
        return str(_("Director of %(place)s", place=place))
    return str(_("Supervisor of %(place)s", place=place))


def season_heading(snapshot: ReportSnapshot) -> str:
    """Heads the numbers of the whole season, with the day from which they count."""
    if snapshot.season is None:
        return str(_("Season so far"))
    return str(_("Season since %(day)s", day=plain_day(snapshot.season.starts_on)))


def task_title(task: CareTask) -> str:
    """What is to be done: the words, else what the source asks for."""
    return task.words or message(f"tasks.do.{task.source.value}")
