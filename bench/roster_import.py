"""A roster of 10,000 rows imported beside openpyxl reading the same file.

Ours reads the file, judges every cell, looks every child up, and writes files, carers, needs and the audit log. Theirs
reads the cells, and nothing else.
"""

import random
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from timing import clock as seconds
from timing import report

from app import create_app
from app.children.rules.bulk import Options, import_file
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import db
from config import load_settings

ROWS, SCHOOLS, ROUNDS = 10_000, 20, 3
HEADINGS = ["姓名", "性别", "出生日期", "年级", "班级", "学校", "乡镇", "监护人", "与孩子关系", "联系电话"]
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "小明雨欣子涵浩然梓轩佳怡思远文博嘉宁俊杰"


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roster.xlsx"
        write(file, rows, random.Random(7))  # noqa: S311 - invented rows, no secrets
        ours, theirs = [], []
        for number in range(ROUNDS):
            app = create_app(load_settings({"APP_ENV": "testing", "INSTANCE_PATH": f"{folder}/{number}"}))
            with app.app_context():
                db.create_all()
                ours.append(seconds(lambda: imported(file, rows)))
                db.session.remove()
            theirs.append(seconds(lambda: read(file)))
        mine, other = sorted(ours)[ROUNDS // 2], sorted(theirs)[ROUNDS // 2]
        report("roster_import", rows=rows, ours_s=mine, openpyxl_s=other, ratio=mine / other, must=3)


def write(file: Path, rows: int, rng: random.Random) -> None:
    """A roster as a district has it."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(HEADINGS)
    today = clock.today()
    for number in range(rows):
        born, school = today - timedelta(days=rng.randint(2500, 5000)), rng.randrange(SCHOOLS)
        grade = min(9, max(1, (today - born).days // 365 - 6))
        sheet.append([
            rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2)), rng.choice("男女"), born.isoformat(), f"{grade}年级",
            f"{rng.randint(1, 4)}班", f"第{school + 1}小学", "演示镇", rng.choice(SURNAMES) + "桂英", "祖母",
            f"139{number:08}",
        ])  # fmt: skip
    workbook.save(file)


def imported(file: Path, rows: int) -> None:
    done = import_file(
        db.session, system_actor("bench"), file, Options(create_places=True, answers_for="bench", district="演示区")
    )
    assert done.ok == rows, (done.ok, done.problems[:5])


def read(file: Path) -> list[Any]:
    return list(load_workbook(file, read_only=True).active.iter_rows(values_only=True))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
