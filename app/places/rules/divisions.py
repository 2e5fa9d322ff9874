"""Areas from a file of division codes: six digits a district, nine a township, twelve a village."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.chinese import squeeze
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Area, AreaLevel
from app.places.queries import area_name, find_district, find_township, find_village
from app.places.rules.finding import add_area

LEVELS = {6: AreaLevel.DISTRICT, 9: AreaLevel.TOWNSHIP, 12: AreaLevel.VILLAGE}
_FINDERS = {AreaLevel.TOWNSHIP: find_township, AreaLevel.VILLAGE: find_village}


@dataclass(frozen=True, slots=True)
class Division:
    """One line of the file; ``code`` without the zeros that stand for "no further"."""

    code: str
    name: str

    @property
    def level(self) -> AreaLevel:
        """What the length of its code says."""
        return LEVELS[len(self.code)]


def read_divisions(data: bytes) -> list[Division]:
    """The lines of a ``code,name`` file (UTF-8 or GB18030), parents first.

    Raises:
        Refused: a line that is neither a heading nor a code and a name, naming its number.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    found = {}
    for number, cells in enumerate(csv.reader(io.StringIO(text)), start=1):
        line = [squeeze(cell) for cell in cells if squeeze(cell)]
        if not line or (number == 1 and not any(cell.isdigit() for cell in line)):
            continue
        code = _code(line[0])
        if code is None or len(line) < 2:
            raise Refused("places.division_line", line=number)
        found[code] = Division(code, line[1])
    return sorted(found.values(), key=lambda one: (len(one.code), one.code))


def _code(written: str) -> str | None:
    if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", written):
        return None
    if len(written) == 12:
        written = written.removesuffix("000")
    return written.removesuffix("000") if len(written) == 9 else written


def import_divisions(session: DbSession, actor: Actor, divisions: Iterable[Division]) -> dict[str, int]:
    """Make the areas that are missing; give a provisional one its code, and one that was renamed its name.

    Commits. Returns how many were ``created``, ``changed`` and ``same``.

    Raises:
        Refused: an area without its parent in the file or on file.
    """
    counts = {"created": 0, "changed": 0, "same": 0}
    for division in divisions:
        counts[_place(session, actor, division)] += 1
    session.commit()
    return counts


def _place(session: DbSession, actor: Actor, division: Division) -> str:
    parent = None
    if division.level is not AreaLevel.DISTRICT:
        parent = session.scalars(select(Area).where(Area.code == division.code[:-3])).one_or_none()
        if parent is None:
            raise Refused("places.division_parent", number=division.code)
    found = session.scalars(select(Area).where(Area.code == division.code)).one_or_none()
    found = found or _provisional(session, parent, division)
    if found is None:
        add_area(session, actor, division.level, parent, division.name, division.code)
        return "created"
    changes = {"code": division.code, "name": area_name(division.level, division.name), "provisional": False}
    fields = [name for name, value in changes.items() if getattr(found, name) != value]
    if not fields:
        return "same"
    authorize(actor, Permission.PLACE_WRITE, found)
    for name in fields:
        setattr(found, name, changes[name])
    audit.record(session, actor, audit.Action.PLACE_CHANGED, found, kind=found.level.value, fields=fields)
    session.flush()
    return "changed"


def _provisional(session: DbSession, parent: Area | None, division: Division) -> Area | None:
    """What an import named before the codes were known."""
    if parent is None:
        found = find_district(session, division.name)
    else:
        found = _FINDERS[division.level](session, parent.id, division.name)
    return found if found is not None and found.provisional else None
