"""Who sees and handles concerns: the district's lead and deputies, never the one a concern is about.

A concern about the lead is for the second alone; where there is none (or it is about both), for the deputies.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Account, RoleGrant
from app.foundation import clock
from app.foundation.access import Actor, Grant, Permission, Role, allow, visible, within
from app.pairing.access import deciding, not_the_volunteer, seen_as_staff
from app.pairing.models import Pairing
from app.safeguarding.models import Concern, ConcernParty, Post, SafeguardingPost, SilenceAlert

HANDLER = Role.SAFEGUARDING_LEAD
ASKED = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, HANDLER)
"""Who sees that a volunteer has stopped logging."""


def not_about_oneself(grant: Grant, actor: Actor, record: Any) -> bool:
    """The concern is kept from nobody, or not from the actor; one about the lead is the second's."""
    del grant
    concern: Concern = record
    if actor.id is None or actor.id in concern.hidden_from:
        return False
    return not concern.for_second or concern.second_id in {None, actor.id}


def handles_nothing_there(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The actor, whatever other role they hold, does not handle the concerns of this district."""
    return record.district_id not in actor.scope_ids(HANDLER)


def of_consented_child(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """A guardian's consent reaches today: else the child is a number to the district."""
    pairing: Pairing = record
    return pairing.child.consented(clock.today())


def of_pairing(grant: Grant, actor: Actor, record: Any) -> bool:
    """The alert is about a pairing that the grant's school decides on."""
    alert: SilenceAlert = record
    return deciding(grant, actor, alert.pairing)


def not_ones_own(grant: Grant, actor: Actor, record: Any) -> bool:
    """Nobody sees the alert about their own silence."""
    alert: SilenceAlert = record
    return not_the_volunteer(grant, actor, alert.pairing)


allow(Permission.CONCERN_READ, (HANDLER, within, not_about_oneself))
allow(Permission.CONCERN_HANDLE, (HANDLER, within, not_about_oneself))
allow(Permission.DUTY_WRITE, (HANDLER, within))
# Whoever may be the first to hear of something.
DRILLED = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, HANDLER)
allow(Permission.DRILL_USE, *((role,) for role in DRILLED))
allow(Permission.LOOK_READ, (HANDLER, within, of_consented_child, not_the_volunteer))
allow(Permission.LOOK_WRITE, (HANDLER, within, of_consented_child, not_the_volunteer))
allow(Permission.LOOK_SET, (HANDLER, within))
# Not the lead and not the second: nobody chooses who would judge them.
allow(
    Permission.POST_NAME, (Role.ORGANIZER, within, handles_nothing_there), (Role.ADMINISTRATOR, handles_nothing_there)
)
_ASKING = ((Role.SCHOOL_STAFF, of_pairing, not_ones_own), (HANDLER, within, not_ones_own))
allow(Permission.SILENCE_CLOSE, *_ASKING)
allow(Permission.SILENCE_READ, *_ASKING, (Role.VILLAGE_DIRECTOR, within, not_ones_own))


@visible(Concern)
def _concerns(actor: Actor) -> ColumnElement[bool]:
    """Within the actor's districts, and not about the actor."""
    if actor.id is None:
        return false()
    return and_(Concern.district_id.in_(actor.scope_ids(HANDLER)), open_to(actor.id))


def open_to(account_id: Any) -> ColumnElement[bool]:
    """``not_about_oneself`` in SQL, for an account or a column that names one."""
    second = _second()
    return and_(~_is_kept_from(account_id), or_(~Concern.for_second, second == account_id, second.is_(None)))


def _is_kept_from(account_id: Any) -> ColumnElement[bool]:
    party = aliased(ConcernParty)
    kept = exists().where(party.concern_id == Concern.id, party.account_id == account_id, party.cleared_at.is_(None))
    # Of this very concern: left to itself, an EXISTS two levels down would look into all concerns.
    return kept.correlate_except(party)


def _second() -> Any:
    """The account of the district's second, where there is one whom the concern is not about."""
    post = aliased(SafeguardingPost)
    holds = (
        exists()
        .where(
            RoleGrant.account_id == post.account_id,
            RoleGrant.role == HANDLER,
            RoleGrant.area_id == post.district_id,
            RoleGrant.ended_at.is_(None),
        )
        .correlate_except(RoleGrant)
    )
    open_account = exists().where(Account.id == post.account_id, Account.active).correlate_except(Account)
    return (
        select(post.account_id)
        .where(
            post.district_id == Concern.district_id,
            post.post == Post.SECOND,
            post.confirmed_at.is_not(None),
            post.ended_at.is_(None),
            holds,
            open_account,
            ~_is_kept_from(post.account_id),
        )
        .correlate(Concern)
        .scalar_subquery()
    )


@visible(SilenceAlert)
def _silences(actor: Actor) -> ColumnElement[bool]:
    """Of the pairings one sees as a school that decides, as the child's village, or as the district's lead."""
    asks = Actor(actor.id, tuple(one for one in actor.grants if one.role in ASKED))
    if not asks.grants:
        return false()
    return SilenceAlert.pairing_id.in_(select(Pairing.id).where(seen_as_staff(asks)))
