"""One timeline of a child: whoever may read the file sees their part, the family its own, a volunteer nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child, RiskChange, RiskReason
from app.coverage.ledgers.timeline.parts import HOME, SCHOOL_AND_VILLAGE
from app.coverage.ledgers.timeline.reading import Place, timeline
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from app.pairing.models import PairingState
from app.sessions.models import SessionState
from app.visits.codes import Mark, VisitPlace
from app.visits.models import Visit
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
NOTE, RISK_NOTE, VISIT_NOTE = "一起读了两课", "奶奶住院了", "门锁坏了"


def lived(session: scoped_session[Any], days: int = 1) -> tuple[Child, dict[Role, Account]]:
    """A child whose pairing ran and ended, with a session, a visit and a change of level on each of so many days."""
    district = make.district()
    township = make.township(district)
    village, school = make.village(township), make.school(township)
    child = make.child(school, village, name="王小明", registered_on=clock.today() - timedelta(days=400))
    make.consent(child)
    volunteer = make.volunteer(township, name="陈老师")
    pairing = make.pairing(child, volunteer, make.season(district), PairingState.ENDED, reason="carer_wish")
    for number in range(days):
        day = clock.today() - timedelta(days=number + 1)
        noon = clock.from_local(datetime.combine(day, datetime.min.time()) + timedelta(hours=12))
        make.service_session(pairing, noon, note=NOTE, state=SessionState.CONFIRMED, confirmed_at=noon)
        seen = dict.fromkeys(("health", "mood", "safety", "schooling"), Mark.OK)
        make.add(
            Visit(district_id=district.id, child_id=child.id, visited_on=day, place=VisitPlace.HOME, met_child=True,
                  met_carer=True, note=VISIT_NOTE, **seen)
        )  # fmt: skip
        make.add(
            RiskChange(child_id=child.id, before=number % 2, after=1 - number % 2, reason=RiskReason.HEALTH,
                       note=RISK_NOTE, changed_at=noon)
        )  # fmt: skip
    scopes = {Role.SCHOOL_STAFF: school, Role.VILLAGE_DIRECTOR: village, Role.TOWNSHIP_SUPERVISOR: township,
              Role.ORGANIZER: district}  # fmt: skip
    people = {role: make.account(role, scope) for role, scope in scopes.items()}
    session.commit()
    return child, people


def test_each_reader_sees_its_part_and_the_opening_is_logged(session: scoped_session[Any], sign_in: SignIn) -> None:
    child, people = lived(session)
    url = f"/children/{child.id}/timeline"
    pages = {role: sign_in(account).get(url).get_data(as_text=True) for role, account in people.items()}
    for role in (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR):
        assert all(words in pages[role] for words in (NOTE, RISK_NOTE, VISIT_NOTE, "陈老师", "照护人"))
    township, league = pages[Role.TOWNSHIP_SUPERVISOR], pages[Role.ORGANIZER]
    for page in (township, league):
        assert "60 分钟" in page
        assert not any(words in page for words in (NOTE, RISK_NOTE, VISIT_NOTE, "陈老师"))
    assert "走访" in township
    assert "走访" not in league[league.index("<main") : league.index("</main")]
    reads = session.scalars(select(AuditEvent).where(AuditEvent.action == "child.read")).all()
    assert len(reads) == 4
    on_file = sign_in(people[Role.VILLAGE_DIRECTOR]).get(f"/children/{child.id}").get_data(as_text=True)
    assert url in on_file
    assert NOTE in on_file
    volunteer = make.account(Role.VOLUNTEER)
    session.commit()
    assert sign_in(volunteer).get(url).status_code == 404
    family = timeline(session, child, HOME)[0]
    assert not any(entry.note or "王" in entry.title or "照护人" in entry.text for entry in family)
    assert not any("关注" in entry.title for entry in family)


def test_pages_of_a_timeline_lose_nothing_even_within_one_moment(session: scoped_session[Any]) -> None:
    child, _people = lived(session, days=6)
    whole, none = timeline(session, child, SCHOOL_AND_VILLAGE, limit=100)
    assert none is None
    assert [entry.order for entry in whole] == sorted(entry.order for entry in whole)
    assert len(whole) == 3 * 6 + 5  # and agreed, approved, met, ended, registered
    seen: list[tuple[str, str]] = []
    after: str | None = ""
    while after is not None:
        page, after = timeline(session, child, SCHOOL_AND_VILLAGE, Place.parse(after), limit=2)
        seen += [(entry.kind, entry.key) for entry in page]
    assert seen == [(entry.kind, entry.key) for entry in whole]
    assert Place.parse("nan~session~x") is None
    assert Place.parse(f"{10**30}~session~{child.id}") is None
