"""Two lists with the same people, saved at one moment: whoever is second is told so, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

import app.children.rules.imports as children_imports
import app.volunteers.rules.imports as volunteers_imports
from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.collisions import one_is_first
from app.foundation.errors import Conflict
from app.volunteers.models import Volunteer
from tests import factories as make
from tests.integration.children_helpers import ANNA, BO, SignIn, confirm, ledger, make_place, roster
from tests.integration.children_helpers import upload as upload_roster
from tests.integration.test_volunteers_import import GOOD, upload

Session = scoped_session[Any]


def twice(save: Callable[..., Any]) -> Callable[..., Any]:
    """Somebody else's list, with the same people, is saved between the look and the saving."""

    def saved(*given: Any) -> Any:
        save(*given)
        return save(*given)

    return saved


def test_a_roster_that_comes_second_is_told_so(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_place()
    browser = sign_in(place.staff)
    page = upload_roster(browser, place.school, roster(ANNA, BO)).headers["Location"]
    with monkeypatch.context() as patch:
        patch.setattr(children_imports, "save_plan", twice(children_imports.save_plan))
        answer = confirm(browser, page)
    assert answer.status_code == 200, "the page again, with what was ticked"
    assert "刚才有人导入了同样的孩子" in answer.get_data(as_text=True)
    assert ledger(place.school) == []
    assert confirm(browser, page).status_code == 302
    assert len(ledger(place.school)) == 2


def test_a_list_of_students_that_comes_second_is_told_so(
    session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = make.district("沾益区")
    for name in ("金龙街道", "菱角乡"):
        make.township(district, name)
    make.season(district, starts_on=date(2027, 1, 15), ends_on=date(2027, 2, 27))
    office: Account = make.account(Role.ORGANIZER, district)
    session.commit()
    browser = sign_in(office)
    made, _answer = upload(browser, GOOD)
    with monkeypatch.context() as patch:
        patch.setattr(volunteers_imports, "save_plan", twice(volunteers_imports.save_plan))
        answer = browser.post(f"/volunteers/imports/{made}/confirm", follow_redirects=True)
    assert "另一次导入刚刚登记了相同的志愿者" in answer.get_data(as_text=True)
    assert session.scalars(select(Volunteer)).all() == []
    assert browser.post(f"/volunteers/imports/{made}/confirm").status_code == 302
    assert len(session.scalars(select(Volunteer)).all()) == 2


def test_what_breaks_another_rule_of_a_table_is_a_fault(session: Session) -> None:
    district = make.district()
    first = make.township(district)
    session.commit()

    def saved(code: str | None) -> None:
        with one_is_first(session, volunteers_imports.COLLIDED):
            make.township(district, code=code)
            session.commit()

    with pytest.raises(Conflict):
        saved(first.code)
    with pytest.raises(IntegrityError):
        saved(None)
    session.rollback()
