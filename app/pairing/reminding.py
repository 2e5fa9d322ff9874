"""What of pairings waits for whom: proposals, first meetings, approvals, absences, and runs that ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Permission, Role, may
from app.foundation.database import DbSession
from app.foundation.jobs import Job, JobState
from app.pairing.calendar import meetings_of_volunteer
from app.pairing.judging import places_of, to_judge
from app.pairing.models import Absence, MatchRun, Meeting, Pairing, PairingState, Substitute, SubstituteState
from app.pairing.queries import RUN_JOB
from app.reminders.counting import Pile, add_counted
from app.reminders.kinds import ReminderKind
from app.reminders.registry import HOURLY, Source, Wait, Where, add_meetings, add_source
from app.volunteers.models import Volunteer

SOON = timedelta(days=7)
NEWS_FOR = timedelta(days=3)


def proposals(session: DbSession) -> Iterator[Wait]:
    """Every volunteer who has not answered yet. The school is told once it has something to decide."""
    wanted = (
        select(Pairing.id, Volunteer.account_id, Pairing.answer_due_at, Volunteer.township_id, Child.district_id)
        .join(Pairing.volunteer)
        .join(Pairing.child)
        .where(
            Pairing.state == PairingState.PROPOSED, Pairing.answer_due_at > clock.now(),
            Volunteer.account_id.is_not(None),
        )
    )  # fmt: skip
    for row in session.execute(wanted):
        until = clock.local(row.answer_due_at).date().isoformat()
        yield Wait(row.account_id, row.id, {"day": until}, Where(row.district_id, row.township_id))


def standing_in(session: DbSession) -> Iterator[Wait]:
    """Who is asked to stand in and has not answered."""
    wanted = (
        select(Substitute)
        .where(Substitute.state == SubstituteState.APPROVED, Substitute.last_on >= clock.today())
        .options(joinedload(Substitute.volunteer), joinedload(Substitute.pairing).joinedload(Pairing.child))
    )
    for one in session.scalars(wanted):
        if one.account_id is not None:
            yield Wait(one.account_id, one.id, {"day": one.first_on.isoformat()}, Where.of(one.pairing.child))


def meetings_soon(session: DbSession) -> Iterator[Wait]:
    """The volunteers whose first meeting is within a week."""
    now = clock.now()
    wanted = _meetings().where(
        Pairing.state == PairingState.APPROVED, Meeting.outcome.is_(None), Meeting.at > now, Meeting.at < now + SOON
    )
    for meeting in session.scalars(wanted):
        account_id, here = meeting.pairing.account_id, clock.local(meeting.at)
        if account_id is not None:
            figures = {"day": here.date().isoformat(), "time": f"{here:%H:%M}"}
            yield Wait(account_id, meeting.pairing_id, figures, Where.of(meeting.pairing.child))


def runs(state: JobState) -> Source:
    """Runs that ended lately, for who started them."""

    def find(session: DbSession) -> Iterator[Wait]:
        wanted = (
            select(MatchRun.id, Job.created_by_id, MatchRun.job_id)
            .join(Job, Job.id == MatchRun.job_id)
            .where(Job.kind == RUN_JOB, Job.state == state, Job.finished_at > clock.now() - NEWS_FOR)
        )
        for row in session.execute(wanted.where(Job.created_by_id.in_(select(Account.id)))):
            yield Wait(row.created_by_id, row.id, occasion=row.job_id.hex)

    kind = ReminderKind.RUN_DONE if state is JobState.DONE else ReminderKind.RUN_FAILED
    return Source(kind, "matching.show", find, argument="run_id")


def _meetings() -> Select[Meeting]:
    pairing = joinedload(Meeting.pairing)
    return (
        select(Meeting)
        .join(Meeting.pairing)
        .join(Pairing.volunteer)
        .options(pairing.joinedload(Pairing.child), pairing.joinedload(Pairing.volunteer))
        .order_by(Meeting.at, Meeting.id)
    )


def approvals(session: DbSession) -> Iterator[Pile]:
    """Accepted pairings, for the schools that decide on them today."""
    for pairing in session.scalars(select(Pairing).where(Pairing.state == PairingState.ACCEPTED).options(*to_judge())):
        yield _pile(Permission.APPROVAL_READ, pairing)


def untold(session: DbSession) -> Iterator[Pile]:
    """Absences of which the family has not been told."""
    wanted = (
        select(Absence)
        .join(Absence.pairing)
        .where(
            Absence.taken_back_at.is_(None), Absence.told_at.is_(None), Absence.last_on >= clock.today(),
            Pairing.state == PairingState.ACTIVE,
        )
        .options(*to_judge(joinedload(Absence.pairing)))
    )  # fmt: skip
    for absence in session.scalars(wanted):
        yield _pile(Permission.ABSENCE_READ, absence.pairing)


def meetings_near(session: DbSession) -> Iterator[Pile]:
    """First meetings within a week, or past and not recorded."""
    wanted = (
        select(Meeting)
        .join(Meeting.pairing)
        .where(Meeting.outcome.is_(None), Pairing.state == PairingState.APPROVED, Meeting.at < clock.now() + SOON)
        .options(*to_judge(joinedload(Meeting.pairing)), joinedload(Meeting.pairing).joinedload(Pairing.meetings))
    )
    for meeting in session.scalars(wanted).unique():
        yield _pile(Permission.MEETING_RECORD, meeting.pairing)


def _pile(permission: Permission, pairing: Pairing) -> Pile:
    return Pile(1, places_of(pairing), lambda actor: may(actor, permission, pairing))


add_source(Source(ReminderKind.PROPOSAL, "my_pairings.show", proposals, argument="pairing_id"))
add_source(Source(ReminderKind.STANDING_IN, "away.stand_in", standing_in, argument="substitute_id"))
add_source(Source(ReminderKind.MEETING_SOON, "my_pairings.show", meetings_soon, argument="pairing_id", every=HOURLY))
add_source(runs(JobState.DONE))
add_source(runs(JobState.FAILED))
add_counted(ReminderKind.APPROVALS, "approvals.index", Role.SCHOOL_STAFF, piles=approvals)
add_counted(ReminderKind.MEETINGS, "meetings.index", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, piles=meetings_near)
add_counted(ReminderKind.ABSENCES, "absences.index", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, piles=untold)
add_meetings(meetings_of_volunteer)
