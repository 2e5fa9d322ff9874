"""Which tables there are, and what each of their columns is. See ``docs/exports.md``."""

from __future__ import annotations

from enum import StrEnum

from app.foundation.access import Permission
from app.foundation.spreadsheets.described import Described, Table
from app.sessions.models import SessionPlace
from app.visits.codes import VisitPlace


class TableKind(StrEnum):
    """What one row is."""

    SESSIONS = "sessions"
    """A confirmed one-to-one session."""
    VISITS = "visits"
    """A visit that stands."""


class TableReason(StrEnum):
    """Why a table leaves the house."""

    SYSTEM = "system"
    STATISTICS = "statistics"
    SUPERIOR = "superior"


class TableForm(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSONL = "jsonl"


READ_BY = {TableKind.SESSIONS: Permission.SESSION_READ, TableKind.VISITS: Permission.VISIT_READ}
"""Whoever reads them on pages, and nobody else, takes them out."""
CHILD = Described("child", "孩子编号", "Code of the child; the same in every table and in the API.")
TOWNSHIP = Described(
    "township_code",
    "乡镇代码",
    "Division code of the child's home township; empty where it has none.",
    required=False,
)
TABLES = {
    TableKind.SESSIONS: Table(
        "sessions", "一对一服务记录", "Confirmed one-to-one sessions of a season",
        (
            Described("session_id", "记录编号", "A UUID that never changes, as in the API."),
            Described("pairing_id", "结对编号", "UUID of the pairing."),
            Described("child", "孩子编号", "Code of the child, as in every table; empty to who is not of its school or "
                      "village while nobody has consented.", required=False),
            Described("volunteer", "志愿者编号", "Code of the volunteer who served, who may have stood in."),
            TOWNSHIP,
            Described("starts_at", "开始时间", "When it began, with its zone.", "dateTime"),
            Described("ends_at", "结束时间", "When it ended, with its zone.", "dateTime"),
            Described("minutes", "服务分钟", "What counts: end less start less breaks.", "integer"),
            Described("place", "地点类型", "Kind of place.", one_of=tuple(one.value for one in SessionPlace)),
            Described("service_area", "服务类别", "Code of the service area."),
            Described("late", "是否补录", "Whether it was entered late, and two people stand for it.", "boolean"),
            Described("confirmed_at", "确认时间", "When it was confirmed.", "dateTime"),
        ),
        ("session_id",),
    ),
    TableKind.VISITS: Table(
        "visits", "走访记录", "Visits from the first to the last day of a season",
        (
            Described("visit_id", "走访编号", "A UUID that never changes."),
            CHILD,
            TOWNSHIP,
            Described("visited_on", "走访日期", "The day.", "date"),
            Described("place", "走访方式", "Where, or by phone.", one_of=tuple(one.value for one in VisitPlace)),
            Described("met_child", "见到孩子", "Whether the child was met.", "boolean"),
            Described("met_carer", "见到照护人", "Whether the carer was met.", "boolean"),
            Described("topics", "安全教育主题", "Codes of the safety topics taught, with a blank between; empty: none.",
                      required=False),
            Described("recorded_at", "录入时间", "When it was recorded.", "dateTime"),
        ),
        ("visit_id",),
    ),
}  # fmt: skip
