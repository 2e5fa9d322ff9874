"""A school's list as teachers make it: a title, two-level merged headings, a row with a mistake, a signature line."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from tests.browser.pages import Story

HEADINGS = ("序号", "姓名", "性别", "出生日期", "年级", "现居住地", "姓名", "与儿童关系", "联系电话", "需求")
GROUPS = {"儿童基本情况": (2, 6), "受委托监护人": (7, 9)}
NOBODY = "缪无期"


def write_roster(path: Path, story: Story) -> Path:
    """Two children who can be taken over, and one whose birthday does not exist."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["农村留守儿童花名册"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    for name, (first, last) in GROUPS.items():
        sheet.cell(2, first, name)
        sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=last)
    for column, heading in enumerate(HEADINGS, start=1):
        grouped = any(first <= column <= last for first, last in GROUPS.values())
        sheet.cell(3 if grouped else 2, column, heading)
        if not grouped:
            sheet.merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
    birth, home = story.birth, f"{story.township}{story.village}"
    spelled = f"{birth.year}年{birth.month}月{birth.day}日"
    sheet.append([1, story.child, "女", spelled, "4年级", home, "段老太", "祖母", "138 7400 1122", story.need])
    sheet.append(
        [2, story.brother, "男", f"{birth.year + 1}0501", "三年级", home, "段老太", "祖母", "13874001122", "语文"]
    )
    sheet.append([3, NOBODY, "男", f"{birth.year}年13月40日", "三年级", home, "缪老汉", "祖父", "13874003344", "数学"])
    sheet.append([])
    sheet.append(["单位负责人(签名):", None, None, None, None, "填表人(签名):"])
    workbook.save(path)
    return path
