"""Finding children, volunteers and accounts; each within the searcher's scope, and shown as the lists there show it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.accounts.queries import account_with_login
from app.children.access import NEAR, named_in_lists
from app.children.identity import name_token as token_of_child
from app.children.models import Child, ChildStatus
from app.foundation.access import Actor, Permission, Role, holds, visible_to, within_any
from app.foundation.database import DbSession
from app.foundation.messages import label
from app.foundation.secrets.keyring import IndexToken
from app.home.search import asking
from app.home.search.asking import SHOWN, Asked, Found, Hit, Kind, ranked
from app.pairing.access import knows_child, seen_as_staff
from app.pairing.models import OPEN_STATES, Pairing
from app.volunteers.models import Volunteer
from app.volunteers.naming import name_token as token_of_volunteer

KEEPERS = (*NEAR, Role.TOWNSHIP_SUPERVISOR)
"""Whose lists show children by name."""


def children(session: DbSession, actor: Actor, query: Asked) -> tuple[Found, list[Child]] | None:
    """Children on the ledger, and off it for their own school and village; None where the actor sees no files."""
    if not holds(actor, Permission.CHILD_LIST):
        return None
    seen = visible_to(actor, Child).where(or_(Child.status == ChildStatus.ACTIVE, within_any(actor, NEAR, Child)))
    kept = seen.where(within_any(actor, KEEPERS, Child))
    small, sounding = _by_sound(session, kept, Child, query)
    exact = seen.with_only_columns(Child.id).where(
        or_(Child.code == query.code, Child.name_token.in_(_tokens(session, seen, query)))
    )
    chosen = list(dict.fromkeys([*session.scalars(exact), *sounding]))
    loaded = select(Child).where(Child.id.in_(chosen[:SHOWN]))
    rows = {
        one.id: one for one in session.scalars(loaded.options(joinedload(Child.school), joinedload(Child.township)))
    }
    shown = [rows[one] for one in chosen[:SHOWN]]
    far = any(actor.has(role) for role in (Role.ORGANIZER, Role.SAFEGUARDING_LEAD))
    hits = [_child(actor, one) for one in shown]
    return Found(Kind.CHILD, hits, len(chosen) > SHOWN, whole_only=far or not small), shown


def volunteers(session: DbSession, actor: Actor, query: Asked) -> Found | None:
    """For an organizer those of the district; for a school or village those of its open pairings, with the pairing."""
    found = _of_district(session, actor, query) if actor.has(Role.ORGANIZER) else None
    if any(actor.has(role) for role in NEAR):
        hits = _of_pairings(session, actor, query)
        return Found(Kind.VOLUNTEER, [*(found.hits if found else []), *hits][:SHOWN], len(hits) > SHOWN)
    return found


def accounts(session: DbSession, actor: Actor, query: Asked) -> Found | None:
    """For the administrator: by name, or by exact login."""
    if not actor.has(Role.ADMINISTRATOR):
        return None
    small, ids = _by_sound(session, visible_to(actor, Account), Account, query)
    by_login = account_with_login(session, actor, query.name)
    chosen = list(dict.fromkeys([*([by_login.id] if by_login is not None else []), *ids]))
    rows = {row.id: row for row in session.scalars(select(Account).where(Account.id.in_(chosen[:SHOWN])))}
    hits = [
        Hit(url_for("accounts.show", account_id=one), rows[one].name, where=rows[one].role_label)
        for one in chosen[:SHOWN]
    ]
    return Found(Kind.ACCOUNT, hits, len(chosen) > SHOWN, whole_only=not small)


def _of_district(session: DbSession, actor: Actor, query: Asked) -> Found:
    seen = visible_to(actor, Volunteer).where(within_any(actor, (Role.ORGANIZER,), Volunteer))
    small, ids = _by_sound(session, seen, Volunteer, query)
    tokens = [token_of_volunteer(query.name, one) for one in actor.scope_ids(Role.ORGANIZER)]
    exact = seen.with_only_columns(Volunteer.id).where(
        or_(Volunteer.code == query.code, Volunteer.name_token.in_(tokens))
    )
    chosen = list(dict.fromkeys([*session.scalars(exact), *ids]))
    rows = {row.id: row for row in session.scalars(
        select(Volunteer).where(Volunteer.id.in_(chosen[:SHOWN])).options(joinedload(Volunteer.township))
    )}  # fmt: skip
    hits = [
        _volunteer(rows[one], url_for("volunteers.show", volunteer_id=one)) for one in chosen[:SHOWN]
    ]  # fmt: skip
    return Found(Kind.VOLUNTEER, hits, len(chosen) > SHOWN, whole_only=not small)


def _of_pairings(session: DbSession, actor: Actor, query: Asked) -> list[Hit]:
    """Volunteers of open pairings whose child the actor knows; a school has few enough to open them all."""
    wanted = (
        visible_to(actor, Pairing)
        .where(Pairing.state.in_(OPEN_STATES), seen_as_staff(actor))
        .options(
            joinedload(Pairing.volunteer).joinedload(Volunteer.township),
            joinedload(Pairing.child).joinedload(Child.school),
            joinedload(Pairing.child).joinedload(Child.township),
        )
        .order_by(Pairing.id)
        .limit(asking.MOST)
    )
    known = {one.id: one for one in session.scalars(wanted) if knows_child(actor, one)}
    by_code = [one.id for one in known.values() if one.volunteer.code == query.code]
    by_name = ranked([(one.id, one.volunteer.name) for one in known.values()], query)
    return [
        _volunteer(known[one].volunteer, url_for("pairings.show", pairing_id=one), label(known[one].state))
        for one in dict.fromkeys([*by_code, *by_name])
    ]


def _by_sound(session: DbSession, seen: Select[Any], model: Any, query: Asked) -> tuple[bool, list[uuid.UUID]]:
    """Whether the scope is small enough to open every name, and the ids of those whose name answers."""
    count = session.scalar(seen.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    if count > asking.MOST:
        return False, []
    names = session.execute(seen.with_only_columns(model.id, model.name).order_by(model.id))
    return True, ranked([(row[0], row[1]) for row in names], query)


def _tokens(session: DbSession, seen: Select[Any], query: Asked) -> list[IndexToken]:
    """The index of the whole name, under the key of every township in which the actor sees children."""
    townships = session.scalars(seen.with_only_columns(Child.township_id).distinct())
    return [token_of_child(query.name, one) for one in townships]


def _child(actor: Actor, child: Child) -> Hit:
    place = child.school.name if child.school is not None else child.township.name
    note = "" if child.status is ChildStatus.ACTIVE else label(child.status)
    url = url_for("children.show", child_id=child.id)
    if named_in_lists(actor, child):
        return Hit(url, child.name, child.code, place, note)
    return Hit(url, child.code, "", child.township.name, note)


def _volunteer(volunteer: Volunteer, url: str, note: str = "") -> Hit:
    return Hit(url, volunteer.name, volunteer.code, volunteer.township.name if volunteer.township else "", note)
