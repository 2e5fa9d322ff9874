"""Rosters as schools fill them in: the layout of the national survey, and plain lists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook

from app.children.roster import RosterReading, read_roster
from app.foundation.spreadsheets import read_sheet, to_csv

TODAY = date(2026, 11, 23)
SUBJECTS = {"数学": "maths", "语文": "chinese", "英语": "english", "科学": "science", "美术": "art"}
AREAS = {"心理疏导": "counselling", "自护教育": "self_care", "亲情陪伴": "companionship", "学业辅导": "tutoring"}

GROUPS = {"儿童基本情况": (2, 10), "父母情况": (11, 15), "受委托监护人": (16, 18)}
HEADINGS = [
    "序号", "姓名", "性别", "出生日期", "学校", "年级", "班级", "现居住地", "是否寄宿", "身体情况",
    "留守类型", "父亲务工地点", "父亲联系电话", "母亲务工地点", "母亲联系电话", "姓名", "与儿童关系",
    "联系电话", "监护情况", "需求", "备注",
]  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A row as somebody typed it."""

    name: Any = "董艳"
    sex: Any = "女"
    birth: Any = "2018.5.4"
    school: Any = "花山街道松林小学"
    grade: Any = "2年级"
    class_name: Any = 2
    home: Any = "金龙街道松林村委会"
    boarding: Any = "否"
    health: Any = "健康"
    kind: Any = "父母双方外出"
    father_at: Any = "浙江省宁波市"
    father_phone: Any = "13806360837"
    mother_at: Any = "江苏省苏州市"
    mother_phone: Any = "15533740681"
    carer: Any = "曹子涵"
    relation: Any = "外祖母"
    phone: Any = "18907439150"
    guardianship: Any = "监护情况较好"
    needs: Any = "科学、心理疏导"
    notes: Any = None

    def cells(self, number: int) -> list[Any]:
        """The row with its running number."""
        return [number, *(getattr(self, name) for name in self.__dataclass_fields__)]

    def but(self, **changes: Any) -> "Written":
        """The same with some cells written otherwise."""
        return replace(self, **changes)


def survey_workbook(rows: Sequence[Written], *, titles: int = 1, blank_after: int = 1) -> bytes:
    """Title rows, two heading rows with merged groups, a blank row in the middle, a signature line."""
    workbook = Workbook()
    sheet = workbook.active
    for number in range(titles):
        sheet.append([f"农村留守儿童花名册{number}"])
        sheet.merge_cells(start_row=number + 1, start_column=1, end_row=number + 1, end_column=len(HEADINGS))
    sheet.append(["填报单位:(盖章)花山街道松林小学", *[None] * 9, "填报日期:2026年11月20日"])
    top = titles + 2
    for column, heading in enumerate(HEADINGS, start=1):
        group = next((name for name, (first, last) in GROUPS.items() if first <= column <= last), None)
        sheet.cell(top + bool(group), column, heading)
        if not group:
            sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)
    for name, (first, last) in GROUPS.items():
        sheet.cell(top, first, name)
        sheet.merge_cells(start_row=top, start_column=first, end_row=top, end_column=last)
    for number, row in enumerate(rows, start=1):
        at = top + 1 + number + (number > blank_after)
        for column, value in enumerate(row.cells(number), start=1):
            sheet.cell(at, column, value)
    end = top + len(rows) + 4
    sheet.cell(end, 1, "单位负责人(签名):")
    sheet.cell(end, 8, "填表人(签名):")
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def plain_table(rows: Sequence[Written]) -> bytes:
    """A text table with one heading row."""
    headings = [*HEADINGS]
    headings[15], headings[17] = "监护人姓名", "监护人电话"
    return to_csv(headings, [row.cells(number) for number, row in enumerate(rows, start=1)])


def survey_text(rows: Sequence[Written]) -> bytes:
    """The survey's layout saved as text by somebody's Excel: merged blocks are gone, the encoding is GB18030."""
    sheet = read_sheet(survey_workbook(rows))
    table = [[cell.value for cell in row] for row in sheet.rows]
    return to_csv(["", *[""] * 20], table).decode("utf-8-sig").encode("gb18030")


def read(data: bytes, **arguments: Any) -> RosterReading:
    """The roster as it is read on the day of these tests."""
    return read_roster(read_sheet(data), today=TODAY, subjects=SUBJECTS, areas=AREAS, **arguments)


LAYOUTS: dict[str, Callable[[Sequence[Written]], bytes]] = {
    "survey": survey_workbook,
    "plain": plain_table,
    "text": survey_text,
}

_HANZI = "董唐谢袁曾马梁刘陈曹王仇傅郭韩罗单萧邓林何艳明辉磊俊杰梦琪雨桐润泽文博㛃䶮𬭚"
NAMES = st.text(st.sampled_from(_HANZI), min_size=2, max_size=3)
BIRTHS = st.dates(date(2012, 1, 1), date(2019, 12, 31))
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WAYS = st.sampled_from(
    ["{0}", "{0:%Y%m%d}", "{0.year}.{0.month}.{0.day}", "{0.year}年{0.month}月{0.day}日", "{0:%Y/%m/%d}"]
)


@st.composite
def good_rows(draw: st.DrawFn) -> Written:
    """A row with nothing wrong in it."""
    birth = draw(BIRTHS)
    phone = draw(PHONES)
    return Written(
        name=draw(NAMES),
        sex=draw(st.sampled_from(["男", "女", "男性", "F"])),
        birth=draw(st.one_of(st.just(birth), WAYS.map(lambda way: way.format(birth)))),
        grade=draw(st.sampled_from(["一年级", "2年级", "3", 4, "初一"])),
        phone=draw(st.sampled_from([phone, int(phone), f"{phone[:3]} {phone[3:7]} {phone[7:]}"])),
        notes=draw(st.sampled_from([None, "+86 is a country code", "低保户"])),
    )


BREAKS: dict[str, dict[str, Any]] = {
    "name_missing": {"name": None},
    "name_is_formula": {"name": '=HYPERLINK("http://127.0.0.1","x")'},
    "name_not_a_name": {"name": "John"},
    "birth_missing": {"birth": None},
    "birth_impossible": {"birth": "2015年13月40日"},
    "birth_in_future": {"birth": "2027-01-01"},
    "over_age": {"birth": "2009-01-05"},
    "phone_invalid": {"phone": "12345"},
    "cell_is_formula": {"school": "=A1"},
    "text_too_long": {"class_name": "很" * 21},
}
