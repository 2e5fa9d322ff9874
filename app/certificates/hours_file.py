"""The columns of a file of hours: ours, or those of a template that the organizer has to fill. Pure: no database.

No layout of a national system is written here, for none is published (decision 35): whoever has its template copies the
row of headings from it, and each heading that is known says what is to stand under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.foundation.chinese import CellValue
from app.foundation.errors import Refused
from app.foundation.spreadsheets import FieldNames, Vocabulary

MOST_COLUMNS, LONGEST_HEADING, LONGEST_ROW = 40, 60, 2000


class Grain(StrEnum):
    """What one row of a file of hours is."""

    PAIRING = "pairing"
    """A volunteer's service to one child, or at one activity, in one service area."""
    AREA = "area"
    """All of a volunteer's service in one service area."""
    EACH = "each"
    """A single session, or a single time of service at an activity."""


class FileForm(StrEnum):
    """How a file is written."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True)
class Line:
    """What can stand in a row; empty or None where the grain does not say it, or nobody gave it. Nothing on a child."""

    name: str
    id_kind: str
    id_number: str
    phone: str
    national_number: str
    code: str
    township: str
    project: str
    activity: str
    area: str
    place: str
    first_day: date
    last_day: date
    day: date | None
    from_time: str
    to_time: str
    hours: Decimal
    minutes: int
    times: int
    unit: str
    responsible: str
    recorder: str


@dataclass(frozen=True)
class Column:
    """One column: its heading, and which part of a ``Line`` stands under it; None: it stays empty."""

    heading: str
    field: str | None


NUMBER = "number"
"""Not of a line: the running number of the row."""


def _field(name: str, headings: str) -> FieldNames:
    return FieldNames(name, tuple(headings.split()))


KNOWN = Vocabulary((
    _field(NUMBER, "序号 序 行号 no no."),
    _field("name", "姓名 志愿者姓名 志愿者 名字 真实姓名 name"),
    _field("id_kind", "证件类型 证件种类 身份证件类型 id_type"),
    _field(
        "id_number",
        "证件号码 证件号 身份证号码 身份证号 身份证 身份证件号码 志愿者身份证号 志愿者证件号码 id_number",
    ),
    _field("phone", "手机号码 手机号 手机 联系电话 联系方式 电话 志愿者电话 phone mobile"),
    _field(
        "national_number",
        "全国志愿者编号 志愿者编号 志愿者统一编号 志愿者号 志愿汇编号 志愿中国编号 志愿者注册号 志愿者证号 注册编号 "
        "national_volunteer_number volunteer_number",
    ),
    _field("code", "本平台编号 童行编号 code"),
    _field("township", "所在乡镇 乡镇 居住区域 所在区域 服务区域 township"),
    _field("project", "项目名称 志愿服务项目 志愿服务项目名称 项目 project"),
    _field("activity", "活动名称 志愿服务活动 志愿服务活动名称 活动 岗位名称 岗位 activity"),
    _field("area", "服务类别 服务类型 服务领域 服务内容 志愿服务内容 活动类型 service_area"),
    _field("place", "服务地点 活动地点 地点 place"),
    _field("first_day", "开始日期 服务开始日期 活动开始日期 起始日期 first_day"),
    _field("last_day", "结束日期 服务结束日期 活动结束日期 截止日期 last_day"),
    _field("day", "服务日期 活动日期 日期 day"),
    _field("from_time", "开始时间 服务开始时间 活动开始时间 签到时间 start"),
    _field("to_time", "结束时间 服务结束时间 活动结束时间 签退时间 end"),
    _field("hours", "服务时长 志愿服务时长 时长 服务时数 时数 荣誉时数 服务小时 服务小时数 志愿时长 工时 hours"),
    _field("minutes", "服务分钟数 分钟 分钟数 minutes"),
    _field("times", "服务次数 次数 times"),
    _field("unit", "组织单位 主办单位 组织机构 所属组织 所属团体 志愿团体 志愿服务组织 服务组织 unit"),
    _field("responsible", "负责人 项目负责人 活动负责人 responsible"),
    _field("recorder", "记录人 经办人 recorder"),
))  # fmt: skip
OWN_HEADINGS = {"hours": "服务时长（小时）"}
_FIRST = ("name", "id_kind", "id_number", "phone", "national_number", "code", "project")
_LAST = ("hours", "times", "unit")
OWN = {
    Grain.PAIRING: (*_FIRST, "activity", "area", "first_day", "last_day", *_LAST),
    Grain.AREA: (*_FIRST, "area", "first_day", "last_day", *_LAST),
    Grain.EACH: (*_FIRST, "activity", "area", "place", "day", "from_time", "to_time", *_LAST),
}
_BETWEEN = re.compile(r"[\t\r\n,，、;；|]+")


def columns_of(headings: str, grain: Grain) -> tuple[Column, ...]:
    """The columns by a pasted row of headings, in its order; without one, ours for the grain.

    Raises:
        Refused: too many or too long headings, or not one of them is known.
    """
    if not headings.strip():
        return tuple(Column(OWN_HEADINGS.get(name) or KNOWN.canonical(name), name) for name in OWN[grain])
    texts = [text.strip() for text in _BETWEEN.split(headings) if text.strip()]
    if len(headings) > LONGEST_ROW or len(texts) > MOST_COLUMNS or any(len(one) > LONGEST_HEADING for one in texts):
        raise Refused("certificates.headings_long", field="headings", most=MOST_COLUMNS)
    columns = tuple(Column(text, KNOWN.field_of(text)) for text in texts)
    if all(one.field in {None, NUMBER} for one in columns):
        raise Refused("certificates.headings_unknown", field="headings")
    return columns


def unknown_of(columns: Iterable[Column]) -> list[str]:
    """The headings under which nothing will stand."""
    return [one.heading for one in columns if one.field is None]


def cells_of(columns: Iterable[Column], line: Line, number: int) -> list[CellValue]:
    """One row of the file."""
    return [_cell(one.field, line, number) for one in columns]


def _cell(field: str | None, line: Line, number: int) -> CellValue:
    if field is None:
        return None
    value = number if field == NUMBER else getattr(line, field)
    return float(value) if isinstance(value, Decimal) else value
