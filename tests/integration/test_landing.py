"""Where each role lands: the next meeting, what waits, the one gap; a few things open, and nothing that asks folded."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.panels import AT_THE_TOP, arrange, panels_for
from app.pairing.models import Absence, AbsenceReason, PairingState
from app.sessions.next import next_meetings
from tests import factories as make
from tests.integration.pairing_place import Place, make_place
from tests.statements import statements_of

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(session: Any) -> Place:
    return make_place()


def test_a_volunteer_lands_on_the_next_meeting_and_the_big_button(place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(PairingState.ACTIVE, usual_place="村小图书角")
    last = clock.now() - timedelta(days=3)
    make.service_session(pairing, last, logged_by_id=place.student.id)
    db.session.commit()
    page = sign_in(place.student).get("/").get_data(as_text=True)
    main = page[page.index("<main") :]
    coming = clock.local(last + timedelta(days=7))
    assert f"{coming.month}月{coming.day}日周" in main
    assert f"{coming:%H:%M}" in main
    assert "村小图书角" in main
    assert main.index("下次见面") < main.index("btn-big") < main.index("已确认 0.0")
    assert "王小雨" not in page


def test_the_next_meeting_skips_days_on_which_nobody_meets(place: Place) -> None:
    pairing = place.pairing(PairingState.ACTIVE)
    last = clock.now() - timedelta(days=3)
    make.service_session(pairing, last, logged_by_id=place.student.id)
    week = timedelta(days=7)
    off, away = (clock.local(last + number * week).date() for number in (1, 2))
    place.season.blackout = [off.isoformat()]
    db.session.add(Absence(pairing_id=pairing.id, first_on=away, last_on=away, reason=AbsenceReason.ILL,
                           said_by_id=place.student.id))  # fmt: skip
    db.session.commit()
    assert [one.at for one in next_meetings(db.session, [pairing])] == [last + 3 * week]
    place.season.ends_on = away
    db.session.commit()
    assert next_meetings(db.session, [pairing]) == []
    place.child.consented_until = clock.today() - timedelta(days=1)
    place.season.ends_on = away + timedelta(days=60)
    db.session.commit()


def test_a_teacher_lands_on_what_to_approve_and_to_confirm(place: Place, sign_in: SignIn) -> None:
    place.pairing(PairingState.ACCEPTED)
    child = make.child(place.school, place.village)
    make.consent(child)
    active = make.pairing(child, make.vetted(make.volunteer(place.township)), place.season, PairingState.ACTIVE)
    make.service_session(active)
    db.session.commit()
    page = sign_in(place.staff).get("/").get_data(as_text=True)
    assert 0 < page.index("待审批的结对：1") < page.index("待确认")


def test_a_director_lands_on_visits_village_by_village(place: Place, sign_in: SignIn) -> None:
    other = make.village(place.township)
    director = make.account(Role.VILLAGE_DIRECTOR, place.village)
    director.roles.append(make.role_grant(Role.VILLAGE_DIRECTOR, other))
    made = [
        make.child(place.school, home, registered_on=clock.today() - timedelta(days=days))
        for home, days in ((place.village, 40), (other, 50), (place.village, 45), (other, 20))
    ]
    db.session.commit()
    page = sign_in(director).get("/").get_data(as_text=True)
    order = [code for code in re.findall(r"[A-Z0-9-]{4,12}", page) if code in {one.code for one in made}]
    seen = list(dict.fromkeys(order))
    homes = [next(one.village_id for one in made if one.code == code) for code in seen[:3]]
    assert len(set(homes[:2])) == 1 or len(set(homes[1:])) == 1, "one village after the other"
    assert seen[-1] == made[3].code, "what is not due yet stands last"


def test_an_organizer_lands_on_one_gap_with_its_number_and_one_action(place: Place, sign_in: SignIn) -> None:
    place.pairing(PairingState.ACCEPTED)
    page = sign_in(place.organizer).get("/").get_data(as_text=True)
    main = page[page.index("<main") :]
    assert "1 个结对在等学校审批" in main
    assert "/pairings?state=accepted" in main
    assert main.index("1 个结对在等学校审批") < main.index("匹配与结对"), "first of all"


def test_a_few_stand_open_and_what_asks_is_never_folded(place: Place) -> None:
    from flask import current_app

    with current_app.test_request_context():
        for account in (place.staff, place.organizer, place.director, place.student):
            made = panels_for(account.actor())
            landing = arrange(made)
            assert len(landing.top) <= AT_THE_TOP
            assert [*landing.top, *landing.below, *landing.folded] == sorted(made, key=lambda one: not one.asks)
            assert not any(one.asks for one in landing.folded)


def test_what_several_panels_ask_is_read_once_and_anew_for_the_next_page(place: Place, sign_in: SignIn) -> None:
    place.pairing(PairingState.APPROVED)
    db.session.commit()
    browser = sign_in(place.student)
    for _page in range(2):
        asked = statements_of(browser, "/")
        assert sum(one.startswith("SELECT volunteer.") and "WHERE volunteer.account_id = " in one for one in asked) == 1
