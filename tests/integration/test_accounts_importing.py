"""A list of staff becomes accounts with slips: once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.rules import accept_invitation, active_roles, find_by_login
from app.foundation.access import Role
from app.foundation.errors import Refused
from tests import factories as make

LIST = """工作人员名册,,,,
姓名,手机号码,角色,单位,乡镇
王老师,13812340001,学校老师,龙华小学,
王老师,13812340001,学校老师,金龙小学,
赵主任,138-1234-0002,儿童主任,松林村,金龙街道
钱督导,13812340003,儿童督导员,,金龙街道
孙书记,13812340004,团区委,,
李老师,13812340005,学校老师,没有的学校,
周老师,0874-3168888,学校老师,龙华小学,
吴老师,13812340006,宿舍管理员,龙华小学,
"""


@pytest.fixture
def file(session: Any, tmp_path: Path) -> Path:
    district = make.district("沾益区")
    town = make.township(district, "金龙街道")
    make.village(town, "松林村")
    make.school(town, "龙华小学")
    make.school(town, "金龙小学")
    session.commit()
    path = tmp_path / "staff.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def run(app: Flask, *arguments: str) -> dict[str, Any]:
    result = app.test_cli_runner().invoke(args=["accounts", "import", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return answer


def test_one_account_per_person_one_slip_per_person(app: Flask, session: Any, file: Path, tmp_path: Path) -> None:
    slips = tmp_path / "slips.html"
    done = run(app, str(file), "--slips", str(slips), "--url", "https://tongxing.example.cn/")
    assert (done["rows"], done["ok"], done["created"], done["roles"], done["slips"]) == (8, 5, 4, 5, 4)
    assert [one["row"] for one in done["problems"]] == [8, 9, 10]
    assert all(one["problem"] and "_" not in one["problem"] for one in done["problems"])
    teacher = find_by_login(session, "13812340001")
    assert teacher is not None
    assert len(active_roles(teacher)) == 2
    paper = slips.read_text(encoding="utf-8")
    assert slips.stat().st_mode & 0o777 == 0o600
    assert paper.count("<svg") == 4
    assert "王老师" in paper
    token = paper.split("https://tongxing.example.cn/invitation/")[1].split("<")[0]
    assert accept_invitation(session, token, "Walk-with-me-26").id == teacher.id


def test_the_same_list_twice_changes_nothing_and_leaves_the_slips_valid(
    app: Flask, session: Any, file: Path, tmp_path: Path
) -> None:
    first, second, third = (tmp_path / f"{number}.html" for number in range(3))
    run(app, str(file), "--slips", str(first))
    again = run(app, str(file), "--slips", str(second))
    assert (again["created"], again["roles"], again["same"], again["slips"]) == (0, 0, 5, 0)
    old = first.read_text(encoding="utf-8").split("/invitation/")[1].split("<")[0]
    assert run(app, str(file), "--slips", str(third), "--again")["slips"] == 4
    with pytest.raises(Refused):
        accept_invitation(session, old, "Walk-with-me-26")
    session.rollback()
    assert len(session.scalars(select(Account)).all()) == 4


def test_a_dry_run_changes_nothing(app: Flask, session: Any, file: Path) -> None:
    done = run(app, str(file), "--dry-run")
    assert (done["ok"], done["created"]) == (5, 4)
    assert session.scalars(select(Account)).all() == []


def test_without_json_it_speaks_in_sentences(app: Flask, session: Any, file: Path) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "import", str(file)])
    assert result.exit_code == 0
    assert "created 4" in result.stdout
    assert "没有的学校" in result.stderr
    organizer = find_by_login(session, "13812340004")
    assert organizer is not None
    assert organizer.roles[0].role is Role.ORGANIZER
