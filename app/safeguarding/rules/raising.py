"""Raising a concern: free text is enough. It goes at once to whom it may reach, and never to the one it is about."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import AttemptKind
from app.accounts.rules.throttling import Throttle
from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor, system_actor
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.ids import ALPHABET, short_code
from app.foundation.secrets.keyring import keyring
from app.pairing.models import OPEN_STATES, Pairing
from app.places.models import Area, AreaLevel
from app.safeguarding.models import Concern, ConcernAbout, ConcernParty, ConcernState, EntryKind, PartyKind
from app.safeguarding.rules.record import enter
from app.safeguarding.rules.routing import pass_on
from app.safeguarding.team import Team, team_of

CODE_LENGTH = 10  # 49 bits: whoever has it can add words, and see nothing
LONGEST = 8000
# The log does not say who raised it: the concern itself does, to its handlers.
FORM = system_actor("concern form")


@dataclass(frozen=True)
class Report:
    """What somebody says. Only ``id`` (made with the empty form), ``district_id`` and ``story`` are needed."""

    id: uuid.UUID
    district_id: uuid.UUID
    story: str
    urgent: bool = False
    about: ConcernAbout = ConcernAbout.UNSAID
    who: str = ""
    child_code: str = ""
    handler_id: uuid.UUID | None = None
    place: str = ""
    name: str = ""
    phone: str = ""
    may_call: bool = False


def raise_concern(session: DbSession, report: Report, reporter: Actor | None = None) -> Concern:
    """Keep a concern and give it to whoever is to see it first; the same one sent again is raised once. Commits.

    ``reporter`` None: nobody who is signed in; those are counted by the address they come from.

    Raises:
        Refused: nothing is said, there is no such district, or too much came from one address.
        Conflict: something else was sent under this id.
    """
    known = _known(session, report)
    if known is not None:
        return known
    if not report.story.strip():
        raise Refused("concerns.story_missing", field="story")
    if reporter is None:
        _count(session)
    area = session.get(Area, report.district_id)
    if area is None or area.level is not AreaLevel.DISTRICT:
        raise Refused("concerns.district_missing", field="district_id")
    concern = _row(report, reporter)
    team = team_of(session, report.district_id)
    _connect(session, concern, report, team, reporter)
    session.add(concern)
    session.flush()
    enter(session, FORM, concern, EntryKind.RAISED)
    pass_on(session, FORM, concern)
    audit.record(session, FORM, audit.Action.CONCERN_RAISED, concern, urgent=concern.urgent)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        twin = _known(session, report)  # of a double click
        if twin is None:
            raise
        return twin
    return concern


def add_words(session: DbSession, code: str, words: str) -> None:
    """Let a reporter, known by the code alone, add words. Tells nothing about the concern. Commits.

    To a closed concern the words make a new one, which is given to somebody and counted like any other.

    Raises:
        Refused: there is no such code, nothing is said, or too many tries.
    """
    written = "".join(letter for letter in code.upper() if letter in ALPHABET)
    throttle = Throttle(session, AttemptKind.CONCERN_CODE, keyring.token("concern.code", written))
    throttle.begin()
    first = session.scalars(select(Concern).where(Concern.code == written)).one_or_none()
    if throttle.blocked or first is None:
        raise Refused("concerns.code_unknown", field="code")
    if not words.strip():
        raise Refused("concerns.story_missing", field="words")
    throttle.succeeded()
    concern = _last_of(session, first)
    if concern.state is ConcernState.CLOSED:
        concern = _follow_up(session, concern, words)
        pass_on(session, FORM, concern)
    else:
        enter(session, FORM, concern, EntryKind.WORDS_ADDED, words)
    audit.record(session, FORM, audit.Action.CONCERN_WORDS_ADDED, concern)
    session.commit()


def _known(session: DbSession, report: Report) -> Concern | None:
    known = session.get(Concern, report.id)
    if known is not None and known.story != report.story.strip()[:LONGEST]:
        raise Conflict("concerns.sent_before")
    return known


def _count(session: DbSession) -> None:
    """Every concern of a visitor counts against the address it comes from, whatever it says."""
    throttle = Throttle(session, AttemptKind.CONCERN, keyring.token("concern.raise", str(uuid.uuid4())))
    throttle.begin()
    if throttle.blocked:
        raise Refused("concerns.too_many")


def _row(report: Report, reporter: Actor | None) -> Concern:
    return Concern(
        id=report.id,
        code=short_code(CODE_LENGTH),
        district_id=report.district_id,
        about=report.about,
        story=report.story.strip()[:LONGEST],
        who=report.who.strip() or None,
        place=report.place.strip() or None,
        reporter_name=report.name.strip() or None,
        reporter_phone=report.phone.strip() or None,
        may_call=report.may_call,
        reporter_id=reporter.id if reporter is not None else None,
        urgent=report.urgent,
        state=ConcernState.OPEN,
        raised_at=clock.now(),
    )


def _connect(session: DbSession, concern: Concern, report: Report, team: Team, reporter: Actor | None) -> None:
    """Find whom it is about; an unknown code stays in the words and is no error, or codes could be tried out here."""
    child = _child(session, report)
    pairing = _pairing(session, child) if child is not None and report.about is ConcernAbout.VOLUNTEER else None
    concern.child_id = child.id if child is not None else None
    if child is None and report.child_code.strip():
        concern.who = " ".join(filter(None, (concern.who, report.child_code.strip())))
    kept_from: dict[uuid.UUID, PartyKind] = {}
    if pairing is not None:
        concern.volunteer_id = pairing.volunteer_id
        if pairing.account_id is not None:
            kept_from[pairing.account_id] = PartyKind.SUBJECT
    kept_from |= _named(report, team, reporter) | _of_team(report, team) | kept_from
    _leave_somebody(kept_from, team)
    concern.parties = [ConcernParty(account_id=one, kind=kind) for one, kind in kept_from.items()]
    concern.for_second = team.lead is not None and team.lead.id in kept_from


def _child(session: DbSession, report: Report) -> Child | None:
    code = report.child_code.strip().upper()
    if not code:
        return None
    return session.scalars(
        select(Child).where(Child.code == code, Child.district_id == report.district_id)
    ).one_or_none()


def _pairing(session: DbSession, child: Child) -> Pairing | None:
    """The child's open pairing, else its last."""
    found = select(Pairing).where(Pairing.child_id == child.id).order_by(Pairing.proposed_at.desc(), Pairing.id)
    pairings = session.scalars(found).all()
    return next((one for one in pairings if one.state in OPEN_STATES), pairings[0] if pairings else None)


def _of_team(report: Report, team: Team) -> dict[uuid.UUID, PartyKind]:
    """Whom of the team it is about. Where that is not clear, it is taken to be about the lead."""
    meant = [one.id for one in team.members if one.name in report.who]
    if report.about is ConcernAbout.TEAM:
        meant += [one.id for one in team.members if one.id == report.handler_id]
        if not meant and team.lead is not None:
            meant = [team.lead.id]
    return dict.fromkeys(meant, PartyKind.SUBJECT)


def _named(report: Report, team: Team, reporter: Actor | None) -> dict[uuid.UUID, PartyKind]:
    """Whoever of the team is named in the story: perhaps it is about them, and then it must not reach them."""
    own = reporter.id if reporter is not None else None
    text = f"{report.story} {report.place}"
    return {one.id: PartyKind.NAMED for one in team.members if one.name in text and one.id != own}


def _leave_somebody(kept_from: dict[uuid.UUID, PartyKind], team: Team) -> None:
    """Words that name everybody would be read by nobody: one who is only named, and not the lead, reads them then."""
    if any(one.id not in kept_from for one in team.members):
        return
    for one in (team.second, *team.deputies):
        if one is not None and kept_from[one.id] is PartyKind.NAMED:
            del kept_from[one.id]
            return


def _last_of(session: DbSession, concern: Concern) -> Concern:
    """The concern that goes on from this one, locked."""
    while True:
        held = session.get(Concern, concern.id, with_for_update={"of": Concern}, populate_existing=True)
        following = session.scalars(select(Concern).where(Concern.follows_id == concern.id)).one_or_none()
        if following is None:
            return held or concern
        concern = following


def _follow_up(session: DbSession, closed: Concern, words: str) -> Concern:
    made = Concern(
        id=uuid.uuid4(), code=short_code(CODE_LENGTH), district_id=closed.district_id, about=closed.about,
        story=words.strip()[:LONGEST], who=closed.who, reporter_id=closed.reporter_id,
        reporter_name=closed.reporter_name, reporter_phone=closed.reporter_phone, may_call=closed.may_call,
        urgent=closed.urgent, child_id=closed.child_id, volunteer_id=closed.volunteer_id,
        for_second=closed.for_second, follows_id=closed.id, state=ConcernState.OPEN, raised_at=clock.now(),
    )  # fmt: skip
    made.parties = [ConcernParty(account_id=one.account_id, kind=one.kind) for one in closed.parties
                    if one.cleared_at is None]  # fmt: skip
    session.add(made)
    session.flush()
    enter(session, FORM, made, EntryKind.RAISED)
    return made
