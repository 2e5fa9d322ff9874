"""Everybody who has a say in a pairing, or would like to, and everything that can stop holding meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import select

from app.accounts.models import Account
from app.children.events import ConsentWithdrawn
from app.children.models import Child, ChildWish
from app.foundation import clock
from app.foundation.access import Actor, Role, system_actor
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
from app.volunteers.events import VolunteerFailedVetting
from app.volunteers.models import VettingCheck, VettingKind, VettingResult, Volunteer
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

PEOPLE = st.sampled_from(["organizer", "staff", "deputy", "central_staff", "student", "other_student", "stranger"])
TWO = st.integers(0, 1)
ANY = st.integers(0, 30)
# Everything open at once must be common, or nothing would ever get far.
MOSTLY = st.sampled_from([True, True, True, False])


def _meet(actor: Actor, one: Pairing, place: Place) -> None:
    if one.meetings:
        record_met(db.session, actor, one.meetings[-1].id)


def _postpone(actor: Actor, one: Pairing, place: Place) -> None:
    if one.meetings:
        record_moved(db.session, actor, one.meetings[-1].id, place.meeting())


# What anybody may try with a pairing.
ACTS: dict[str, Callable[[Actor, Pairing, Place], object]] = {
    "accept": lambda actor, one, _: accept(db.session, actor, one.id),
    "decline": lambda actor, one, _: decline(db.session, actor, one.id, DeclineReason.OTHER),
    "approve": lambda actor, one, place: approve(db.session, actor, one.id, place.meeting()),
    "reject the pair": lambda actor, one, _: reject(db.session, actor, one.id, RejectReason.KNOWN_CONFLICT),
    "reject for the child": lambda actor, one, _: reject(db.session, actor, one.id, RejectReason.CHILD_AWAY),
    "meet": _meet,
    "postpone": _postpone,
    "end": lambda actor, one, _: end(db.session, actor, one.id, EndReason.OTHER, "再见"),
    "take back": lambda actor, one, _: withdraw(db.session, actor, one.id, WithdrawReason.MISTAKE),
    "resume": lambda actor, one, _: resume(db.session, actor, one.id),
}


def _pledge(of: Volunteer, good: bool) -> None:
    [last] = [check for check in of.checks if check.kind is VettingKind.PLEDGE]
    last.text_version = 1 if good else 0  # a material text came out that was not signed yet


def _risk(of: Child, good: bool) -> None:
    of.risk = 3  # where the school's note is wanted
    of.suitability, of.professional = ("适合大学生陪伴", "县医院心理科") if good else (None, None)


# Gates that nobody is told of, by whose they are.
SILENT: dict[str, Callable[[Any, bool], object]] = {
    "volunteer pledged": _pledge,
    "volunteer in the season": lambda one, good: setattr(
        one.availabilities[0], "withdrawn_on", None if good else clock.today()
    ),
    "child wishes it": lambda one, good: setattr(
        one.consents[0], "child_wish", ChildWish.YES if good else ChildWish.NO
    ),
    "child risk noted": _risk,
    "child consent to the text in force": lambda one, good: setattr(one.consents[0], "text_version", 1 if good else 0),
    # By its days: the database closes no season over an open pairing.
    "season runs": lambda one, good: setattr(one, "ends_on", clock.today() + timedelta(days=42 if good else -1)),
}


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

    @rule(who=PEOPLE, number=ANY, what=st.sampled_from(sorted(ACTS)))
    def somebody_tries(self, who: str, number: int, what: str) -> None:
        self.do(who, number, lambda actor, one: ACTS[what](actor, one, self.place))

    @rule()
    def go_on(self) -> None:
        """Those whose turn it is try the next step of every pairing, and every two are proposed."""
        season = self.place.season.id
        tries = [act for one in self.pairings() for act in self.next_steps(one)]
        # The school knows a child without consent too, so it tries as well as the organizer.
        for child, volunteer, who in product(self.children, self.volunteers, ("organizer", "staff")):
            wanted = Wanted(child.id, volunteer.id, season, "in_person")
            tries.append(partial(propose, db.session, self.accounts[who].actor(), wanted))
        for act in tries:
            try:
                act()
            except (Refused, Missing):
                db.session.rollback()

    def next_steps(self, one: Pairing) -> list[Callable[[], object]]:
        staff = self.accounts["staff"].actor()
        if one.state is PairingState.PROPOSED:
            students = [self.accounts[name].actor() for name in ("student", "other_student")]
            return [partial(accept, db.session, student, one.id) for student in students]
        if one.state is PairingState.ACCEPTED:
            deputy = self.accounts["deputy"].actor()
            return [partial(approve, db.session, who, one.id, self.place.meeting()) for who in (staff, deputy)]
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

    def check_runs_out(self, volunteer: int) -> None:
        """The day alone: nobody is told until the worker comes by."""
        for one in self.volunteers[volunteer].checks:
            if one.kind is VettingKind.BACKGROUND:
                one.expires_on = clock.today()
        db.session.commit()
        self.clear[volunteer] = self.told[volunteer] = False

    def consent_runs_out(self, child: int) -> None:
        """The day alone, as with a check."""
        row, yesterday = self.children[child].consents[0], clock.today() - timedelta(days=1)
        if row.withdrawn_at is None:
            row.expires_on = self.children[child].consented_until = yesterday
            db.session.commit()
            self.lapsed[child], self.known[child] = True, False

    @rule(of_child=st.booleans(), whose=TWO)
    def a_day_is_over(self, of_child: bool, whose: int) -> None:
        (self.consent_runs_out if of_child else self.check_runs_out)(whose)

    @rule()
    def worker_comes_by(self) -> None:
        stop_lapsed(db.session, system_actor("test"))
        self.told, self.known = [True, True], [True, True]

    @rule(what=st.sampled_from(sorted(SILENT)), whose=TWO, good=MOSTLY)
    def something_changes(self, what: str, whose: int, good: bool) -> None:
        """A gate shuts or opens without a word to anybody: each is judged at the next step, and only there."""
        whom: dict[str, Any] = {"child": self.children[whose], "volunteer": self.volunteers[whose]}
        one = whom.get(what.partition(" ")[0], self.place.season)
        SILENT[what](one, good)
        db.session.commit()
        (self.shut.discard if good else self.shut.add)((what, one.id))

    @rule(
        what=st.sampled_from([*sorted(SILENT), "consent", "check", "day of consent", "day of check"]),
        whose=TWO,
        times=st.integers(0, 3),
    )
    def one_thing_shuts(self, what: str, whose: int, times: int) -> None:
        """From a fresh start, all is well but for one gate, and everybody whose turn it is goes on."""
        for one in self.pairings():
            for stop in (
                partial(withdraw, reason=WithdrawReason.MISTAKE),
                partial(end, reason=EndReason.OTHER, farewell="再见"),
            ):
                try:
                    stop(db.session, self.accounts["staff"].actor(), one.id)
                except (Refused, Missing):
                    db.session.rollback()
        self.things_take_their_course(times)
        self.before = {one.id: one.state for one in self.pairings()}  # what went on till now, went on rightly
        shut = {"consent": self.consent, "check": self.check}.get(what, partial(self.something_changes, what))
        if what.startswith("day"):
            self.a_day_is_over(what == "day of consent", whose)
        else:
            shut(whose, False)
        self.go_on()

    @rule(times=st.integers(1, 4))
    def things_take_their_course(self, times: int) -> None:
        """All is well for a while, so that something is well under way when the next thing happens."""
        self.all_is_put_right()
        for _ in range(times):
            self.go_on()

    @rule()
    def all_is_put_right(self) -> None:
        """Else something would always be shut, and nobody would get far."""
        for whose in (0, 1):
            self.consent(whose, True)
            self.check(whose, True)
            for what in SILENT:
                self.something_changes(what, whose, True)

    @rule(child=TWO, volunteer=TWO)
    def keep_apart(self, child: int, volunteer: int) -> None:
        """Somebody notes that these two are never paired; that stays, so it is done once."""
        if db.session.scalars(select(DoNotPair)).first() is None:
            make.add(
                DoNotPair(
                    child_id=self.children[child].id, volunteer_id=self.volunteers[volunteer].id, reason="kinship"
                )
            )
            db.session.commit()
