"""What a reminder counts is what its page counts, for everybody; and counting asks the database as often for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import scoped_session

from app.children.models import Child, ChildStatus
from app.foundation import clock
from app.foundation.access import Actor, Role, visible_to
from app.foundation.database import db
from app.pairing.absences import absences_to_handle
from app.pairing.models import Pairing, PairingState
from app.pairing.queries import approval_queue, meetings_due
from app.reminders.counting import holders
from app.reminders.kinds import KindGroup
from app.reminders.kinds import ReminderKind as K
from app.reminders.registry import sources
from app.reports.queries import counts as tasks
from app.safeguarding import queries as concerns
from app.sessions import queries as sessions
from app.sessions.models import DisputeReason, SessionState
from app.visits.queries import counts as visits
from tests import factories as make
from tests.factories import concerns as raised
from tests.factories import sessions as logged
from tests.factories.tasks import task
from tests.integration.pairing_place import Place, make_place
from tests.integration.reminders_place import sweep_all

Session = scoped_session[Any]
MONTH = timedelta(days=30)


def ending(session: Session, actor: Actor) -> int:
    today = clock.today()
    soon = Child.consented_until.between(today, today + MONTH - timedelta(days=1))
    wanted = visible_to(actor, Child).where(Child.status == ChildStatus.ACTIVE, soon)
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


PAGES: dict[K, Callable[[Any, Actor], int]] = {
    K.APPROVALS: lambda session, actor: len(approval_queue(session, actor)),
    K.MEETINGS: lambda session, actor: len(meetings_due(session, actor)),
    K.ABSENCES: lambda session, actor: len(absences_to_handle(session, actor, clock.today())),
    K.TO_CONFIRM: lambda session, actor: sessions.staff_counts(session, actor)[SessionState.SENT],
    K.DISPUTES: lambda session, actor: len(sessions.open_disputes(session, actor)),
    K.SECONDS: sessions.count_seconds,
    K.SILENCES: concerns.count_silences,
    K.MATTERS: lambda session, actor: concerns.counts(session, actor)["mine"],
    K.VISITS_OVERDUE: lambda session, actor: visits(session, actor).overdue,
    K.VISITS_SOON: lambda session, actor: visits(session, actor).soon,
    K.AGREEMENTS: lambda session, actor: visits(session, actor).without_agreement,
    K.FILE_CHECKS: lambda session, actor: visits(session, actor).unchecked,
    K.CONSENTS_ENDING: ending,
    K.TASKS: lambda session, actor: tasks(session, actor, clock.today() + timedelta(days=3), mine=True).overdue,
}


def pair(place: Place, state: PairingState, *, school: bool = True, **values: Any) -> Pairing:
    """Another child with another volunteer; the child was registered long ago, and its consent ends soon."""
    account = values.pop("served_by", None) or make.account(Role.VOLUNTEER)
    volunteer = make.vetted(make.volunteer(place.township, account_id=account.id))
    child = make.child(place.school if school else None, place.village, township_id=place.township.id,
                       registered_on=clock.today() - 4 * MONTH)  # fmt: skip
    make.consent(child)
    child.consented_until = clock.today() + timedelta(days=9)
    return make.pairing(child, volunteer, place.season, state, **values)


def fill(place: Place) -> None:
    """Something of every kind, and what is told apart: a central school, one's own pairing, a concern about a lead."""
    now, district = clock.now(), place.district
    place.township.central_school_id = place.central.id
    place.child.registered_on = clock.today() - timedelta(days=27)
    supervisor, lead = (
        make.account(Role.TOWNSHIP_SUPERVISOR, place.township),
        make.account(Role.SAFEGUARDING_LEAD, district),
    )
    both = make.account(Role.VILLAGE_DIRECTOR, place.village)
    both.roles += [make.role_grant(Role.SCHOOL_STAFF, place.central), make.role_grant(Role.VOLUNTEER)]
    pair(place, PairingState.ACCEPTED, approval_due_at=now + MONTH)
    pair(place, PairingState.ACCEPTED, approval_due_at=now - MONTH)
    pair(place, PairingState.ACCEPTED, approval_due_at=now + MONTH, school=False)
    pair(place, PairingState.ACCEPTED, approval_due_at=now + MONTH, school=False, served_by=both)
    met = pair(place, PairingState.APPROVED, approved_by_id=place.staff.id, sexes="same")
    stood_in = pair(place, PairingState.APPROVED, approved_by_id=place.central_staff.id, sexes="same")
    for one, introducer in ((met, place.director), (stood_in, place.central_staff)):
        make.meeting(one, introducer, place.school)
    for number, whole in enumerate((True, False)):
        served = pair(place, PairingState.ACTIVE, school=whole, active_at=now - MONTH)
        make.service_session(served)
        late = now - timedelta(days=4, hours=number)
        make.service_session(served, late, late=True, vouched_by_id=place.director.id, vouched_at=now, late_reason="x")
        logged.dispute(served, place.student, reason=DisputeReason.TIME, words="不对")
        logged.absence(served, place.student)
        raised.silence(served)
        task(place.school, served.child, due_on=clock.today())
    task(supervisor, due_on=clock.today(), district_id=district.id)
    for who in (lead, lead, both):
        raised.concern(district, assigned_to_id=who.id)
    raised.party(raised.concern(district, assigned_to_id=lead.id), lead)
    db.session.commit()


@pytest.fixture
def counted() -> list[Any]:
    return [source for source in sources() if source.kind in PAGES]


def test_a_reminder_counts_what_its_page_counts(session: Session, counted: list[Any]) -> None:
    for _ in range(2):
        fill(make_place())
    people = list(holders(session, *Role))
    beside: set[tuple[K, Role]] = set()
    for source in counted:
        found = {wait.account_id: wait.figures["count"] for wait in source.find(session)}
        assert found, source.kind
        for actor in people:
            number = PAGES[source.kind](session, actor)
            if actor.id not in found and number:
                beside |= {(source.kind, grant.role) for grant in actor.grants}
            else:
                assert found.get(actor.id, 0) == number, (source.kind, actor.grants)
    supervisors, near = {Role.ORGANIZER, Role.TOWNSHIP_SUPERVISOR}, {Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR}
    assert {role for kind, role in beside if kind is K.TO_CONFIRM} == supervisors, "they read, and do not confirm"
    assert {role for kind, role in beside if kind is K.VISITS_OVERDUE} == {Role.SCHOOL_STAFF}, "they do not visit"
    assert not {role for kind, role in beside if kind in {K.APPROVALS, K.ABSENCES, K.SILENCES, K.TASKS}} & near


def test_counting_for_more_people_asks_no_more(session: Session, counted: list[Any]) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    def questions() -> int:
        session.expunge_all()
        asked.clear()
        sweep_all(*KindGroup)
        made = len(asked)
        asked.clear()
        sweep_all(*KindGroup)
        session.rollback()
        return made + len(asked)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        fill(make_place())
        first = questions()
        for _ in range(2):
            fill(make_place())
        assert questions() <= first
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
