"""Everybody who has a say in a pairing, or would like to, and everything that can stop holding meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import select

from app.accounts.models import Account
from app.children.events import ConsentWithdrawn
from app.children.models import Child, ChildWish
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.events import publish
from app.pairing.models import (
    DeclineReason,
    DoNotPair,
    EndReason,
    Pairing,
    PairingState,
    RejectReason,
    WithdrawReason,
)
from app.pairing.rules.answering import accept, decline, expire_due
from app.pairing.rules.approving import approve, reject
from app.pairing.rules.ending import end, resume, withdraw
from app.pairing.rules.lapsing import stop_lapsed
from app.pairing.rules.meeting import record_met, record_moved
from app.pairing.rules.proposing import Wanted, propose
from app.seasons.models import SeasonStage
from app.volunteers.events import VolunteerFailedVetting
from app.volunteers.models import VettingCheck, VettingKind, VettingResult, Volunteer
from tests import factories as make
from tests.integration.pairing_place import make_place

PEOPLE = st.sampled_from(["organizer", "staff", "deputy", "central_staff", "student", "other_student", "stranger"])
TWO = st.integers(0, 1)
ANY = st.integers(0, 30)
# Everything open at once must be common, or nothing would ever get far.
MOSTLY = st.sampled_from([True, True, True, False])


class People(RuleBasedStateMachine):
    """Two children, two volunteers (one with two places), and everybody who has a say or would like to."""

    def __init__(self) -> None:
        super().__init__()
        self.place = make_place()
        place, session = self.place, db.session
        sibling = make.child(place.school, place.village)
        make.consent(sibling)
        student = make.account(Role.VOLUNTEER)
        second = make.vetted(make.volunteer(place.township, account_id=student.id, slots=2))
        make.availability(second, place.season, capacity=2)
        self.children: list[Child] = [place.child, sibling]
        self.volunteers: list[Volunteer] = [place.volunteer, second]
        self.accounts: dict[str, Account] = {
            name: getattr(place, name) for name in ("organizer", "staff", "deputy", "central_staff", "student")
        }
        stranger = make.account(Role.SCHOOL_STAFF, make.school(place.township))
        self.accounts |= {"other_student": student, "stranger": stranger}
        self.consented, self.clear = [True, True], [True, True]
        self.lapsed = [False, False]
        # Whether the parts above know: by an event at once, else by the worker's chore.
        self.told, self.known = [True, True], [True, True]
        self.before: dict[Any, PairingState] = {}
        # Gates that nobody is told of, by who fails at them; every step has to find them by itself.
        self.shut: set[tuple[str, Any]] = set()
        session.commit()

    def pairings(self) -> list[Pairing]:
        found = select(Pairing).where(Pairing.season_id == self.place.season.id)
        return list(db.session.scalars(found.order_by(Pairing.proposed_at, Pairing.id)))

    def do(self, who: str, number: int, action: Callable[[Any, Pairing], object]) -> None:
        """Let somebody try something on one of the pairings there are."""
        pairings = self.pairings()
        if not pairings:
            return
        try:
            action(self.accounts[who].actor(), pairings[number % len(pairings)])
        except (Refused, Missing):
            db.session.rollback()

    @rule(who=PEOPLE, child=TWO, volunteer=TWO)
    def propose(self, who: str, child: int, volunteer: int) -> None:
        season = self.place.season.id
        wanted = Wanted(self.children[child].id, self.volunteers[volunteer].id, season, "in_person")
        try:
            propose(db.session, self.accounts[who].actor(), wanted)
        except (Refused, Missing):
            db.session.rollback()

    @rule(who=PEOPLE, number=ANY)
    def accept(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: accept(db.session, actor, one.id))

    @rule(who=PEOPLE, number=ANY)
    def decline(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: decline(db.session, actor, one.id, DeclineReason.OTHER))

    @rule(who=PEOPLE, number=ANY)
    def approve(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: approve(db.session, actor, one.id, self.place.meeting()))

    @rule(who=PEOPLE, number=ANY, reason=st.sampled_from(RejectReason))
    def reject(self, who: str, number: int, reason: RejectReason) -> None:
        self.do(who, number, lambda actor, one: reject(db.session, actor, one.id, reason))

    @rule(who=PEOPLE, number=ANY, moved=st.booleans())
    def meet(self, who: str, number: int, moved: bool) -> None:
        def action(actor: Any, one: Pairing) -> None:
            if one.meetings and moved:
                record_moved(db.session, actor, one.meetings[-1].id, self.place.meeting())
            elif one.meetings:
                record_met(db.session, actor, one.meetings[-1].id)

        self.do(who, number, action)

    @rule(who=PEOPLE, number=ANY)
    def end(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: end(db.session, actor, one.id, EndReason.OTHER, "再见"))

    @rule(who=PEOPLE, number=ANY)
    def take_back(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: withdraw(db.session, actor, one.id, WithdrawReason.MISTAKE))

    @rule(who=PEOPLE, number=ANY)
    def resume(self, who: str, number: int) -> None:
        self.do(who, number, lambda actor, one: resume(db.session, actor, one.id))

    @rule(child=TWO, volunteer=TWO)
    def go_on(self, child: int, volunteer: int) -> None:
        """Those whose turn it is try the next step of every pairing, and the two are proposed where they are free."""
        wanted = Wanted(self.children[child].id, self.volunteers[volunteer].id, self.place.season.id, "in_person")
        for one in self.pairings():
            for act in self.next_steps(one):
                try:
                    act()
                except (Refused, Missing):
                    db.session.rollback()
        try:
            propose(db.session, self.accounts["organizer"].actor(), wanted)
        except (Refused, Missing):
            db.session.rollback()

    def next_steps(self, one: Pairing) -> list[Callable[[], object]]:
        staff = self.accounts["staff"].actor()
        if one.state is PairingState.PROPOSED:
            students = [self.accounts[name].actor() for name in ("student", "other_student")]
            return [partial(accept, db.session, student, one.id) for student in students]
        if one.state is PairingState.ACCEPTED:
            return [partial(approve, db.session, staff, one.id, self.place.meeting())]
        if one.state is PairingState.APPROVED:
            return [partial(record_met, db.session, staff, one.meetings[-1].id)]
        return [partial(resume, db.session, staff, one.id)] if one.state is PairingState.SUSPENDED else []

    @rule(number=ANY)
    def time_runs_out(self, number: int) -> None:
        for one in self.pairings()[number % 7 :: 7]:
            one.answer_due_at = clock.now() - timedelta(minutes=1)
        db.session.commit()
        expire_due(db.session, system_actor("test"))

    @rule(child=TWO, given=MOSTLY)
    def consent(self, child: int, given: bool) -> None:
        row = self.children[child].consents[0]
        row.withdrawn_at = None if given else clock.now()
        row.expires_on = clock.today() + timedelta(days=100)
        self.children[child].consented_until = row.expires_on if given else None
        if not given:
            publish(db.session(), ConsentWithdrawn(self.children[child], system_actor("test"), "carer"))
        db.session.commit()
        self.consented[child], self.lapsed[child], self.known[child] = given, False, True

    @rule(volunteer=TWO, clear=MOSTLY)
    def check(self, volunteer: int, clear: bool) -> None:
        result = VettingResult.CLEAR if clear else VettingResult.FAILED
        kind, day = VettingKind.BACKGROUND, clock.today()
        expires = day + timedelta(days=300)
        self.volunteers[volunteer].checks.append(
            VettingCheck(kind=kind, result=result, checked_on=day, expires_on=expires)
        )
        if not clear:
            publish(db.session(), VolunteerFailedVetting(self.volunteers[volunteer], system_actor("test")))
        db.session.commit()
        self.clear[volunteer] = clear
        self.told[volunteer] = True

    @rule(volunteer=TWO)
    def check_runs_out(self, volunteer: int) -> None:
        """The day alone: nobody is told until the worker comes by."""
        for one in self.volunteers[volunteer].checks:
            if one.kind is VettingKind.BACKGROUND:
                one.expires_on = clock.today()
        db.session.commit()
        self.clear[volunteer] = self.told[volunteer] = False

    @rule(child=TWO)
    def consent_runs_out(self, child: int) -> None:
        """The day alone, as with a check."""
        row, yesterday = self.children[child].consents[0], clock.today() - timedelta(days=1)
        if row.withdrawn_at is None:
            row.expires_on = self.children[child].consented_until = yesterday
            db.session.commit()
            self.lapsed[child], self.known[child] = True, False

    @rule()
    def worker_comes_by(self) -> None:
        stop_lapsed(db.session, system_actor("test"))
        self.told, self.known = [True, True], [True, True]

    # What stops holding without a word to anybody, and holds again: each is judged at the next step, and only there.

    def set_gate(self, name: str, whose: Any, open_again: bool, how: Callable[[], object]) -> None:
        how()
        db.session.commit()
        (self.shut.discard if open_again else self.shut.add)((name, whose.id))

    @rule(volunteer=TWO, signed=MOSTLY)
    def pledge(self, volunteer: int, signed: bool) -> None:
        """A material text came out that was not signed yet; then it is."""
        one = self.volunteers[volunteer]
        [last] = [check for check in one.checks if check.kind is VettingKind.PLEDGE]
        self.set_gate("pledge", one, signed, lambda: setattr(last, "text_version", 1 if signed else 0))

    @rule(volunteer=TWO, back=MOSTLY)
    def leave_season(self, volunteer: int, back: bool) -> None:
        one = self.volunteers[volunteer]
        day = None if back else clock.today()
        self.set_gate("season", one, back, lambda: setattr(one.availabilities[0], "withdrawn_on", day))

    @rule(child=TWO, yes=MOSTLY)
    def wish(self, child: int, yes: bool) -> None:
        one = self.children[child]
        said = ChildWish.YES if yes else ChildWish.NO
        self.set_gate("wish", one, yes, lambda: setattr(one.consents[0], "child_wish", said))

    @rule(child=TWO, noted=MOSTLY)
    def risk(self, child: int, noted: bool) -> None:
        """At the highest level the school's note is wanted; it is there, or it is not."""
        one = self.children[child]
        note = ("适合大学生陪伴", "县医院心理科") if noted else (None, None)
        self.set_gate("risk", one, noted, lambda: _note(one, *note))

    @rule(child=TWO, again=MOSTLY)
    def consent_text(self, child: int, again: bool) -> None:
        """A material text of the consent came out; then the guardian is asked again."""
        one = self.children[child]
        self.set_gate("text", one, again, lambda: setattr(one.consents[0], "text_version", 1 if again else 0))

    @rule(running=MOSTLY)
    def season(self, running: bool) -> None:
        stage = SeasonStage.SERVE if running else SeasonStage.CLOSED
        self.set_gate("closed", self.place.season, running, lambda: setattr(self.place.season, "stage", stage))

    @rule(child=TWO, volunteer=TWO)
    def keep_apart(self, child: int, volunteer: int) -> None:
        """Somebody notes that these two are never paired; that stays."""
        ids = {"child_id": self.children[child].id, "volunteer_id": self.volunteers[volunteer].id}
        if db.session.scalars(select(DoNotPair).filter_by(**ids)).first() is None:
            make.add(DoNotPair(**ids, reason="kinship"))
            db.session.commit()


def _note(child: Child, suitability: str | None, professional: str | None) -> None:
    child.risk, child.suitability, child.professional = 3, suitability, professional
