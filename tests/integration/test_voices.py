"""Three taps and a line at the end of a season: the school reads the words, the organizer sees counts, nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Missing, Refused
from app.pairing.models import PairingState
from app.voices.models import Channel, Side, Voice
from app.voices.queries import tally
from app.voices.rules import Saying, speak
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
HEARD = {"glad": "3", "helped": "2", "again": "3", "words": "姐姐教我画马", "channel": "asked"}


@pytest.fixture
def place(session: Session) -> Iterator[Place]:
    """In the second half of its season."""
    with time_machine.travel("2027-01-20T04:00:00Z", tick=False):
        made = make_place()
    with time_machine.travel("2027-02-20T04:00:00Z", tick=False):
        yield made


def test_the_school_reads_what_a_child_said_and_others_do_not(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(PairingState.ACTIVE, active_at=clock.now())
    page, voices = f"/pairings/{pairing.id}", f"/pairings/{pairing.id}/voices"
    director, student = sign_in(place.director), f"/my/pairings/{pairing.id}/voice"
    assert f"{voices}/child" in director.get(page).get_data(as_text=True)
    assert director.post(f"{voices}/child", data={**HEARD, "glad": ""}).status_code == 422
    assert director.post(f"{voices}/child", data=HEARD).status_code == 302
    taps = {"glad": "2", "helped": "3", "again": "3", "words": "很值得"}
    for _ in range(2):
        assert sign_in(place.student).post(student, data=taps).status_code == 302
    told = sign_in(place.staff).get(voices).get_data(as_text=True)
    assert "姐姐教我画马" in told
    assert "很值得" in told
    for who in (place.director, place.organizer, place.student):
        assert sign_in(who).get(voices).status_code == 404
    for who, url in ((place.director, f"{voices}/child"), (place.organizer, page), (place.student, student)):
        assert "姐姐教我画马" not in sign_in(who).get(url).get_data(as_text=True)
    again = sign_in(place.staff).get(f"{voices}/child").get_data(as_text=True)
    assert "姐姐教我画马" in again
    read = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.VOICE_READ).order_by(AuditEvent.id))
    assert [event.details["sides"] for event in read] == [["child", "volunteer"], ["child"]]
    assert session.scalars(select(Voice.side).order_by(Voice.side)).all() == [Side.CHILD, Side.VOLUNTEER]
    kept = session.execute(text("SELECT words FROM voice")).scalars().all()
    assert not any("画马".encode() in bytes(one) for one in kept)


def test_nobody_speaks_for_another_or_without_consent(session: Session, place: Place) -> None:
    pairing, heard = place.pairing(PairingState.ACTIVE, active_at=clock.now()), Saying(3, 3, 3, "", Channel.PAPER)
    for who, side, saying in (
        (place.student, Side.CHILD, heard),
        (place.organizer, Side.CARER, heard),
        (place.staff, Side.VOLUNTEER, Saying(3, 3, 3)),
    ):
        with pytest.raises(Missing):
            speak(session, who.actor(), pairing.id, side, saying)
        session.rollback()
    with pytest.raises(Refused, match="answers"):
        speak(session, place.student.actor(), pairing.id, Side.VOLUNTEER, Saying(3, 4, 3))
    session.rollback()
    place.child.consented_until = clock.today() - timedelta(days=1)
    session.commit()
    with pytest.raises(Refused, match="no_consent"):
        speak(session, place.staff.actor(), pairing.id, Side.CARER, heard)


def test_the_organizer_sees_counts_from_five_voices_on(session: Session, place: Place, sign_in: SignIn) -> None:
    for number in range(5):
        child = make.child(place.school, place.village)
        over = make.pairing(child, place.volunteer, place.season, PairingState.ENDED)
        values = {"glad": 3, "helped": 3 if number else 1, "again": 2, "channel": Channel.ASKED, "words": "原话"}
        make.add(Voice(pairing_id=over.id, side=Side.CHILD, **values))
        session.commit()
        shown = tally(session, place.season)[Side.CHILD]
        assert (shown.voices, shown.is_shown, bool(shown.answers)) == (number + 1, number == 4, number == 4)
    assert tally(session, place.season)[Side.CARER].voices == 0
    page = sign_in(place.organizer).get(f"/seasons/{place.season.id}").get_data(as_text=True)
    assert "5 份心声" in page
    assert "原话<" not in page
    assert "心声" not in sign_in(make.account(Role.SCHOOL_STAFF, place.school)).get("/seasons").get_data(as_text=True)
