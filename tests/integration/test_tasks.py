"""Tasks: seen only with the child, made once, ended with who and when, never deleted."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.events import ChildLeft, ChildrenMerged
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.events import publish
from app.reports.models import CareTask, DropReason, TaskSource, TaskState
from app.reports.rules.tasks import NewTask, drop_task, finish_task, make_task
from app.visits.codes import Mark, ParentContact, VisitPlace
from app.visits.rules.recording import VisitInput, record_visit
from tests import factories as make
from tests.factories.tasks import task
from tests.integration.pairing_place import Place, make_place

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


@pytest.fixture
def supervisor(session: Session, place: Place) -> Account:
    made = make.account(Role.TOWNSHIP_SUPERVISOR, place.township, name="周督导员")
    session.commit()
    return made


def every(session: Session) -> list[CareTask]:
    session.expire_all()
    return list(session.scalars(select(CareTask).order_by(CareTask.made_at)))


def new(place: Place, **values: Any) -> NewTask:
    given = {"words": "联系家长", "due_on": clock.today(), "owner": "me", "child_code": place.child.code, **values}
    return NewTask(id=uuid.uuid4(), **given)


def test_one_tap_twice_makes_one_task_for_the_supervisor(
    session: Session, place: Place, supervisor: Account, sign_in: SignIn
) -> None:
    gap = {"source": "coverage_gap", "subject": str(place.township.id)}
    due = sign_in(place.organizer).get("/tasks/due").get_data(as_text=True)
    assert "有孩子待结对的乡镇" in due, "the number beside the words counts townships, not children"
    for who in (place.organizer, place.organizer, supervisor):
        assert sign_in(who).post("/tasks/due", data=gap).status_code == 302
    (made,) = every(session)
    assert (made.owner_area_id, made.source, made.subject_id) == (
        place.township.id, TaskSource.COVERAGE_GAP, place.township.id,
    )  # fmt: skip
    assert f"/tasks/{made.id}" in sign_in(supervisor).get("/").get_data(as_text=True)
    assert sign_in(place.staff).post("/tasks/due", data=gap).status_code == 404, "a school sees no township's gap"
    finish_task(session, supervisor.actor(), made.id)
    sign_in(place.organizer).post("/tasks/due", data=gap)
    assert [one.state for one in every(session)] == [TaskState.DONE, TaskState.OPEN], "the gap is still there"


def test_a_task_about_a_child_is_seen_with_the_child_only(
    session: Session, place: Place, supervisor: Account, sign_in: SignIn
) -> None:
    made = task(place.school, place.child)
    stranger = make.account(Role.SCHOOL_STAFF, place.central)
    session.commit()
    url = f"/tasks/{made.id}"
    for who in (place.staff, place.director, supervisor, place.organizer):
        page = sign_in(who).get("/tasks/?show=all").get_data(as_text=True)
        assert place.child.code in page
        assert (place.child.name in page) == (who is not place.organizer), "organizers see codes"
        assert sign_in(who).get(url).status_code == 200
    assert place.child.code not in sign_in(stranger).get("/tasks/?show=all").get_data(as_text=True)
    assert [sign_in(stranger).get(url).status_code, sign_in(stranger).post(f"{url}/done").status_code] == [404, 404]
    assert sign_in(place.director).post(f"{url}/done").status_code == 404, "it is the school's"
    place.child.consented_until = None
    session.commit()
    for who in (supervisor, place.organizer):
        assert place.child.code not in sign_in(who).get("/tasks/?show=all").get_data(as_text=True)
        assert sign_in(who).get(url).status_code == 404
    assert sign_in(place.staff).get(url).status_code == 200
    read = select(AuditEvent).where(AuditEvent.action == Action.TASK_READ)
    assert len(list(session.scalars(read))) == 5


def test_a_task_goes_only_to_who_may_do_it(session: Session, place: Place, sign_in: SignIn) -> None:
    staff = place.staff.actor()
    other = make.child(place.central, place.village)
    session.commit()
    for given, code in (
        ({"child_code": other.code}, "tasks.child_unknown"),
        ({"child_code": "AAAAAAA"}, "tasks.child_unknown"),
        ({"owner": str(place.central.id)}, "tasks.owner_missing"),
        ({"owner": "child_village", "child_code": ""}, "tasks.child_for_owner"),
        ({"due_on": clock.today() - timedelta(days=1)}, "tasks.day"),
        ({"words": " "}, "tasks.words"),
    ):
        with pytest.raises(Refused) as refused:
            make_task(session, staff, new(place, **given))
        assert refused.value.code == code
    organizer = place.organizer.actor()
    with pytest.raises(Refused) as refused:
        make_task(session, organizer, new(place, owner=str(place.central.id)))
    assert refused.value.code == "tasks.owner_cannot_see", "another school does nothing about this child"
    place.child.consented_until = None
    session.commit()
    with pytest.raises(Refused):
        make_task(session, staff, new(place, owner="child_township"))
    made = make_task(session, staff, new(place, owner="child_village"))
    assert made.owner_area_id == place.village.id
    assert f"/tasks/{made.id}" in sign_in(place.director).get("/tasks/").get_data(as_text=True)


def test_sent_twice_it_is_made_once_and_ended_once(session: Session, place: Place, sign_in: SignIn) -> None:
    form = {
        "task_id": str(uuid.uuid4()), "words": "联系家长", "due_on": clock.today().isoformat(), "owner": "me",
        "child_code": place.child.code.lower(),
    }  # fmt: skip
    browser = sign_in(place.staff)
    for _ in range(2):
        assert browser.post("/tasks/new", data=form).headers["Location"] == f"/tasks/{form['task_id']}"
    (made,) = every(session)
    assert browser.post(f"/tasks/{made.id}/drop", data={}).status_code == 200, "a reason is asked for"
    for _ in range(2):
        finish_task(session, place.staff.actor(), made.id, "家长已回电")
    with pytest.raises(Conflict):
        drop_task(session, place.organizer.actor(), made.id, DropReason.DOUBLE)
    with pytest.raises(Missing):
        finish_task(session, place.student.actor(), made.id)
    ended = select(AuditEvent.details).where(AuditEvent.action == Action.TASK_ENDED)
    assert list(session.scalars(ended)) == [{"outcome": "done", "reason": None}]
    anew = update(CareTask).values(state=TaskState.OPEN, ended_at=None, ended_by_id=None)
    for statement in (delete(CareTask), anew):
        with pytest.raises(DBAPIError):
            session.execute(statement)
        session.rollback()


@pytest.mark.parametrize("kind", ["visit_overdue", "agreement_missing", "coverage_gap"])
def test_all_that_is_due_is_reached_page_by_page(
    session: Session, place: Place, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for module_name in ("MOST", "PAGE"):
        monkeypatch.setattr(f"app.reports.views.due.{module_name}", 1)
    late = clock.today() - timedelta(days=40)
    for risk in (0, 2, 0):
        home = make.township(place.district)
        make.consent(make.child(place.school, home, registered_on=late, risk=risk, suitability="好", professional="李"))
    session.commit()
    browser, following, seen = sign_in(place.organizer), f"/tasks/due?of={kind}", []
    assert following in browser.get("/tasks/due").get_data(as_text=True)
    while following:
        page = browser.get(following).get_data(as_text=True)
        total = int(re.search(r'<h2>[^<]*<span class="muted figures">(\d+)', page).group(1))
        seen += re.findall(r'name="subject" value="([^"]+)"', page)
        found = re.search(r'href="([^"]+)"[^>]*rel="next"', page)
        following = unescape(found.group(1)) if found else ""
    assert len(set(seen)) == len(seen) == total > 2
    if kind == "agreement_missing":
        assert session.get(Child, uuid.UUID(seen[0])).risk == 2
        assert len(page_keys(page)) == 1, "an address tells the code alone, not how much at risk the child is"


def test_a_made_up_cursor_tells_nothing_of_a_child_elsewhere(session: Session, place: Place, sign_in: SignIn) -> None:
    elsewhere = make.township(make.district())
    stranger = make.child(make.school(elsewhere), elsewhere, risk=0)
    mine = make.child(place.school, place.township, risk=2)
    make.consent(mine)
    session.commit()
    packed = base64.urlsafe_b64encode(json.dumps([0, stranger.code]).encode()).decode().rstrip("=")
    page = sign_in(place.organizer).get(f"/tasks/due?of=agreement_missing&cursor={packed}").get_data(as_text=True)
    assert str(mine.id) in page, "the page begins where it always does, not after those at more risk than the stranger"


def page_keys(page: str) -> list[object]:
    """What the cursor of a page holds beside its direction."""
    packed = re.search(r"cursor=([\w-]+)", page).group(1)
    return json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))[1:]


def test_a_task_stays_with_its_child(session: Session, place: Place, supervisor: Account, sign_in: SignIn) -> None:
    """Of two files it goes to the one that stays; it ends with the visit it asks for, or when the child leaves."""
    gone = make.child(place.school, place.village, registered_on=clock.today() - timedelta(days=40))
    make.consent(gone)
    place.child.registered_on = clock.today() - timedelta(days=40)
    session.commit()
    browser = sign_in(place.director)
    for child in (place.child, gone):
        assert child.code in browser.get("/tasks/due").get_data(as_text=True), "40 days, and no visit"
        browser.post("/tasks/due", data={"source": "visit_overdue", "subject": str(child.id)})
    by_hand = task(place.school, gone)
    session.commit()
    publish(session, ChildrenMerged(place.child, gone, supervisor.actor()))
    publish(session, ChildLeft(gone, supervisor.actor(), "merged"))
    session.commit()
    found = {(one.source, one.state) for one in every(session) if one.child_id == place.child.id}
    assert found == {
        (TaskSource.VISIT_OVERDUE, TaskState.OPEN), (TaskSource.VISIT_OVERDUE, TaskState.DROPPED),
        (TaskSource.BY_HAND, TaskState.OPEN),
    }  # fmt: skip
    assert f"/tasks/{by_hand.id}" in sign_in(place.staff).get(f"/children/{place.child.id}").get_data(as_text=True)
    visit = VisitInput(
        id=uuid.uuid4(), child_id=place.child.id, visited_on=clock.today(), place=VisitPlace.HOME, met_child=True,
        met_carer=False, health=Mark.OK, mood=Mark.OK, safety=Mark.OK, schooling=Mark.OK,
        parent_contact=ParentContact.WEEK, risk_seen=False,
    )  # fmt: skip
    record_visit(session, place.director.actor(), visit)
    ended = {one.state: one.ended_by_id for one in every(session) if one.source is TaskSource.VISIT_OVERDUE}
    assert ended == {TaskState.DONE: place.director.id, TaskState.DROPPED: supervisor.id}, "the visit was what it asked"
    publish(session, ChildLeft(place.child, system_actor("test"), "sixteen"))
    session.commit()
    assert [one.state for one in every(session) if one.id == by_hand.id] == [TaskState.DROPPED]
