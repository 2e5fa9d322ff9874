"""Drafts of long forms: the writer's alone, cleared by sending, bringing nothing old back, gone after two weeks."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import scoped_session

from app.children.models import Child
from app.drafts.models import NOTHING, FormDraft
from app.drafts.pages import fingerprint
from app.drafts.rules import Place as DraftPlace
from app.drafts.rules import draft_of, save_draft, sending
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.events import publish
from app.foundation.retention import Subject, SubjectErased
from app.privacy.rules.retaining import run
from tests import factories as make
from tests.integration.children_helpers import Place, SignIn, make_place
from tests.integration.privacy_place import fresh_ledger

__all__ = ["fresh_ledger"]
NEW = f"/drafts/child-new/{NOTHING}"
NAME = "滕小满"


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


def typed(place: Place, **values: Any) -> dict[str, Any]:
    """A new child as the page sends it, with what the page says of its draft."""
    return {
        "token": str(uuid.uuid4()), "school_id": str(place.school.id), "name": NAME, "birth_date": "2016-05-04",
        "home": str(place.village.id), "left_behind": "other", "modes": "in_person", "risk": "0",
        "carers-0-name": "滕大山", "carers-0-relation": "father", "carers-0-phone": "13800001111",
        "draft_page": str(uuid.uuid4()), "draft_subject": str(NOTHING), "draft_basis": "", **values,
    }  # fmt: skip


def drafts() -> list[FormDraft]:
    db.session.expire_all()
    return list(db.session.scalars(select(FormDraft)))


def test_a_draft_is_kept_for_its_writer_and_cleared_by_sending(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    browser, form = sign_in(place.staff), typed(place)
    saved = browser.post(NEW, data={**form, "birth_date": ""}, headers={"X-Draft": "1"})
    assert saved.json is not None
    assert saved.json["saved"].startswith("草稿已保存 ")
    assert NAME.encode() not in bytes(session.execute(text("SELECT typed FROM form_draft")).scalar_one())
    assert browser.post(NEW, data=form).headers["Location"] == "/children/new?draft=continue", "the plain button"
    assert [one.account_id for one in drafts()] == [place.staff.id], "one for each form"
    page = browser.get("/children/new").get_data(as_text=True)
    assert "继续填写草稿" in page
    assert NAME not in page, "offered, not forced"
    page = browser.get("/children/new?draft=continue").get_data(as_text=True)
    assert all(value in page for value in (NAME, "2016-05-04", "滕大山", form["token"]))
    deputy = make.account(place.staff.roles[0].role, place.school)
    session.commit()
    page = sign_in(deputy).get("/children/new?draft=continue").get_data(as_text=True)
    assert NAME not in page
    assert "继续填写草稿" not in page
    assert browser.post("/children/new", data={**form, "birth_date": "2046-05-04"}).status_code == 200
    assert drafts()[0].typed is not None, "what was refused is still a draft"
    for _double_click in range(2):
        assert browser.post("/children/new", data=form).status_code == 302
    assert [one.typed for one in drafts()] == [None]
    late = browser.post(NEW, data=form, headers={"X-Draft": "1"})
    assert late.json == {"saved": ""}, "the page was sent: what it saves too late is nobody's draft"
    assert "继续填写草稿" not in browser.get("/children/new").get_data(as_text=True)
    browser.post(NEW, data=typed(place))
    assert "继续填写草稿" in browser.get("/children/new").get_data(as_text=True)
    browser.post(f"{NEW}/throw-away")
    assert drafts() == []


def test_what_is_recorded_and_the_cleared_draft_are_one_transaction(place: Place, session: scoped_session[Any]) -> None:
    who, where = place.staff.actor(), DraftPlace("child-new", NOTHING, uuid.uuid4())
    save_draft(session, who, where, [("name", NAME)])

    def cut_off() -> None:
        with sending(session, who, where):
            make.child(place.school, place.village)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="power"):
        cut_off()
    assert draft_of(session, who, "child-new", NOTHING) is not None
    with sending(session, who, where):
        make.child(place.school, place.village)
        session.commit()
        assert draft_of(session, who, "child-new", NOTHING) is None, "gone with the rule's own commit"


def test_an_old_draft_brings_no_old_values_back(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    child = make.child(place.school, place.village)
    session.commit()
    url, browser = f"/children/{child.id}/edit", sign_in(place.staff)
    page = browser.get(url).get_data(as_text=True)
    basis = page.partition('name="draft_basis" value="')[2].partition('"')[0]
    assert len(basis) == len(fingerprint({}))
    form = typed(place, draft_subject=str(child.id), draft_basis=basis, class_name="旧班", name=child.name)
    browser.post(f"/drafts/child-edit/{child.id}", data=form)
    session.execute(update(Child).where(Child.id == child.id).values(class_name="新班"))
    session.commit()
    page = browser.get(f"{url}?draft=continue").get_data(as_text=True)
    assert "档案已有改动" in page
    assert "班级" in page.partition("提交后会替换档案里现在的：")[2].partition("。")[0]
    answer = browser.post(url, data=form)
    assert answer.status_code == 200
    session.expire_all()
    assert session.get_one(Child, child.id).class_name == "新班", "nothing is replaced unseen"
    told = answer.get_data(as_text=True).partition('name="draft_basis" value="')[2].partition('"')[0]
    assert told != basis
    assert browser.post(url, data={**form, "draft_basis": told}).status_code == 302
    session.expire_all()
    assert session.get_one(Child, child.id).class_name == "旧班", "seen, and meant"


def test_only_of_forms_and_records_one_may_fill_in(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    child = make.child(place.school, place.village)
    session.commit()
    form = typed(place)
    for account, url in (
        (place.other_staff, f"/drafts/child-edit/{child.id}"), (place.organizer, NEW),
        (place.staff, f"/drafts/x/{NOTHING}"),
        (place.staff, f"/drafts/child-new/{child.id}"), (place.staff, f"/drafts/visit/{uuid.uuid4()}"),
    ):  # fmt: skip
        assert sign_in(account).post(url, data=form).status_code == 404, url
        assert sign_in(account).post(f"{url}/throw-away").status_code == 404, url
    browser = sign_in(place.staff)
    assert browser.post(NEW, data={**form, "notes": "长" * 70_000}, headers={"X-Draft": "1"}).status_code == 422
    assert browser.post(NEW, data={"name": NAME}).status_code == 302, "no page, no draft"
    assert drafts() == []


def test_drafts_leave_after_two_weeks_and_with_the_file_they_are_about(
    place: Place, session: scoped_session[Any]
) -> None:
    child, who = make.child(place.school, place.village), place.staff.actor()
    session.commit()
    for subject, days in ((NOTHING, 15), (child.id, 13)):
        row = save_draft(session, who, DraftPlace("child-edit", subject, uuid.uuid4()), [("name", NAME)])
        assert row is not None
        row.changed_at = clock.now() - timedelta(days=days)
    session.commit()
    assert run(session, system_actor("test"), dry_run=False).paperwork["form_draft"] == 1
    assert [one.subject_id for one in drafts()] == [child.id]
    publish(session, SubjectErased(Subject.CHILD, child.id, system_actor("test")))
    session.commit()
    assert drafts() == []
