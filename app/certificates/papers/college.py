"""Papers for a student's college: the practice appraisal form, and a list of activities without any child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.certificates.models import Issuer
from app.certificates.papers.certificate import BY_HAND
from app.certificates.papers.wording import content_line
from app.certificates.service import Served, Service
from app.foundation import clock
from app.foundation.documents import Document
from app.foundation.hours import hours_of
from app.seasons.models import Season
from app.volunteers.models import Volunteer

FORM, LIST = "大学生社会实践鉴定表", "志愿服务活动清单"
ONE_TO_ONE = "一对一陪伴"


@dataclass(frozen=True)
class Practice:
    """One student's season, as both papers tell it. ``names``: what service areas and kinds of places are called."""

    volunteer: Volunteer
    season: Season
    service: Service
    issuer: Issuer | None
    names: Mapping[str, str]
    at: datetime

    @property
    def content(self) -> str:
        """What was done and how long, in one line."""
        return content_line((self.names.get(area, area), hours) for area, hours in self.service.hours_by_area.items())


def appraisal_form(practice: Practice) -> bytes:
    """社会实践鉴定表: what the record knows is filled in, the rest is left to hand and seal."""
    volunteer, service = practice.volunteer, practice.service
    body = practice.issuer.body if practice.issuer is not None else BY_HAND
    document = Document(FORM, at=practice.at, numbered=False)
    document.title(FORM)
    document.fields(
        [("姓名", volunteer.name, "学校", volunteer.college or BY_HAND),
         ("专业", volunteer.major or BY_HAND, "年级", volunteer.study_year or BY_HAND),
         ("学号", BY_HAND, "联系电话", volunteer.phone),
         ("实践单位", body, "志愿者编号", volunteer.code),
         ("起止日期", f"{service.first_day:%Y-%m-%d} 至 {service.last_day:%Y-%m-%d}", "实践时长",
          f"{hours_of(service.minutes)} 小时（{service.sessions} 次）")],
        widths=(2, 4, 2, 4),
    )  # fmt: skip
    document.fields(
        [("实践项目", f"{practice.season.name}返乡大学生结对陪伴孩子志愿服务"), ("实践内容", practice.content)],
        widths=(2, 10),
    )
    for heading, room in (("个人小结", 58), ("实践单位鉴定意见", 40), ("学院审核意见", 34)):
        document.heading(heading)
        document.box("" if heading == "个人小结" else "（盖章）　　　　年　　月　　日", room)
    return document.to_bytes()


def activity_list(practice: Practice, served: Sequence[Served]) -> bytes:
    """Day, place, what was done and how long, of everything confirmed; nothing about a child."""
    volunteer, service = practice.volunteer, practice.service
    document = Document(LIST, at=practice.at, footer=f"{practice.season.name} · {volunteer.code}")
    document.title(LIST)
    document.fields(
        [("姓名", volunteer.name, "志愿者编号", volunteer.code),
         ("服务季", practice.season.name, "合计", f"{hours_of(service.minutes)} 小时（{service.sessions} 次）")],
        widths=(2, 4, 2, 4),
    )  # fmt: skip
    rows = [
        (
            f"{clock.local(row.starts_at):%Y-%m-%d}",
            f"{clock.local(row.starts_at):%H:%M}–{clock.local(row.ends_at):%H:%M}",
            practice.names.get(row.service_area, row.service_area),
            row.title or ONE_TO_ONE,
            row.site or practice.names.get(row.at or "", ""),
            str(row.minutes),
        )
        for row in sorted(served, key=lambda row: row.starts_at)
    ]
    headings = ("日期", "时间", "服务类别", "活动", "地点", "分钟")
    document.table(headings, rows, widths=(5, 5, 5, 6, 7, 3), align="LLLLLR")
    document.paragraph("分钟数由系统按起止时间计算，不含休息和往返路途；只列已核实确认的服务。", size=9, grey=True)
    document.box("记录单位（盖章）", 40, width=70)
    return document.to_bytes()
