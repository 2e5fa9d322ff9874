"""Lists as they lie on a League's desk: a school's roster, a sign-up list, schools, staff. All people are invented."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from app.demo.words import GIVEN_BOY, GIVEN_GIRL, SURNAMES, TOWNSHIPS
from app.foundation import clock
from app.foundation.chinese import CellValue

SCHOOL, TOWNSHIP, VILLAGE = "松林小学", "花山街道", "松林村委会"
CHILDREN, VOLUNTEERS = 60, 40
ORGANIZER, TEACHER, DEPUTY, DIRECTOR, LEAD = "段书记", "沈老师", "沈校长", "松主任", "白专员"
STAFF = (
    (ORGANIZER, "13874110001", "团区委", "沾益区"),
    (LEAD, "13874110002", "儿童保护负责人", "沾益区"),
    (TEACHER, "13874110003", "学校老师", SCHOOL),
    (DEPUTY, "13874110004", "校长", SCHOOL),
    (DIRECTOR, "13874110005", "儿童主任", VILLAGE),
)
_GROUPS = {"儿童基本情况": (2, 10), "父母情况": (11, 15), "受委托监护人": (16, 18)}
_ROSTER = (
    "序号", "姓名", "性别", "出生日期", "学校", "年级", "班级", "现居住地", "是否寄宿", "身体情况",
    "留守类型", "父亲务工地点", "父亲联系电话", "母亲务工地点", "母亲联系电话",
    "姓名", "与儿童关系", "联系电话", "监护情况", "需求", "备注",
)  # fmt: skip
_SIGN_UP = (
    "姓名", "性别", "出生日期", "就读高校", "专业", "年级", "家庭所在乡镇", "手机号码", "服务意向",
    "擅长科目及年级", "可服务时间", "服务方式", "会说的语言或方言", "特长爱好", "最多可结对人数",
)  # fmt: skip
_GRADES = ("一年级", "2年级", "三年级", "4年级", "五年级", "6年级")
_NEEDS = ("数学、亲情陪伴", "语文", "英语、自护教育", "科学、数学", "美术、亲情陪伴")
_SUBJECTS = (
    "数学(1-9年级)",
    "语文(小学)",
    "英语(1-6年级)、数学(小学)",
    "科学(小学)、语文(小学)",
    "美术、数学(1-6年级)",
)


def write_places(path: Path) -> Path:
    """The school of the roster with its central school, and the children's home of its village."""
    rows = (
        ("花山中心学校", "中心校", TOWNSHIP, "", ""),
        (SCHOOL, "小学", TOWNSHIP, VILLAGE, "花山中心学校"),
        ("松林儿童之家", "儿童之家", TOWNSHIP, VILLAGE, ""),
    )
    return _table(path, ("名称", "类型", "乡镇", "村", "中心校"), rows)


def write_staff(path: Path) -> Path:
    """Who works in the district in its first season."""
    rows = tuple((name, phone, role, scope) for name, phone, role, scope in STAFF)
    return _table(path, ("姓名", "手机号码", "角色", "单位/范围"), rows)


def write_roster(path: Path) -> Path:
    """A school's list: title, merged headings, an empty row, a signature; sixty children and six rows with mistakes."""
    chance, workbook = random.Random(20261126), Workbook()  # noqa: S311 - invented people, no secret
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["农村留守儿童花名册"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_ROSTER))
    sheet.append([f"填报单位:(盖章){SCHOOL}"])
    for name, (first, last) in _GROUPS.items():
        sheet.cell(3, first, name)
        sheet.merge_cells(start_row=3, start_column=first, end_row=3, end_column=last)
    for column, heading in enumerate(_ROSTER, start=1):
        grouped = any(first <= column <= last for first, last in _GROUPS.values())
        sheet.cell(4 if grouped else 3, column, heading)
        if not grouped:
            sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    rows = [_child(chance, number) for number in range(1, CHILDREN + 1)]
    for number, row in enumerate(rows):
        sheet.append(row)
        if number == CHILDREN // 2:
            sheet.append([])
    for row in _mistakes(rows):
        sheet.append(row)
    sheet.append([])
    sheet.append(["单位负责人(签名):", None, None, None, None, "填表人(签名):"])
    workbook.save(path)
    return path


def write_sign_up(path: Path) -> Path:
    """A sign-up list of returning students."""
    chance = random.Random(20261127)  # noqa: S311 - as above
    rows = [_volunteer(chance, number) for number in range(VOLUNTEERS)]
    return _table(path, _SIGN_UP, rows, title="返乡大学生志愿者报名表")


def father_digits(number: int) -> str:
    """The last four digits of the phone of the father of the child in row ``number``, from 1."""
    return f"{4000 + number}"


def _child(chance: random.Random, number: int) -> list[CellValue]:
    girl = number % 2 == 1
    birth = clock.today() - timedelta(days=365 * 8 + chance.randrange(365 * 3))
    return [
        number, child_name(number), "女" if girl else "男", _spelled(chance, birth), SCHOOL,
        _GRADES[number % 6], number % 4 + 1, f"{TOWNSHIP}{VILLAGE}", "否", "健康",
        "父母双方外出", "浙江省宁波市", f"1388636{father_digits(number)}", "上海市", f"1553374{6000 + number}",
        f"{SURNAMES[-number % len(SURNAMES)]}老太", "祖母", f"138 7868 {3000 + number}", "监护情况一般",
        _NEEDS[number % 5], None,
    ]  # fmt: skip


def _mistakes(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """A child twice, no name, over 16, a day that does not exist, no phone number, a formula for a name."""
    old = clock.today().replace(year=clock.today().year - 18, day=1)
    changes: list[dict[int, CellValue]] = [
        {}, {1: None}, {1: "缪大年", 3: old.isoformat()}, {1: "缪无期", 3: "2017年13月40日"},
        {1: "缪无号", 12: "12345"}, {1: "=A1&B1"},
    ]  # fmt: skip
    made = []
    for number, change in enumerate(changes):
        row = list(rows[number])
        for column, value in change.items():
            row[column] = value
        made.append(row)
    return made


def _volunteer(chance: random.Random, number: int) -> list[CellValue]:
    girl = number % 2 == 0
    birth = date(clock.today().year - 20, 1 + number % 12, 3 + number % 20)
    return [
        _name(number + 7, girl=girl), "女" if girl else "男", _spelled(chance, birth), "曲靖师范学院",
        "小学教育", "大三",
        TOWNSHIPS[number % len(TOWNSHIPS)][1] if number % 3 else TOWNSHIP, f"178827700{number:02d}",
        "学业辅导、亲情陪伴", _SUBJECTS[number % 5], "每天下午", "线下、线上", "普通话、曲靖话", "讲故事", 1,
    ]  # fmt: skip


def child_name(number: int) -> str:
    """The name of the child in row ``number``, from 1; no two are called the same."""
    return _name(number, girl=number % 2 == 1)


def _name(number: int, *, girl: bool) -> str:
    given = GIVEN_GIRL if girl else GIVEN_BOY
    return SURNAMES[number % len(SURNAMES)] + given[number % len(given)]


def _spelled(chance: random.Random, day: date) -> str:
    """A day as people write it."""
    ways = (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
    )
    return chance.choice(ways)


def _table(path: Path, headings: tuple[str, ...], rows: Iterable[Sequence[CellValue]], title: str = "") -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    if title:
        sheet.append([title])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path
