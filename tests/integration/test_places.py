"""Places: organizers keep their own district's, and only those; lists make them once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation.access import Role, system_actor
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Missing, Refused
from app.places.models import Area, AreaLevel, School, Site, SiteKind
from app.places.queries import find_township, find_village
from app.places.rules import (
    find_or_create_district,
    find_or_create_school,
    find_or_create_township,
    find_or_create_village,
    import_divisions,
    read_divisions,
)
from tests import factories as make

SYSTEM = system_actor("test")
SignIn = Callable[[Account], FlaskClient]


def rows(session: Any, model: Any) -> list[Any]:
    return list(session.scalars(select(model)))


@pytest.fixture
def organizer(session: scoped_session[Any]) -> Account:
    account = make.account(Role.ORGANIZER, make.district())
    session.commit()
    return account


def test_an_organizer_adds_a_township_a_village_a_school_and_a_site(
    session: scoped_session[Any], organizer: Account, sign_in: SignIn
) -> None:
    browser = sign_in(organizer)
    district = organizer.roles[0].area_id
    assert browser.post("/places/areas/new", data={"name": "金龙街道", "code": ""}).status_code == 302
    town = session.scalars(select(Area).where(Area.name == "金龙街道")).one()
    assert (town.district_id, town.level, town.provisional) == (district, AreaLevel.TOWNSHIP, True)
    browser.post(f"/places/areas/new?parent={town.id}", data={"name": "松林村委会", "code": ""})
    assert find_village(session, town.id, "松林村") is not None
    session.commit()
    browser.post("/places/schools/new", data={"name": "龙华小学", "township_id": str(town.id), "parent_id": ""})
    school = session.scalars(select(School)).one()
    assert (school.name, school.township_id, school.provisional) == ("龙华小学", town.id, False)
    form = {"name": "松林儿童之家", "kind": "childrens_home", "township_id": str(town.id), "school_id": str(school.id)}
    assert browser.post("/places/sites/new", data={**form, "village_id": ""}).status_code == 302
    assert session.scalars(select(Site.kind)).one() is SiteKind.CHILDRENS_HOME
    for page in ("/places/", "/places/schools", "/places/sites"):
        assert browser.get(page).status_code == 200
    assert {e.action for e in rows(session, AuditEvent)} == {Action.PLACE_CREATED}


def test_a_school_says_when_nobody_is_there_and_who_answers_for_it(
    session: scoped_session[Any], organizer: Account, sign_in: SignIn
) -> None:
    town = make.township(organizer.roles[0].area)
    school, central = make.school(town), make.school(town)
    session.commit()
    browser, url = sign_in(organizer), f"/places/schools/{school.id}"
    form = {"name": school.name, "township_id": str(town.id), "parent_id": str(central.id)}
    assert browser.post(url, data=form | {"away_from": "2027-01-20", "away_to": "2027-01-10"}).status_code == 422
    assert browser.post(url, data=form | {"away_from": "2027-01-20"}).status_code == 422
    answer = browser.post(url, data=form | {"away_from": "2027-01-20", "away_to": "2027-02-20"})
    assert answer.status_code == 302
    assert (school.parent_id, str(school.away_to)) == (central.id, "2027-02-20")
    assert browser.post(url, data=form | {"name": central.name}).status_code == 422


def test_a_long_list_is_searched_by_name_and_by_township(
    session: scoped_session[Any], organizer: Account, sign_in: SignIn
) -> None:
    hill, river = make.township(organizer.roles[0].area), make.township(organizer.roles[0].area)
    here, there = make.school(hill), make.school(river)
    session.commit()
    browser = sign_in(organizer)
    for words, found in ((here.name, here), (river.name, there)):
        page = browser.get("/places/schools", query_string={"q": words}).get_data(as_text=True)
        assert [f"/places/schools/{one.id}" in page for one in (here, there)] == [one is found for one in (here, there)]
    assert "没有这个名称" in browser.get("/places/schools?q=%E2%9D%84").get_data(as_text=True)


def test_another_district_does_not_exist_for_an_organizer(
    session: scoped_session[Any], organizer: Account, sign_in: SignIn
) -> None:
    town = make.township(make.district())
    school, site = make.school(town), make.site(town)
    session.commit()
    browser = sign_in(organizer)
    urls = [
        f"/places/areas/{town.id}", f"/places/areas/{town.parent_id}", f"/places/schools/{school.id}",
        f"/places/sites/{site.id}", f"/places/areas/new?parent={town.id}",
    ]  # fmt: skip
    for url in urls:
        assert browser.get(url).status_code == 404, url
        assert browser.post(url, data={"name": "改名", "code": ""}).status_code == 404, url
    for url in ("/places/", "/places/schools", "/places/sites", "/places/schools/new", "/places/sites/new"):
        assert browser.get(f"{url}?district={town.district_id}").status_code == 404, url
    assert school.name not in browser.get("/places/schools").get_data(as_text=True)


def test_a_place_of_another_district_cannot_be_named_in_a_form(
    session: scoped_session[Any], organizer: Account, sign_in: SignIn
) -> None:
    own, foreign = make.township(organizer.roles[0].area), make.township(make.district())
    school = make.school(own)
    theirs = make.school(foreign)
    session.commit()
    browser, url = sign_in(organizer), f"/places/schools/{school.id}"
    for field in ({"township_id": str(foreign.id)}, {"parent_id": str(theirs.id)}):
        form = {"name": school.name, "township_id": "", "parent_id": ""} | field
        assert browser.post(url, data=form).status_code in {404, 422}
    assert (school.township_id, school.parent_id) == (own.id, None)


def test_an_administrator_keeps_every_district(session: scoped_session[Any], sign_in: SignIn) -> None:
    first, second = make.district("甲区"), make.district("乙区")
    school = make.school(make.township(second))
    admin = make.account(Role.ADMINISTRATOR)
    session.commit()
    browser = sign_in(admin)
    page = browser.get(f"/places/schools?district={second.id}").get_data(as_text=True)
    assert school.name in page
    assert first.name in page


def test_names_are_found_with_and_without_their_endings(session: scoped_session[Any]) -> None:
    district = make.district()
    town = make.township(district, "金龙街道")
    baishui = make.township(district, "白水镇")
    make.township(district, "白水乡")
    village = make.village(town, "松林村")
    for name in ("金龙街道", "金龙", " 金龙 街道", town.code):
        assert find_township(session, district.id, name or "") == town, name
    assert find_township(session, district.id, "金龙镇") is None
    assert find_township(session, district.id, "白水镇") == baishui
    assert find_township(session, district.id, "白水") is None  # of two, neither
    for name in ("松林村", "松林村委会", "松林村民委员会", "松林"):
        assert find_village(session, town.id, name) == village, name
    assert find_village(session, baishui.id, "松林村") is None


def test_what_is_missing_is_made_only_when_asked(session: scoped_session[Any]) -> None:
    assert find_or_create_district(session, SYSTEM, name="沾益区", create=False) is None
    district = find_or_create_district(session, SYSTEM, name="沾益区", create=True)
    assert district is not None
    assert district.provisional
    assert district.district_id == district.id
    assert find_or_create_township(session, SYSTEM, district, "金龙街道", create=False) is None
    town = find_or_create_township(session, SYSTEM, district, "金龙街道", create=True)
    assert town is not None
    assert find_or_create_township(session, SYSTEM, district, "金龙", create=True) is town
    village = find_or_create_village(session, SYSTEM, town, "松林村委会", create=True)
    assert village is not None
    assert village.name == "松林村"
    school = find_or_create_school(session, SYSTEM, district, "龙华小学", create=True, township=town)
    assert find_or_create_school(session, SYSTEM, district, "龙华小学", create=True) is school
    session.commit()
    assert len(rows(session, AuditEvent)) == 4


def test_who_does_not_keep_places_makes_none(session: scoped_session[Any]) -> None:
    district = make.district()
    teacher = make.account(Role.SCHOOL_STAFF, make.school(make.township(district)))
    for actor in (teacher.actor(), make.account(Role.ORGANIZER, make.district()).actor()):
        with pytest.raises(Missing):
            find_or_create_township(session, actor, district, "新镇", create=True)
        with pytest.raises(Missing):
            find_or_create_school(session, actor, district, "新小学", create=True)


CODES = "代码,名称\n530303000000,沾益区\n530303003000,金龙街道\n530303003201,松林村民委员会\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_division_codes_make_areas_once(session: scoped_session[Any], encoding: str) -> None:
    divisions = read_divisions(CODES.encode(encoding))
    assert import_divisions(session, SYSTEM, divisions) == {"created": 3, "changed": 0, "same": 0}
    assert import_divisions(session, SYSTEM, divisions) == {"created": 0, "changed": 0, "same": 3}
    assert [(a.code, a.level.value) for a in session.scalars(select(Area).order_by(Area.code))] == [
        ("530303", "district"), ("530303003", "township"), ("530303003201", "village"),
    ]  # fmt: skip


def test_division_codes_complete_what_an_import_had_named(session: scoped_session[Any]) -> None:
    district = find_or_create_district(session, SYSTEM, name="沾益区", create=True)
    assert district is not None
    find_or_create_township(session, SYSTEM, district, "金龙街道", create=True)
    session.commit()
    counts = import_divisions(session, SYSTEM, read_divisions(CODES.encode()))
    assert counts == {"created": 1, "changed": 2, "same": 0}
    assert not any(area.provisional for area in rows(session, Area))


@pytest.mark.parametrize("text", ["530303003,金龙街道\n", "530303,沾益区\n金龙街道,530303003\n", "1,2\n", "530303\n"])
def test_bad_division_files_are_refused_and_change_nothing(session: scoped_session[Any], text: str) -> None:
    with pytest.raises(Refused):
        import_divisions(session, SYSTEM, read_divisions(text.encode()))
    session.rollback()
    assert rows(session, Area) == []


LIST = """学校及站点名册,,,,
名称,类型,乡镇,中心校,村
金龙中心学校,中心学校,金龙街道,,
龙华小学,学校,金龙街道,金龙中心学校,
松林儿童之家,儿童之家,金龙街道,,松林村
无名,不知道,金龙街道,,
"""


def run(app: Flask, *arguments: str) -> tuple[int, dict[str, Any]]:
    result = app.test_cli_runner().invoke(args=[*arguments, "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, json.loads(result.stdout.splitlines()[-1])


def test_a_list_of_places_is_read_twice_and_made_once(app: Flask, session: scoped_session[Any], tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(LIST, encoding="utf-8")
    make.district("沾益区")
    session.commit()
    code, dry = run(app, "places", "import", str(file), "--create-places", "--dry-run")
    assert (code, dry["ok"], rows(session, School)) == (0, 3, [])
    session.commit()
    _, strict = run(app, "places", "import", str(file))
    assert strict["ok"] == 0  # no township is there yet
    _, first = run(app, "places", "import", str(file), "--create-places")
    assert (first["rows"], first["ok"], first["created"]) == (4, 3, 3)
    assert [(one["row"], one["column"]) for one in first["problems"]] == [(6, "类型")]
    _, second = run(app, "places", "import", str(file), "--create-places")
    assert (second["created"], second["changed"], second["same"]) == (0, 0, 3)
    session.expire_all()
    central = session.scalars(select(School).where(School.name == "金龙中心学校")).one()
    assert session.scalars(select(School.parent_id).where(School.name == "龙华小学")).one() == central.id
    assert session.scalars(select(Area.central_school_id).where(Area.name == "金龙街道")).one() == central.id


def test_a_command_says_why_it_cannot(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("名称,类型\n龙华小学,学校\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["places", "import", str(file)])
    assert result.exit_code == 1
    assert "--district" in result.stderr
    (tmp_path / "y.csv").write_bytes(b"PK\x03\x04broken")
    assert app.test_cli_runner().invoke(args=["places", "import", str(tmp_path / "y.csv")]).exit_code == 1
