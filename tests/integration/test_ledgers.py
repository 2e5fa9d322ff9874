"""Card, ledger and file: three levels of one record, each with its part, in lists and in files that leave the house."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child
from app.coverage.ledgers import queries
from app.coverage.ledgers.codes import Due, LedgerReason, Sort
from app.coverage.ledgers.exporting import Wish, take_out
from app.coverage.ledgers.queries import Filters
from app.coverage.ledgers.source import of_place
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from app.foundation.errors import Missing
from app.pairing.models import PairingState
from app.visits.codes import CheckOutcome, Mark, ParentContact, VisitPlace
from app.visits.models import CareAgreement, FileCheck, Visit
from app.visits.queries import due_of
from app.visits.standing import Lack
from tests import factories as make
from tests.factories.disclosure import duty_grant

SignIn = Callable[[Account], FlaskClient]
EXPORT = {"names": "masked", "reason": "meeting", "form": "csv"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel("2027-02-03T12:00:00+08:00", tick=False):
        yield


class Hill:
    """A township with two villages: a paired child, one waiting at the highest level, one without consent."""

    def __init__(self, session: scoped_session[Any]) -> None:
        self.district = make.district()
        self.township = make.township(self.district, "望山镇")
        self.near, self.far = make.village(self.township, "近村"), make.village(self.township, "远村")
        self.school = make.school(self.township)
        self.paired = self._child("王小明", self.near)
        self.waiting = self._child("欧阳小雨", self.far, risk=3, birth_date=date(2011, 3, 1), same_sex_only=True)
        self.unasked = make.child(self.school, self.near, name="赵小刚")
        self.season = make.season(self.district)
        self.volunteer = make.volunteer(self.township)
        self.pairing = make.pairing(
            self.paired, self.volunteer, self.season, PairingState.ACTIVE, usual_place="村文化室"
        )
        self.director = make.account(Role.VILLAGE_DIRECTOR, self.near)
        self.supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, self.township)
        self.organizer = make.account(Role.ORGANIZER, self.district)
        session.commit()

    def _child(self, name: str, home: Any, **values: Any) -> Child:
        child = make.child(self.school, home, name=name, **values)
        make.consent(child)
        return child

    @property
    def ledger(self) -> str:
        return f"/ledgers/townships/{self.township.id}"

    def card(self, child: Child) -> str:
        return f"/children/{child.id}/card"


def text(browser: FlaskClient, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return answer.get_data(as_text=True)


def events(session: scoped_session[Any], action: str) -> list[dict[str, Any]]:
    found = session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id))
    return [event.details for event in found]


def test_a_change_shows_at_all_three_levels_at_once(session: scoped_session[Any], sign_in: SignIn) -> None:
    hill = Hill(session)
    district = f"/ledgers/districts/{hill.district.id}"

    def waiting() -> tuple[bool, bool, bool]:
        card = "待结对" in text(sign_in(hill.director), hill.card(hill.paired))
        ledger = hill.paired.code in text(sign_in(hill.supervisor), f"{hill.ledger}?due=waiting")
        file = f'{hill.ledger}?due=waiting">2</a>' in text(sign_in(hill.organizer), district)
        return card, ledger, file

    assert waiting() == (False, False, False)
    hill.pairing.state, hill.pairing.reason, hill.pairing.ended_at = PairingState.ENDED, "other", clock.now()
    session.commit()
    assert waiting() == (True, True, True)


def test_a_link_that_names_no_place_keeps_what_it_narrows(session: scoped_session[Any], sign_in: SignIn) -> None:
    hill = Hill(session)
    asked = "/ledgers?due=waiting&sort=age&area_id=x&_scheme=ftp"
    assert sign_in(hill.supervisor).get(asked).location == f"{hill.ledger}?due=waiting&sort=age"


def test_names_only_where_they_are_known_and_the_rest_a_number(session: scoped_session[Any], sign_in: SignIn) -> None:
    hill = Hill(session)
    ledger = text(sign_in(hill.supervisor), hill.ledger)
    assert ledger.index(hill.waiting.name) < ledger.index(hill.paired.name)  # who waits and turns 16 stands on top
    assert hill.unasked.name not in ledger
    assert hill.unasked.code not in ledger
    assert "共 3 名：已同意的 2 名列在这里，未同意的 1 名不列出" in ledger
    codes = text(sign_in(hill.organizer), hill.ledger)
    assert hill.paired.code in codes
    assert not any(child.name in codes for child in (hill.paired, hill.waiting, hill.unasked))
    village = text(sign_in(hill.director), f"/ledgers/villages/{hill.near.id}")
    assert hill.unasked.name in village
    assert hill.waiting.name not in village
    listed = [event for event in events(session, "child.listed") if event["page"] == "ledger"]
    assert [event["count"] for event in listed] == [2, 2, 2]
    assert sign_in(hill.director).get(hill.ledger).status_code == 404
    assert sign_in(hill.supervisor).get(hill.card(hill.unasked)).status_code == 404


def test_the_card_is_a_logged_reading_and_keeps_phones_behind_their_grant(
    session: scoped_session[Any], sign_in: SignIn
) -> None:
    hill = Hill(session)
    near = text(sign_in(hill.director), hill.card(hill.paired) + "?contacts=1")
    assert "奶奶" in near
    assert "村文化室" in near
    assert hill.volunteer.name in near
    assert "13900000000" not in near
    far = text(sign_in(hill.supervisor), hill.card(hill.paired))
    assert hill.volunteer.name not in far
    assert "村文化室" not in far
    assert len(events(session, "child.read")) == 2
    assert events(session, "child.sensitive_read") == []
    assert hill.paired.name not in near[near.index("<title>") : near.index("</title>")]


def test_sorting_and_paging_lose_nobody(session: scoped_session[Any], sign_in: SignIn) -> None:
    hill = Hill(session)
    for number in range(7):
        child = make.child(hill.school, hill.far if number % 2 else hill.near, risk=number % 4)
        make.consent(child, expires_on=clock.today() + timedelta(days=10 if number % 3 else 200))
    session.commit()
    source = queries.source_for(session, hill.organizer.actor(), of_place(hill.district))
    for sort in Sort:
        whole = [row.code for row in queries.all_rows(session, source, queries.Filters(), sort)]
        seen: list[str] = []
        after: str | None = ""
        while after is not None:
            page = queries.page(session, source, queries.Filters(), sort, after, limit=2)
            seen, after = seen + [row.code for row in page.rows], page.after
        assert seen == whole, sort
        assert len(set(seen)) == 9
    browser = sign_in(hill.supervisor)
    for junk in ("after=x~y", f"after={10**30}~A", "sort=no&risk=²&village=no&due=no", "after=~"):
        assert browser.get(f"{hill.ledger}?{junk}").status_code == 200


def sheet(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_a_file_masks_names_says_why_and_holds_no_phone(session: scoped_session[Any], sign_in: SignIn) -> None:
    hill = Hill(session)
    hill.waiting.name = "=1+1"  # a name that a spreadsheet would run
    session.commit()
    browser, url = sign_in(hill.supervisor), f"/ledgers/{hill.township.id}/export"
    assert browser.post(url, data={"names": "masked", "form": "csv"}).status_code == 422  # no reason
    assert events(session, "ledger.exported") == []
    masked = browser.post(url, data=EXPORT)
    rows = sheet(masked)
    assert [row[1] for row in rows[1:]] == ["'=**", "王**"]
    assert masked.headers["Cache-Control"] == "no-store"
    assert not any("139000" in cell or "2016-05-04" in cell for row in rows for cell in row)
    whole = browser.post(url, data={**EXPORT, "names": "whole", "form": "xlsx"})
    book = load_workbook(io.BytesIO(whole.get_data()))
    assert [cell.value for cell in book.active["B"]][1:] == ["=1+1", "王小明"]
    by_codes = sheet(sign_in(hill.organizer).post(url, data={**EXPORT, "names": "whole"}))
    assert len(by_codes) == 3
    assert not any(hill.paired.name in cell or "王" in cell for row in by_codes for cell in row)
    assert events(session, "ledger.exported") == [
        {"count": 2, "named": False, "reason": "meeting"},
        {"count": 2, "named": True, "reason": "meeting"},
        {"count": 2, "named": False, "reason": "meeting"},
    ]
    wish = Wish(Filters(), Sort.CODE, named=True, reason=LedgerReason.CHECK)
    with pytest.raises(Missing):  # past the form
        take_out(session, hill.organizer.actor(), hill.township, wish)
    figures = sheet(
        sign_in(hill.organizer).post(f"/ledgers/{hill.district.id}/export", data={**EXPORT, "content": "figures"})
    )
    assert figures[1][:3] == ["望山镇", "3", "2"]
    card = sheet(sign_in(hill.director).post(f"{hill.card(hill.unasked)}/export", data=EXPORT))
    assert [row[1] for row in card[1:]] == ["赵**"]


def test_phones_leave_only_with_duty_and_each_opening_is_logged(session: scoped_session[Any], sign_in: SignIn) -> None:
    hill = Hill(session)
    lead = make.account(Role.SAFEGUARDING_LEAD, hill.district)
    session.commit()
    url, wanted = f"/ledgers/{hill.near.id}/export", {**EXPORT, "reason": "visits", "phones": "y"}
    without = sign_in(hill.director).post(url, data=wanted)
    assert "139000" not in without.get_data(as_text=True)  # there is no such choice, so it is not heard
    duty_grant(hill.director, hill.season, lead)
    session.commit()
    assert sign_in(hill.director).post(url, data={**wanted, "reason": "meeting"}).status_code == 422
    assert events(session, "child.sensitive_read") == []
    rows = sheet(sign_in(hill.director).post(url, data=wanted))
    assert [row[-1] for row in rows[1:]] == ["祖母 13900000000"] * 2
    opened = events(session, "child.sensitive_read")
    assert [(one["basis"], one["reason"], one["sections"]) for one in opened] == [
        ("duty", "home_visit", ["phones"])
    ] * 2
    assert sheet(sign_in(hill.supervisor).post(f"/ledgers/{hill.township.id}/export", data=wanted))[0][-1] == "待办"
    trail = text(sign_in(lead), "/access/opened?days=7&what=lists")
    assert "用于安排走访" in trail


def test_what_is_due_is_what_the_list_of_visits_says(session: scoped_session[Any]) -> None:
    hill = Hill(session)
    today = clock.today()
    ages = (None, timedelta(days=5), timedelta(days=100))
    for number, (visited, signed, checked) in enumerate((v, s, c) for v in ages for s in ages for c in ages):
        child = make.child(hill.school, hill.near, registered_on=today - timedelta(days=120), risk=number % 4)
        own = {"district_id": hill.district.id, "child_id": child.id}
        if visited:
            marks = dict.fromkeys(("health", "mood", "safety", "schooling"), Mark.OK)
            make.add(Visit(visited_on=today - visited, place=VisitPlace.HOME, met_child=True, met_carer=False,
                           parent_contact=ParentContact.MONTH, **marks, **own))  # fmt: skip
        if signed:
            until = today - signed + timedelta(days=30)
            make.add(CareAgreement(
                carer="奶奶", relation="祖母", signed_on=today - signed, valid_until=until, witness="村主任",
                evidence="柜 1", barred_asked=frozenset(), child_heard=True, written_notice=True, **own,
            ))  # fmt: skip
        if checked:
            outcome = CheckOutcome.DIFFERS if number % 2 else CheckOutcome.RIGHT
            make.add(FileCheck(outcome=outcome, checked_on=today - checked, **own))
    session.commit()
    director = hill.director.actor()
    source = queries.source_for(session, director, of_place(hill.near))
    rows = queries.all_rows(session, source, Filters(), Sort.CODE)
    assert len(rows) == 29
    for row in rows:
        standing = due_of(session, director, session.get_one(Child, row.id))
        assert standing is not None
        lacks = set(standing.lacks)
        assert (Due.VISIT in row.due) == (standing.days < 0)
        assert (Due.AGREEMENT in row.due) == bool(lacks & {Lack.AGREEMENT_MISSING, Lack.AGREEMENT_EXPIRED})
        assert (Due.REVIEW in row.due) == bool(lacks & {Lack.FILE_DIFFERS, Lack.FILE_UNCHECKED})
        assert (row.visited_on, row.visit_due_on) == (standing.last_on, standing.due_on)
    assert {due for row in rows for due in row.due} >= {Due.VISIT, Due.AGREEMENT, Due.REVIEW}
