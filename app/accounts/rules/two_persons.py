"""What one person asked for and another one confirms: powerful roles, taking a needed second factor off, and what the
parts above registered (``own_acts``).

The database refuses a row in which the second person is the first, or the one it is for.
"""

from __future__ import annotations

import uuid

from app.accounts.models import Account, ActKind, ActOutcome, PendingAct
from app.accounts.rules.creating import VALID_FOR, Invitee, active_roles, ask, give_role
from app.accounts.rules.own_acts import OwnAct, own_act
from app.accounts.rules.second_factor import REQUIRED_FOR, clear_factor, factor_required
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, may
from app.foundation.database import DbSession
from app.foundation.errors import Refused


def reset_factor(session: DbSession, actor: Actor, account: Account) -> PendingAct | None:
    """Take the second factor off an account whose owner lost phone and codes; its sessions end. Commits.

    Where its roles need one, a second person has to confirm first, and the answer is what waits for that; the command
    line asks nobody.

    Raises:
        Missing: the account has a role beyond the actor's reach, or is the actor's own.
    """
    session.get(Account, account.id, with_for_update=True, populate_existing=True)
    authorize(actor, Permission.ACCOUNT_INVITE, account)
    waits = None
    if factor_required(account) and not actor.is_system:
        area = next((one.area for one in active_roles(account) if one.role in REQUIRED_FOR and one.area), None)
        waits = ask(session, actor, account, ActKind.RESET_FACTOR, None, area)
    else:
        clear_factor(session, actor, account)
    session.commit()
    return waits


def is_open(act: PendingAct) -> bool:
    """Whether it still waits."""
    return act.outcome is None and act.asked_at > clock.now() - VALID_FOR


def confirm(session: DbSession, actor: Actor, act_id: uuid.UUID) -> PendingAct:
    """Do, as the second person, what was asked for. Commits.

    Raises:
        Missing: there is no such act, or the actor asked for it, is whom it is for, or has no say there.
        Refused: it was decided, is too old, the account is closed, or who asked may not ask for it any more.
    """
    act = authorize(actor, Permission.ACT_CONFIRM, _locked(session, act_id))
    own = own_act(act.kind)
    if own is not None:
        _carry_out(session, actor, act, own)
    else:
        _confirm_account(session, actor, act)
    _decide(session, actor, act, ActOutcome.CONFIRMED)
    return act


def _carry_out(session: DbSession, actor: Actor, act: PendingAct, own: OwnAct) -> None:
    if not is_open(act) or not act.asked_by.active or not own.may_still_ask(session, act):
        raise Refused("accounts.act_closed")
    own.carry_out(session, actor, act)


def _confirm_account(session: DbSession, actor: Actor, act: PendingAct) -> None:
    account = session.get(Account, act.account_id, with_for_update=True, populate_existing=True)
    if account is None or not account.active or not is_open(act) or not _may_ask(act):
        raise Refused("accounts.act_closed")
    if act.role is None:
        clear_factor(session, actor, account)
    elif not any(one.role is act.role and one.area_id == act.area_id for one in active_roles(account)):
        give_role(session, actor, account, act.role, act.area)


def refuse(session: DbSession, actor: Actor, act_id: uuid.UUID) -> PendingAct:
    """Say no as the second person, or take back what one asked for. Commits.

    Raises:
        Missing: there is no such act, or the actor has no say there.
        Refused: it was decided already.
    """
    act = authorize(actor, Permission.ACT_READ, _locked(session, act_id))
    if act.outcome is not None:
        raise Refused("accounts.act_closed")
    _decide(session, actor, act, ActOutcome.WITHDRAWN if actor.id == act.asked_by_id else ActOutcome.REFUSED)
    return act


def _locked(session: DbSession, act_id: uuid.UUID) -> PendingAct | None:
    return session.get(PendingAct, act_id, with_for_update={"of": PendingAct}, populate_existing=True)


def _may_ask(act: PendingAct) -> bool:
    """Whether who asked is still there and could still ask."""
    record = Invitee(act.role, act.district_id) if act.role is not None else act.account
    return act.asked_by.active and may(act.asked_by.actor(), Permission.ACCOUNT_INVITE, record)


def _decide(session: DbSession, actor: Actor, act: PendingAct, outcome: ActOutcome) -> None:
    act.decided_by_id, act.decided_at, act.outcome = actor.id, clock.now(), outcome
    role = act.role.value if act.role else None
    audit.record(
        session, actor, audit.Action.ACCOUNT_ACT_DECIDED, act.account or act, kind=act.kind.value, role=role,
        outcome=outcome.value,
    )  # fmt: skip
    session.commit()
