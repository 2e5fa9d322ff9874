"""The hours of a season for the League's national systems: out of the house for a reason, masked unless asked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import select

from app.certificates.service import Service, service_of_season
from app.children.wording import masked_phone
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.chinese import CellValue
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.seasons.models import Season
from app.volunteers.models import Volunteer
from app.volunteers.rules.signup import mask_id

# As the national systems' own templates head their columns: Chinese in either language.
HEADINGS = (
    "姓名", "证件类型", "证件号码", "手机号码", "志愿者编号", "项目名称", "服务类别", "开始日期", "结束日期",
    "服务时长（小时）", "服务次数",
)  # fmt: skip
ID_CARD = "居民身份证"


class HoursReason(StrEnum):
    """Why hours leave the house."""

    NATIONAL = "national"
    SUPERIOR = "superior"
    COLLEGE = "college"
    CHECKING = "checking"


def export_hours(
    session: DbSession, actor: Actor, season_id: uuid.UUID, reason: HoursReason, names: Mapping[str, str], *, full: bool
) -> list[list[CellValue]]:
    """A row per volunteer and service area of a season; ``full``: with whole ID and phone numbers. On the log. Commits.

    Args:
        session: the database.
        actor: who takes it.
        season_id: of which season.
        reason: why.
        names: what service areas are called.
        full: whether numbers are whole.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: nothing is confirmed.
    """
    season = authorize(actor, Permission.HOURS_EXPORT, session.get(Season, season_id))
    service = service_of_season(session, season.id)
    people = {one.id: one for one in session.scalars(select(Volunteer).where(Volunteer.id.in_(service)))}
    ordered = sorted(service.values(), key=lambda one: people[one.volunteer_id].code)
    rows = [row for one in ordered for row in _rows(people[one.volunteer_id], season, one, names, full=full)]
    if not rows:
        raise Refused("certificates.nothing_confirmed")
    details = {"count": len(rows), "reason": reason.value, "masked": not full}
    audit.record_and_commit(session, actor, audit.Action.HOURS_EXPORTED, season, **details)
    return rows


def _rows(
    volunteer: Volunteer, season: Season, service: Service, names: Mapping[str, str], *, full: bool
) -> list[list[CellValue]]:
    number = volunteer.id_number if full else mask_id(volunteer.id_number)
    phone = volunteer.phone if full else masked_phone(volunteer.phone)
    name = volunteer.name
    return [
        [name, ID_CARD if number else "", number or "", phone, volunteer.code, season.name, names.get(area, area),
         service.first_day, service.last_day, float(hours), service.sessions]
        for area, hours in service.hours_by_area.items()
    ]  # fmt: skip
