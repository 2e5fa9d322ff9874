"""The board of a season: each count is that of the list it leads to, and each role sees what its scope allows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, Invitation
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.pairing.models import PairingState
from app.privacy.models import DataOfficer
from app.texts.kinds import TextKind
from tests import factories as make
from tests.factories.privacy import assessment
from tests.factories.texts import standing_text
from tests.integration.pairing_place import Place, make_place

SignIn = Callable[[Account], FlaskClient]
STEP = re.compile(r'<li class="board-step is-(\w+)" id="step-([\w-]+)">')
FIGURE = re.compile(r'<li[^>]*><a href="([^"]+)">([^<]+)</a>[^<]*<strong class="figures">([\d,]+)')
# How many records a list shows: its rows, but for the children's list, which says so above.
ROWS, SAID = re.compile(r"<th scope=\"row\""), re.compile(r'class="lead">([\d,]+)')


@pytest.fixture
def place(session: scoped_session[Any]) -> Place:
    """A district with a pairing at each stage, and people whom something holds back."""
    made = make_place()
    other = make.volunteer(made.township)
    make.availability(other, made.season)
    unasked = make.child(made.school, made.village)
    made.pairing(PairingState.ACCEPTED)
    waiting = make.vetted(make.volunteer(made.township))
    make.availability(waiting, made.season)
    proposed = make.child(made.school, made.village)
    make.consent(proposed)
    make.pairing(proposed, waiting, made.season)
    far = make.district("别的区")
    make.child(make.school(make.township(far)), make.township(far))
    assert unasked.consented_until is None
    made.student.password_hash = "taken up"
    session.commit()
    return made


def steps(client: FlaskClient, place: Place) -> dict[str, str]:
    """Name -> state of the steps shown."""
    page = client.get(f"/seasons/{place.season.id}/board")
    assert page.status_code == 200
    return {name: state for state, name in STEP.findall(page.get_data(as_text=True))}


def test_each_role_sees_the_steps_of_its_scope(place: Place, sign_in: SignIn) -> None:
    names = ["places", "staff", "team", "data-officer", "assessment", "texts", "season", "roster", "consents"]
    names += ["sign-ups", "checks", "matching", "published"]
    names += ["answers", "approvals", "meetings"]
    assert list(steps(sign_in(place.organizer), place)) == names
    near = ["season", "roster", "consents", "answers", "approvals", "meetings"]
    for who in (place.staff, place.director):
        assert list(steps(sign_in(who), place)) == near


def test_protection_is_held_back_until_somebody_answers_for_it(
    place: Place, session: scoped_session[Any], sign_in: SignIn
) -> None:
    client, asked = sign_in(place.organizer), ("team", "data-officer", "assessment", "texts")
    before = steps(client, place)
    assert {before[name] for name in asked} == {"held"}
    lead = make.account(Role.SAFEGUARDING_LEAD, place.district)
    session.add(DataOfficer(district_id=place.district.id, body="团区委", name="周主任", phone="0874-3120001"))
    made = assessment(place.district)
    for kind in TextKind:
        standing_text(kind, 1, body_zh="正文", reviewed_at=clock.now(), reviewed_by_id=lead.id)
    session.commit()
    assert {name: steps(client, place)[name] for name in asked} == {
        "team": "going", "data-officer": "done", "assessment": "done", "texts": "done",
    }, "a second person is still to be named"  # fmt: skip
    assert set(asked[1:]) <= set(steps(sign_in(lead), place))
    with time_machine.travel(clock.from_local(datetime.combine(made.next_due_on, time(9)))):
        assert steps(sign_in(place.organizer), place)["assessment"] == "held", "it is due again"


@pytest.mark.parametrize("who", ["organizer", "staff", "director"])
def test_a_count_is_the_number_of_records_its_link_shows(place: Place, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(place, who))
    board = client.get(f"/seasons/{place.season.id}/board").get_data(as_text=True)
    counted = 0
    for url, label, number in FIGURE.findall(board):
        address = urlsplit(url.replace("&amp;", "&"))
        page = client.get(f"{address.path}?{address.query}").get_data(as_text=True)
        if address.path == "/coverage/":
            assert f">{number}<" in page, label
        elif address.path in {"/children", "/volunteers", "/vetting", "/accounts", "/accounts/schools", "/pairings"}:
            said = SAID.search(page) if address.path == "/children" else None
            shown = said.group(1) if said else str(len(ROWS.findall(page)))
            assert shown == number, (label, url)
            counted += 1
    assert counted > 4


def test_what_holds_a_step_back_is_said(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    before = steps(sign_in(place.staff), place)
    assert before == {
        "season": "done", "roster": "done", "consents": "going", "answers": "going", "approvals": "next",
        "meetings": "next",
    }  # fmt: skip
    client = sign_in(place.organizer)
    assert steps(client, place)["staff"] == "going", "at the central school nobody stands in"
    make.school(place.township, "无人小学")
    session.commit()
    assert steps(client, place)["staff"] == "held"
    assert "无人小学" in client.get("/accounts/schools?show=none").get_data(as_text=True)


def test_all_who_wait_are_given_slips_at_once(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    client = sign_in(place.organizer)
    page = client.post("/volunteers/slips", data={"season": str(place.season.id)}).get_data(as_text=True)
    assert page.count('class="sheet keep"') == 2
    assert place.volunteer.name not in page, "who signs in already keeps the password"
    invited = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == Action.ACCOUNT_INVITED)
    assert session.scalar(invited) == 2
    again = client.post("/volunteers/slips", data={"season": str(place.season.id)}).get_data(as_text=True)
    assert again.count('class="sheet keep"') == 2, "a fresh slip; the first one opens no more"
    assert session.scalar(select(func.count()).select_from(Invitation)) == 4
    assert sign_in(place.staff).post("/volunteers/slips").status_code == 404
    staff = client.post("/accounts/slips", data={"all": "1"}).get_data(as_text=True)
    waiting = session.scalars(select(Account).where(Account.password_hash.is_(None), Account.active)).all()
    below = {Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR}
    mine = [one for one in waiting if any(grant.role in below for grant in one.roles)]
    assert staff.count('class="sheet keep"') == len(mine)
