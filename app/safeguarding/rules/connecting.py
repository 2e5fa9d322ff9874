"""Saying whom a concern is about, once that is known: from then on it is kept from them."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.safeguarding.models import Concern, ConcernParty, ConcernState, EntryKind, PartyKind
from app.safeguarding.rules.record import enter, held
from app.safeguarding.rules.routing import hand_over
from app.safeguarding.team import team_of
from app.volunteers.models import Volunteer

UNCLOSED = (ConcernState.OPEN, ConcernState.ACKNOWLEDGED)


def connect_child(session: DbSession, actor: Actor, concern_id: uuid.UUID, code: str) -> Concern:
    """Say which child it is about, by the code. Commits.

    Raises:
        Missing, Conflict: as ``record.held``.
        Refused: the district has no such child.
    """
    concern = held(session, actor, concern_id, *UNCLOSED)
    wanted = select(Child).where(Child.code == code.strip().upper(), Child.district_id == concern.district_id)
    child = session.scalars(wanted).one_or_none()
    if child is None:
        raise Refused("concerns.child_unknown", field="child")
    concern.child_id = child.id
    return _connected(session, actor, concern, "child")


def connect_volunteer(session: DbSession, actor: Actor, concern_id: uuid.UUID, written: str) -> Concern:
    """Say which volunteer it is about, by code or full name. Commits.

    Raises:
        Missing, Conflict: as ``record.held``.
        Refused: the district has nobody of this code or name, or several of this name.
    """
    concern = held(session, actor, concern_id, *UNCLOSED)
    volunteer = _volunteer(session, concern.district_id, written.strip())
    concern.volunteer_id = volunteer.id
    if volunteer.account_id is not None:
        keep_from(session, concern, volunteer.account_id)
        hand_over(session, actor, concern)
    return _connected(session, actor, concern, "volunteer")


def connect_member(session: DbSession, actor: Actor, concern_id: uuid.UUID, account_id: uuid.UUID) -> Concern:
    """Say that it is about somebody of the team, oneself included: it is theirs to see no more. Commits.

    Raises:
        Missing, Conflict: as ``record.held``.
        Refused: nobody of the team has this account.
    """
    concern = held(session, actor, concern_id, *UNCLOSED)
    team = team_of(session, concern.district_id)
    if account_id not in {one.id for one in team.members}:
        raise Refused("concerns.member_unknown", field="member")
    keep_from(session, concern, account_id)
    if team.lead is not None and team.lead.id == account_id:
        concern.for_second = True
    enter(session, actor, concern, EntryKind.CONNECTED, codes=["member"])
    audit.record(session, actor, audit.Action.CONCERN_CONNECTED, concern, kind="member")
    hand_over(session, actor, concern)
    session.commit()
    return concern


def clear_name(session: DbSession, actor: Actor, concern_id: uuid.UUID, party_id: uuid.UUID, words: str) -> Concern:
    """Say, in words, that somebody whose name stands in the text is not whom it is about. Commits.

    Raises:
        Missing, Conflict: as ``record.held``.
        Refused: nothing is said, or it is about them.
    """
    concern = held(session, actor, concern_id, *UNCLOSED)
    party = next((one for one in concern.parties if one.id == party_id), None)
    if party is None or party.kind is not PartyKind.NAMED:
        raise Refused("concerns.not_only_named")
    if not words.strip():
        raise Refused("concerns.words_missing", field="words")
    if party.cleared_at is None:
        party.cleared_at = clock.now()
        lead = team_of(session, concern.district_id).lead
        concern.for_second = concern.for_second and not (lead is not None and lead.id == party.account_id)
        enter(session, actor, concern, EntryKind.NAME_CLEARED, words, target_id=None)
        audit.record(session, actor, audit.Action.CONCERN_CONNECTED, concern, kind="cleared")
    session.commit()
    return concern


def keep_from(session: DbSession, concern: Concern, account_id: uuid.UUID) -> None:
    """From now on the account never sees the concern. Does not commit."""
    if not any(one.account_id == account_id and one.kind is PartyKind.SUBJECT for one in concern.parties):
        concern.parties.append(ConcernParty(account_id=account_id, kind=PartyKind.SUBJECT))
        session.flush()


def _volunteer(session: DbSession, district_id: uuid.UUID, written: str) -> Volunteer:
    here = select(Volunteer).where(Volunteer.district_id == district_id)
    by_code = session.scalars(here.where(Volunteer.code == written.upper())).one_or_none()
    if by_code is not None:
        return by_code
    # Names are sealed: all of the district are read, which is done rarely.
    named = [one for one in session.scalars(here) if written and one.name == written]
    if len(named) != 1:
        raise Refused("concerns.volunteer_several" if named else "concerns.volunteer_unknown", field="volunteer")
    return named[0]


def _connected(session: DbSession, actor: Actor, concern: Concern, kind: str) -> Concern:
    enter(session, actor, concern, EntryKind.CONNECTED, codes=[kind])
    audit.record(session, actor, audit.Action.CONCERN_CONNECTED, concern, kind=kind)
    session.commit()
    return concern
