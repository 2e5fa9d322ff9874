"""Reading by a program: codes and figures of the own scope, page by page, on the log, and errors as problems."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.pairing.models import PairingState
from tests import factories as make
from tests.factories import certificates
from tests.guards.world import Half, World, make_world
from tests.programs import API, as_text, program, token_of

CHILD = {"code", "status", "township", "school", "grade", "needs", "consent", "pairing", "changed_at"}


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def asks(app: Flask, half: Half, role: Role) -> FlaskClient:
    return program(app, token_of(half.accounts[role]))


def events(action: Action) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def test_children_are_codes_states_and_needs_and_the_reading_is_on_the_log(app: Flask, world: World) -> None:
    half = world.own
    answer = asks(app, half, Role.SCHOOL_STAFF).get(f"{API}/children?limit=200")
    items = {one["code"]: one for one in answer.get_json()["items"]}
    assert half.child.code in items
    assert world.foreign.child.code not in items
    assert half.other_child.code not in items
    assert {frozenset(one) for one in items.values()} == {frozenset(CHILD)}
    assert items[half.child.code]["pairing"] == "waiting"
    assert items[half.active.child.code]["pairing"] == "paired"
    assert items[half.child.code]["needs"] == [{"area": "tutoring", "subject": "math", "must": False}]
    assert half.child.name not in as_text(answer)
    (logged,) = events(Action.CHILD_LISTED)
    assert logged.details == {"page": "api", "count": len(items)}
    assert logged.actor_id == half.accounts[Role.SCHOOL_STAFF].id
    assert logged.actor_label.startswith("api:")


def test_who_is_far_sees_a_child_only_with_consent(app: Flask, world: World) -> None:
    half = world.own
    silent = make.child(half.school, half.village)
    db.session.commit()
    far = asks(app, half, Role.ORGANIZER)
    assert far.get(f"{API}/children/{silent.code}").status_code == 404
    assert silent.code not in as_text(far.get(f"{API}/children?limit=200"))
    near = asks(app, half, Role.SCHOOL_STAFF).get(f"{API}/children/{silent.code}").get_json()
    assert (near["consent"], near["pairing"]) == ("none", None)
    assert [one.object_id for one in events(Action.CHILD_READ)] == [str(silent.id)]


def test_who_is_far_reads_no_code_of_a_child_whose_consent_is_over(app: Flask, world: World) -> None:
    """In pairings and sessions too, lists and one by one, as the pages have it."""
    half = world.own
    code = half.active.child.code
    half.active.child.consented_until = None
    db.session.commit()
    paths = ("/pairings?limit=200", f"/pairings/{half.active.id}", "/sessions?limit=200", f"/sessions/{half.sent.id}")
    for role, told in ((Role.ORGANIZER, False), (Role.SCHOOL_STAFF, True)):
        reader = asks(app, half, role)
        for path in paths:
            answer = reader.get(f"{API}{path}")
            assert answer.status_code == 200, path
            assert (code in as_text(answer), path, role) == (told, path, role)


def test_pages_follow_each_other_to_the_end(app: Flask, world: World) -> None:
    reader, address, seen = asks(app, world.own, Role.SCHOOL_STAFF), f"{API}/children?limit=2&_scheme=x", []
    while address:
        page = reader.get(address).get_json()
        seen += [one["code"] for one in page["items"]]
        address = page["next"]
        assert not address or address.startswith(f"{API}/children?limit=2&")
    whole = [one["code"] for one in reader.get(f"{API}/children?limit=200").get_json()["items"]]
    assert len(whole) > 4
    assert seen == whole == sorted(whole)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=many", "after=nonsense", "status=unknown"])
def test_what_does_not_fit_is_named_with_its_place(app: Flask, world: World, query: str) -> None:
    answer = asks(app, world.own, Role.SCHOOL_STAFF).get(f"{API}/children?{query}", headers={"Accept-Language": "zh"})
    said = answer.get_json()
    assert answer.status_code == said["status"] == 422
    assert answer.mimetype == "application/problem+json"
    (error,) = said["errors"]
    assert error["where"] == f"query.{query.partition('=')[0]}"
    assert not error["what"].isascii(), "in Chinese"


def test_filters_narrow(app: Flask, world: World) -> None:
    half, reader = world.own, asks(app, world.own, Role.ORGANIZER)
    later = (clock.now()).isoformat().replace("+00:00", "Z")
    assert reader.get(f"{API}/children?updated_since={later}").get_json()["items"] == []
    active = reader.get(f"{API}/pairings?state=active&season_id={half.season.id}").get_json()["items"]
    assert [one["id"] for one in active] == [str(half.active.id)]
    assert active[0] | {"child": half.active.child.code, "volunteer": half.active.volunteer.code} == active[0]
    townships = reader.get(f"{API}/areas?level=township").get_json()["items"]
    assert {one["level"] for one in townships} == {"township"}
    assert str(half.township.id) in {one["id"] for one in townships}
    sent = reader.get(f"{API}/sessions?state=sent").get_json()["items"]
    assert str(half.sent.id) in {one["id"] for one in sent}


def test_volunteers_tell_no_person(app: Flask, world: World) -> None:
    half = world.own
    answer = asks(app, half, Role.ORGANIZER).get(f"{API}/volunteers?season_id={half.season.id}")
    found = {one["code"]: one for one in answer.get_json()["items"]}
    assert set(found[half.volunteer.code]) == {"code", "township", "skills", "checks"}
    assert {check["result"] for check in found[half.volunteer.code]["checks"]} == {"clear"}
    assert world.foreign.volunteer.code not in found
    for secret in (half.volunteer.name, half.volunteer.phone):
        assert secret not in as_text(answer)


def test_coverage_is_the_registry(app: Flask, world: World) -> None:
    half = world.own
    found = asks(app, half, Role.ORGANIZER).get(f"{API}/coverage?season={half.season.code}&by=school").get_json()
    by_name = {one["place"]["name"]: one["figures"] for one in found["places"] if one["place"]}
    assert found["total"]["paired"] == sum(one["paired"] for one in by_name.values()) == 2
    assert by_name[half.school.name]["consented"] == 5
    assert asks(app, half, Role.SCHOOL_STAFF).get(f"{API}/coverage?by=township").status_code == 404
    assert asks(app, half, Role.SCHOOL_STAFF).get(f"{API}/coverage?by=school").status_code == 200
    assert asks(app, half, Role.ORGANIZER).get(f"{API}/coverage?season=other").status_code == 404


def test_activities_are_numbers(app: Flask, world: World) -> None:
    found = asks(app, world.own, Role.ORGANIZER).get(f"{API}/activities").get_json()["items"]
    one = next(one for one in found if one["id"] == str(world.own.activity.id))
    assert (one["children"], one["volunteers"]) == (1, 1)
    assert "title" not in one


def test_a_certificate_is_verified_by_its_number(app: Flask, world: World) -> None:
    issued = certificates.certificate(world.foreign.volunteer, certificates.publicity(world.foreign.season))
    db.session.commit()
    reader = asks(app, world.own, Role.ADMINISTRATOR)
    found = reader.get(f"{API}/certificates/{issued.number}").get_json()
    assert (found["valid"], found["minutes"]) == (True, issued.minutes)
    assert issued.name not in found["name"]
    assert reader.get(f"{API}/certificates/NOSUCH").status_code == 404


def test_a_volunteer_reads_only_what_is_left_once_a_pairing_is_over(app: Flask, world: World) -> None:
    half = world.own
    reader = asks(app, half, Role.VOLUNTEER)
    over = make.pairing(make.child(half.school, half.village), half.volunteer, half.season, PairingState.ENDED, slot=3)
    make.service_session(over)
    db.session.commit()
    (row,) = reader.get(f"{API}/me/sessions").get_json()["items"]
    assert (row["child"], row["minutes"]) == (None, 60)
    assert reader.get(f"{API}/sessions").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "", 404), ("DELETE", "/children", 405), ("GET", "/children/%00", 404)],
)
def test_every_error_is_a_problem_in_the_language_asked_for(
    app: Flask, world: World, method: str, path: str, status: int
) -> None:
    reader = asks(app, world.own, Role.SCHOOL_STAFF)
    titles = set()
    for language in ("en", "zh-CN"):
        answer = reader.open(f"{API}{path}", method=method, headers={"Accept-Language": language})
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        titles.add(answer.get_json()["title"])
    assert len(titles) == 2


def test_the_document_names_every_operation_and_no_foreign_origin(app: Flask, client: FlaskClient) -> None:
    found = client.get(f"{API}/openapi.json").get_json()
    assert found["openapi"] == "3.1.0"
    routes = {rule.rule.replace("<string:", "{").replace("<uuid:", "{").replace(">", "}")
              for rule in app.url_map.iter_rules() if rule.rule.startswith(API)}  # fmt: skip
    assert set(found["paths"]) == routes - {f"{API}/openapi.json"}
    assert "http://" not in str(found)
    assert "https://" not in str(found)
    assert client.get("/api").status_code == 200
