"""The published figures as one tidy table: a row for each place, month and figure, withheld ones among them."""

from __future__ import annotations

from sqlalchemy import select

from app.coverage.models import PublishedFigure
from app.coverage.published.kinds import PublicFigure
from app.foundation.chinese import CellValue
from app.foundation.database import DbSession
from app.foundation.spreadsheets.described import Described, Table
from app.places.models import Area

FIGURES = {
    PublicFigure.REACHED: ("覆盖的孩子", "Children reached"),
    PublicFigure.ACTIVITIES: ("集体活动", "Group activities"),
    PublicFigure.SESSIONS: ("一对一服务", "One-to-one sessions"),
    PublicFigure.HOURS: ("服务时长（小时）", "Hours of service"),
    PublicFigure.SERVING: ("参与服务的志愿者", "Volunteers who served"),
}
TOLD, WITHHELD = "told", "withheld"
TABLE = Table(
    "open-figures", "公开数据", "Open figures",
    (
        Described("month", "月份", "The month, as 2027-01.", "gYearMonth"),
        Described("area_code", "区划代码", "Division code: six digits of a district (GB/T 2260), nine of a township. "
                  "Empty where a township has none yet.", required=False),
        Described("area_name", "区划名称", "What the place is called."),
        Described("area_level", "区划级别", "What kind of place.", one_of=("district", "township")),
        Described("figure", "指标代码", "Which figure.", one_of=tuple(one.value for one in PublicFigure)),
        Described("figure_name", "指标名称", "Which figure, in words."),
        Described("value", "数值", "The number; empty where it is withheld. Never under 5.", "integer", required=False),
        Described("status", "状态", "Whether the number is told: under 5, or so that such a number cannot be found "
                  "out, it is withheld. Empty is not zero.", one_of=(TOLD, WITHHELD)),
    ),
    ("month", "area_level", "area_name", "figure"),
)  # fmt: skip


def table_rows(session: DbSession, district: Area, language: str) -> list[list[CellValue]]:
    """Everything that was published of a district, by month, place and figure."""
    wanted = (
        select(PublishedFigure, Area.code, Area.name, Area.level)
        .join(Area, Area.id == PublishedFigure.area_id)
        .where(PublishedFigure.district_id == district.id)
    )
    order = {figure: place for place, figure in enumerate(PublicFigure)}

    def by_place(row: tuple[PublishedFigure, str | None, str, str]) -> tuple[object, ...]:
        one, code, name, _level = row
        return one.month, one.area_id != district.id, code or "~", name, order[one.figure]

    found = sorted(((row[0], row[1], row[2], row[3]) for row in session.execute(wanted)), key=by_place)
    word = 0 if language == "zh" else 1
    return [
        [f"{one.month:%Y-%m}", code, name, level, one.figure.value, FIGURES[one.figure][word], one.value,
         TOLD if one.value is not None else WITHHELD]
        for one, code, name, level in found
    ]  # fmt: skip
