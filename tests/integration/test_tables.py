"""Sessions and visits as tables of codes: in one's scope, for a reason, and as their description says."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.certificates.service import service_of_season
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.sessions.models import SessionState
from app.visits.codes import VisitVoid
from tests import factories as make
from tests.factories.visits import visit
from tests.integration.certificates_place import Served, served_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(session: Session) -> Served:
    """Sessions of two children of one school; one session more that counts for nothing."""
    place = served_place(session)
    make.service_session(place.sessions[0].pairing, state=SessionState.SENT)
    for child in {one.child for one in place.sessions}:
        make.consent(child)
    session.commit()
    return place


def taken(browser: FlaskClient, place: Served, table: str, form: str = "csv") -> list[dict[str, Any]]:
    """The rows of a file, by column."""
    sent = {"table": table, "season": str(place.season.id), "reason": "system", "form": form}
    answer = browser.post("/tables", data=sent)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:200]
    if form == "jsonl":
        return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_confirmed_sessions_by_code_add_up_to_the_hours_of_the_season(
    session: Session, place: Served, sign_in: SignIn
) -> None:
    league = sign_in(place.organizer)
    rows, objects = taken(league, place, "sessions"), taken(league, place, "sessions", "jsonl")
    service = service_of_season(session, place.season.id)
    assert sum(int(one["minutes"]) for one in rows) == sum(one.minutes for one in service.values())
    assert [{name: str(value).lower() for name, value in one.items()} for one in objects] == [
        {name: value.lower() for name, value in one.items()} for one in rows
    ]
    assert {one["session_id"] for one in rows} == {str(one.id) for one in place.sessions}
    assert datetime.fromisoformat(rows[0]["starts_at"]).utcoffset() is not None
    for one in place.sessions:
        assert one.child.name not in str(rows)
        assert one.volunteer.name not in str(rows)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.RECORDS_EXPORTED)).first()
    assert event is not None
    assert event.details == {"table": "sessions", "count": 3, "reason": "system"}


@pytest.mark.parametrize("table", ["sessions", "visits"])
def test_the_description_fits_the_file(session: Session, place: Served, sign_in: SignIn, table: str) -> None:
    child = place.sessions[0].child
    visit(child, topics=frozenset({"water", "traffic"}))
    visit(child, visited_on=clock.today(), voided_at=clock.now(), void_reason=VisitVoid.DOUBLE)
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, child.township)
    session.commit()
    rows = taken(sign_in(supervisor), place, table)
    told = sign_in(place.account).get(f"/tables/{table}.csv-metadata.json").get_json()["tableSchema"]
    assert list(rows[0]) == [one["name"] for one in told["columns"]]
    for column in told["columns"]:
        for row in rows:
            _check(column, row[column["name"]])
    if table == "visits":
        assert [(one["child"], one["topics"]) for one in rows] == [(child.code, "traffic water")]


def _check(column: dict[str, Any], value: str) -> None:
    if not value:
        assert not column["required"], column
        return
    kind = column["datatype"]
    if isinstance(kind, dict):
        assert value in kind["format"].split("|")
    elif kind == "integer":
        int(value)
    elif kind == "boolean":
        assert value in ("true", "false")
    elif kind in ("date", "dateTime"):
        datetime.fromisoformat(value)


def test_a_table_holds_what_its_reader_sees_on_pages(session: Session, place: Served, sign_in: SignIn) -> None:
    child = place.sessions[0].child
    visit(child)
    town = make.township(place.district)
    other_school = make.account(Role.SCHOOL_STAFF, make.school(town))
    stranger = make.account(Role.ORGANIZER, make.district())
    session.commit()
    sent = {"season": str(place.season.id), "reason": "system", "form": "csv"}
    # The League reads figures of visits, never one of them.
    assert sign_in(place.organizer).post("/tables", data={**sent, "table": "visits"}).status_code == 422
    assert len(taken(sign_in(place.teacher), place, "sessions")) == 3
    for account in (other_school, stranger):
        assert sign_in(account).post("/tables", data={**sent, "table": "sessions"}).status_code == 422
    assert sign_in(place.teacher).post("/tables", data={**sent, "table": "sessions", "reason": ""}).status_code == 422


def test_who_is_far_reads_no_code_of_a_child_without_consent(session: Session, place: Served, sign_in: SignIn) -> None:
    child = place.sessions[0].child
    child.consented_until = None
    session.commit()
    rows = taken(sign_in(place.organizer), place, "sessions")
    assert {one["child"] for one in rows} == {"", *(row.child.code for row in place.sessions)} - {child.code}
