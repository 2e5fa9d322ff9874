"""Undo where it is safe: a task that was ended, a pair that was taken out; each a step on the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.foundation import audit, clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import MatchPair, MatchRun, RemoveReason
from app.pairing.rules.running import put_back_pair, remove_pair
from app.reports.models import CareTask, DropReason, TaskSource, TaskState
from app.reports.rules import undoing
from app.reports.rules.tasks import drop_task, finish_task
from app.reports.rules.undoing import may_reopen, reopen_task
from tests import factories as make
from tests.factories.tasks import task
from tests.integration.pairing_place import Place, events, make_place

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(session: Any) -> Place:
    return make_place()


@pytest.mark.parametrize("how", ["done", "dropped"])
def test_a_task_just_ended_is_opened_again(place: Place, sign_in: SignIn, how: str) -> None:
    made = task(place.school)
    db.session.commit()
    browser = sign_in(place.staff)
    sent = {"done-words": "电话说过了"} if how == "done" else {"drop-reason": "not_needed"}
    url = f"/tasks/{made.id}"
    page = browser.post(f"{url}/{'done' if how == 'done' else 'drop'}", data=sent, follow_redirects=True)
    assert "十分钟内可以撤回" in page.get_data(as_text=True)
    assert "十分钟内可以撤回" not in sign_in(place.deputy).get(url).get_data(as_text=True), "it was another's step"
    assert "任务已重新打开" in browser.post(f"{url}/undo", follow_redirects=True).get_data(as_text=True)
    browser.post(f"{url}/undo")
    db.session.expire_all()
    (again,) = db.session.scalars(select(CareTask).where(CareTask.state == TaskState.OPEN))
    assert (again.words, again.due_on, again.owner_school_id) == (made.words, made.due_on, place.school.id)
    assert made.state.value == how, "the database keeps what was ended"
    assert events(audit.Action.TASK_REOPENED) == [{"before": how}]
    assert len(events(audit.Action.TASK_ENDED)) == 1


def test_a_task_stays_ended_once_time_or_another_has_gone_over_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_child = {"source": TaskSource.VISIT_OVERDUE, "subject_id": place.child.id}
    made = task(place.school, place.child, **of_child)
    db.session.commit()
    actor = place.staff.actor()
    finish_task(db.session, actor, made.id)
    for other in (place.deputy, make.account(Role.SCHOOL_STAFF, make.school(place.township))):
        db.session.commit()
        with pytest.raises((Conflict, Missing)):
            reopen_task(db.session, other.actor(), made.id)
        db.session.rollback()
    twin = task(place.school, place.child, **of_child)
    db.session.commit()
    assert not may_reopen(db.session, actor, made)
    drop_task(db.session, actor, twin.id, DropReason.NOT_NEEDED)
    assert may_reopen(db.session, actor, made)
    monkeypatch.setattr(undoing, "UNDO_FOR", timedelta(0))
    with pytest.raises(Conflict):
        reopen_task(db.session, actor, made.id)
    db.session.rollback()
    assert db.session.get_one(CareTask, made.id).state is TaskState.DONE


def test_a_pair_taken_out_is_put_back_until_the_matching_is_published(place: Place, sign_in: SignIn) -> None:
    run = make.add(MatchRun(season_id=place.season.id, district_id=place.district.id, exact=True,
                            finished_at=clock.now()))  # fmt: skip
    pair: MatchPair = make.add(MatchPair(run_id=run.id, child_id=place.child.id, volunteer_id=place.volunteer.id,
                                         score=5, reasons=[["needs", 5]], mode="in_person"))  # fmt: skip
    db.session.commit()
    actor = place.organizer.actor()
    remove_pair(db.session, actor, pair.id, RemoveReason.OTHER)
    assert sign_in(place.staff).post(f"/matching/{run.id}/pairs/{pair.id}/put-back").status_code == 404
    assert sign_in(place.organizer).post(f"/matching/{run.id}/pairs/{pair.id}/put-back").status_code == 302
    db.session.expire_all()
    assert (pair.removed_at, pair.removed_by_id, pair.removed_reason) == (None, None, None)
    assert len(events(audit.Action.MATCH_PAIR_PUT_BACK)) == len(events(audit.Action.MATCH_PAIR_REMOVED)) == 1
    remove_pair(db.session, actor, pair.id, RemoveReason.KNOWN_CONFLICT)
    with pytest.raises(Refused, match="kept_apart"):
        put_back_pair(db.session, actor, pair.id)
    db.session.rollback()
    run.published_at = clock.now()
    db.session.commit()
    with pytest.raises(Conflict):
        put_back_pair(db.session, actor, pair.id)
