"""Giving a student from a list an account: a slip of paper handed over by the League, never a number alone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select

from app.accounts.events import AccessEnded, Cause
from app.accounts.models import Account
from app.accounts.rules import active_roles, create_account, find_by_login, invite, make_code
from app.foundation import audit
from app.foundation.access import Actor, Permission, Role, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish
from app.volunteers.models import SignupDraft, Volunteer


def invite_volunteer(session: DbSession, actor: Actor, volunteer_id: uuid.UUID) -> tuple[Account, str]:
    """The account of a volunteer and a fresh token for it; earlier slips stop working. Commits.

    A number that registered itself was checked by nobody: before it is given a profile that may be vetted, it loses its
    password, its sessions and its draft, and the slip gives it a new password.

    Raises:
        Missing: no such volunteer, or not of the actor's district.
        Refused: the account is in use already, or the number belongs to somebody else's account.
    """
    made = _invited(session, actor, volunteer_id)
    session.commit()
    return made


def invite_volunteers(
    session: DbSession, actor: Actor, volunteer_ids: Sequence[uuid.UUID]
) -> tuple[list[tuple[Account, str]], int]:
    """``invite_volunteer`` for many, in this order; those it would refuse are left out, and counted. Commits.

    Raises:
        Missing: one of them is not of the actor's district.
    """
    made: dict[uuid.UUID, tuple[Account, str]] = {}
    for volunteer_id in sorted(volunteer_ids):  # in one order: two of these never wait in a circle
        try:
            made[volunteer_id] = _invited(session, actor, volunteer_id)
        except Refused:
            continue
    session.commit()
    return [made[one] for one in volunteer_ids if one in made], len(volunteer_ids) - len(made)


def _invited(session: DbSession, actor: Actor, volunteer_id: uuid.UUID) -> tuple[Account, str]:
    found = session.get(Volunteer, volunteer_id, with_for_update=True, populate_existing=True)
    volunteer = authorize(actor, Permission.VOLUNTEER_READ, found)
    account = volunteer.account or _account_for(session, actor, volunteer)
    if account.password_hash is not None or not account.active:
        raise Refused("volunteers.account_in_use")
    volunteer.account_id, volunteer.account = account.id, account
    return account, invite(session, actor, account)


def show_volunteer_code(session: DbSession, actor: Actor, volunteer_id: uuid.UUID) -> str:
    """A one-time code for a volunteer who forgot the password; see ``app.accounts.rules.forgotten``. Commits.

    Raises:
        Missing: no such volunteer, or not of the actor's district.
        Refused: there is no account in use, or it carries more than the role of a volunteer.
    """
    found = session.get(Volunteer, volunteer_id, with_for_update=True, populate_existing=True)
    volunteer = authorize(actor, Permission.VOLUNTEER_READ, found)
    account = volunteer.account
    if (
        account is None
        or account.id == actor.id
        or any(one.role is not Role.VOLUNTEER for one in active_roles(account))
    ):
        raise Refused("volunteers.code_not_here")
    return make_code(session, actor, account)


def _account_for(session: DbSession, actor: Actor, volunteer: Volunteer) -> Account:
    known = find_by_login(session, volunteer.phone, lock=True)
    if known is None:
        return create_account(session, actor, login=volunteer.phone, name=volunteer.name, role=Role.VOLUNTEER)
    taken = session.scalar(select(Volunteer.id).where(Volunteer.account_id == known.id))
    only_volunteer = all(grant.role is Role.VOLUNTEER for grant in known.roles if grant.ended_at is None)
    if taken or not only_volunteer:
        raise Refused("volunteers.number_taken")
    known.password_hash, known.session_stamp, known.name = None, uuid.uuid4(), volunteer.name
    session.execute(delete(SignupDraft).where(SignupDraft.account_id == known.id))
    publish(session, AccessEnded(known, actor, Cause.RESET))
    audit.record(session, actor, audit.Action.ACCOUNT_RESET, known)
    return known
