"""The monthly report: its figures are counts of rows, stay as they were, and are read by the district only."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child
from app.coverage.figures import Month
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.reports.behind import Rate, falls_behind
from app.reports.figures import ReportFigures
from app.reports.models import CareTask, MonthlyReport, ReportSnapshot, TaskSource
from app.reports.rules.tasks import finish_task
from app.reports.showing import HIDDEN, WITHHELD, show, told
from app.sessions.models import ServiceSession, SessionState
from tests import factories as make
from tests.factories.tasks import report, task
from tests.integration.pairing_place import Place, make_place

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


@pytest.fixture
def place(session: Session) -> Place:
    """A township of six consented children of whom two were served this month, and one of one child."""
    made = make_place()
    children = [made.child, *(make.child(made.school, made.village) for _ in range(5))]
    for child in children[1:]:
        make.consent(child)
    make.child(made.central, make.township(made.district))
    for child in children[:2]:
        pairing = make.pairing(child, make.volunteer(made.township), made.season, "active")
        confirmed = {"state": SessionState.CONFIRMED, "confirmed_by_id": made.staff.id, "confirmed_at": clock.now()}
        make.service_session(pairing, clock.from_local(datetime.combine(clock.today(), time(10))), **confirmed)
    session.commit()
    return made


def figures_of(session: Session, made: MonthlyReport) -> ReportFigures:
    session.expire_all()
    kept = select(ReportSnapshot).where(ReportSnapshot.report_id == made.id).order_by(ReportSnapshot.number.desc())
    return ReportFigures.from_plain(session.scalars(kept).first().figures)


def test_a_figure_is_a_count_of_rows_and_stays_as_it_was(session: Session, place: Place, sign_in: SignIn) -> None:
    late = task(place.township, due_on=clock.today() - timedelta(days=1))
    done = task(place.school, place.child)
    session.commit()
    finish_task(session, place.staff.actor(), done.id)
    browser = sign_in(place.organizer)
    form = {"month": str(Month.of(clock.today())), "district_id": str(place.district.id)}
    for _ in range(2):
        url = browser.post("/reports/", data=form).headers["Location"]
    made = session.scalars(select(MonthlyReport)).one()
    kept = figures_of(session, made)
    confirmed = select(func.count(), func.sum(ServiceSession.minutes)).where(
        ServiceSession.state == SessionState.CONFIRMED
    )
    sessions, minutes = session.execute(confirmed).one()
    registered = session.scalar(select(func.count()).select_from(Child))
    assert [kept.total[code] for code in ("sessions", "hours", "registered")] == [sessions, minutes, registered]
    assert sum(one.figures.get("registered", 0) or 0 for one in kept.townships) == registered
    assert (kept.tasks.done, kept.tasks.open, kept.tasks.overdue) == (1, 1, 1)
    assert [one.tasks.overdue for one in kept.townships if one.id == str(late.township_id)] == [1]
    page = browser.get(url).get_data(as_text=True)
    assert "此后数据没有变化" in page
    make.child(place.school, place.village)
    session.commit()
    page = browser.get(url).get_data(as_text=True)
    assert "此后有 1 项数据发生变化" in page
    assert figures_of(session, made) == kept
    again = {"snapshot_id": str(uuid.uuid4())}
    for _ in range(2):
        browser.post(f"{url}/figures", data=again)
    assert [one.number for one in session.scalars(select(ReportSnapshot).order_by(ReportSnapshot.number))] == [1, 2]
    assert figures_of(session, made).total["registered"] == registered + 1
    for statement in (delete(ReportSnapshot), delete(MonthlyReport)):
        with pytest.raises(DBAPIError):
            session.execute(statement)
        session.rollback()


def test_what_was_decided_is_a_task(session: Session, place: Place, sign_in: SignIn) -> None:
    made, browser = report(place.district), sign_in(place.organizer)
    decision = {
        "decision-decision_id": str(uuid.uuid4()), "decision-words": "下周补齐走访",
        "decision-owner": str(place.township.id), "decision-due_on": clock.today().isoformat(),
    }  # fmt: skip
    for _ in range(2):
        assert browser.post(f"/reports/{made.id}/decisions", data=decision).status_code == 302
    (of_meeting,) = session.scalars(select(CareTask))
    assert (of_meeting.source, of_meeting.report_id, of_meeting.owner_area_id) == (
        TaskSource.DECISION, made.id, place.township.id,
    )  # fmt: skip
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, place.township)
    session.commit()
    assert "下周补齐走访" in sign_in(supervisor).get("/tasks/").get_data(as_text=True)
    assert "下周补齐走访" in sign_in(place.staff).get(f"/reports/{made.id}").get_data(as_text=True)


def test_a_decision_half_written_waits_for_its_writer(session: Session, place: Place, sign_in: SignIn) -> None:
    made, browser = report(place.district), sign_in(place.organizer)
    session.commit()
    page, keep = f"/reports/{made.id}", f"/drafts/decision/{made.id}"
    half = {
        "decision-decision_id": str(uuid.uuid4()), "decision-words": "下周补齐", "draft_page": str(uuid.uuid4()),
        "draft_subject": str(made.id), "draft_basis": "",
    }  # fmt: skip
    assert browser.post(keep, data=half, headers={"X-Draft": "1"}).status_code == 200
    assert sign_in(place.staff).post(keep, data=half).status_code == 404, "who reads it decides nothing"
    assert "下周补齐" not in browser.get(page).text
    assert "下周补齐" in browser.get(f"{page}?draft=continue").text
    whole = {**half, "decision-owner": str(place.township.id), "decision-due_on": clock.today().isoformat()}
    assert browser.post(f"{page}/decisions", data={**whole, "decision-owner": ""}).status_code == 200
    assert "draft=continue" in browser.get(page).text, "what was refused is still kept"
    browser.post(f"{page}/decisions", data=whole)
    assert "draft=continue" not in browser.get(page).text


def test_a_report_leaves_with_a_reason_and_its_rows_counted(session: Session, place: Place, sign_in: SignIn) -> None:
    made, browser = report(place.district), sign_in(place.organizer)
    url = f"/reports/{made.id}/export"
    assert "请选择" in browser.post(url, data={"export-kind": "xlsx"}).get_data(as_text=True)
    sheet = browser.post(url, data={"export-kind": "xlsx", "export-reason": "superior"}).get_data()
    rows = list(load_workbook(io.BytesIO(sheet)).active.values)
    kept = figures_of(session, made)
    column = rows[0].index("在册孩子") if "在册孩子" in rows[0] else list(kept.total).index("registered") + 2
    assert rows[1][column] == kept.total["registered"]
    assert rows[5][column] + rows[6][column] + rows[7][column] == kept.total["registered"]
    paper = browser.post(url, data={"export-kind": "pdf", "export-reason": "meeting"}).get_data()
    assert paper.startswith(b"%PDF")
    exported = select(AuditEvent.details).where(AuditEvent.action == Action.REPORT_EXPORTED)
    logged = list(session.scalars(exported.order_by(AuditEvent.position)))
    assert [(one["kind"], one["reason"]) for one in logged] == [("xlsx", "superior"), ("pdf", "meeting")]
    assert {one["count"] for one in logged} == {len(kept.total) + len(kept.townships)}


def test_a_reader_without_the_district_is_told_no_small_counts(session: Session, place: Place) -> None:
    made = report(place.district)
    kept = figures_of(session, made)
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, place.township)
    session.commit()
    theirs = show(made, kept, supervisor.actor())
    # Seven in the district and six in the own township: the total would tell that one is elsewhere.
    assert {line.code: line.month for line in theirs.lines}["registered"] == HIDDEN
    cells = {one.name: one.cells["registered"] for one in theirs.places}
    assert cells.pop(place.township.name) == "6"
    assert set(cells.values()) == {HIDDEN}
    assert {one.tasks for one in theirs.places if one.name != place.township.name} == {None}
    school = show(made, kept, place.staff.actor())
    lines = {line.code: line.month for line in school.lines}
    assert (lines["registered"], lines["paired"], lines["waiting"]) == ("7", HIDDEN, HIDDEN)
    # The six are withheld with a neighbour, or one could subtract them from the seven.
    assert {one.cells["registered"] for one in school.places} == {HIDDEN}
    assert "waiting" not in dict(school.columns)
    whole = {line.code: line.month for line in show(made, kept, place.organizer.actor()).lines}
    assert whole["paired"] == "2"


def test_the_rule_for_falling_behind() -> None:
    district = {"registered": 100, "consented": 50, "paired": 25, "reached": 60}
    township = {"registered": 10, "consented": 5, "paired": 2, "reached": 5}
    assert [one.rate for one in falls_behind(township, district)] == [], "ten points under is not more than ten"
    assert [one.rate for one in falls_behind({**township, "paired": 1}, district)] == [Rate.PAIRED]
    assert falls_behind({**township, "registered": 4, "consented": 4, "paired": 0, "reached": 0}, district) == []
    assert told({"registered": 12, "sessions": 3}, [{"registered": 5}]) == {"registered": 12, "sessions": 3}
    assert told({"registered": 12}, [{"registered": 8}]) == {"registered": WITHHELD}
