"""Rules are data: a permission, and the clauses under which it holds (any clause; all of a clause's predicates).

A clause names a role; its predicates judge the *same grant* that carries the role, so that a role here and a scope
there never add up to a right. Predicates are pure: they read the loaded record and query nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import g, has_request_context
from sqlalchemy import ColumnElement, False_, Select, false, or_, select, union_all

from app.foundation.access.actors import Actor, Grant, Role, ScopeKind
from app.foundation.access.permissions import Permission
from app.foundation.errors import Missing

Predicate = Callable[[Grant, Actor, Any], bool]
Visibility = Callable[[Actor], ColumnElement[bool]]
M = TypeVar("M")
T = TypeVar("T")


@dataclass(frozen=True)
class Clause:
    """``role`` with every predicate true."""

    role: Role
    predicates: tuple[Predicate, ...]


_rules: dict[Permission, tuple[Clause, ...]] = {}
_visible: dict[type, Visibility] = {}


def allow(permission: Permission, *clauses: tuple[Any, ...]) -> None:
    """Register the clauses of a permission: ``allow(P, (Role.X, within), (Role.Y, within, consented))``.

    Raises:
        ValueError: the permission has rules already (one part owns it), or no clause.
    """
    if not clauses:
        raise ValueError(f"{permission} needs at least one clause")
    made = tuple(Clause(role, tuple(predicates)) for role, *predicates in clauses)
    if _rules.get(permission, made) != made:
        raise ValueError(f"{permission} is ruled twice")
    _rules[permission] = made


def rules() -> dict[Permission, tuple[Clause, ...]]:
    """All registered rules, for guard tests."""
    return dict(_rules)


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether the actor has the permission for at least some record (by role alone)."""
    return actor.is_system or any(actor.has(clause.role) for clause in _rules.get(permission, ()))


def may(actor: Actor, permission: Permission, record: object) -> bool:
    """Whether the actor may do this to this record."""
    if actor.is_system:
        return True
    return any(
        all(predicate(grant, actor, record) for predicate in clause.predicates)
        for clause in _rules.get(permission, ())
        for grant in actor.grants
        if grant.role is clause.role
    )


def authorize(actor: Actor, permission: Permission, record: M | None) -> M:
    """Return ``record`` if the actor may do this to it.

    Raises:
        Missing: there is no record, or it is not for this actor; the two cannot be told apart.
    """
    if has_request_context():
        g.record_judged = True
    if record is None or _erased(record) or not may(actor, permission, record):
        raise Missing
    return record


def _erased(record: object) -> bool:
    """Whether it was anonymised: such a file is nobody's any more, whatever their role."""
    return getattr(record, "erased_at", None) is not None


def once_a_request(make: Callable[[Actor], T]) -> Callable[[Actor], T]:
    """Work out what an actor reaches once for a page that asks for many lists; elsewhere each time."""

    @wraps(make)
    def remembered(actor: Actor) -> T:
        if not has_request_context():
            return make(actor)
        known: dict[Any, T] = g.setdefault("reached", {})
        key = (make, actor)
        if key not in known:
            known[key] = make(actor)
        return known[key]

    return remembered


def visible(model: type[M]) -> Callable[[Visibility], Visibility]:
    """Register which rows of ``model`` an actor may see, as a condition in SQL."""

    def register(function: Visibility) -> Visibility:
        _visible[model] = once_a_request(function)
        return function

    return register


def visible_to(actor: Actor, model: type[M]) -> Select[M]:
    """``select(model)`` limited to what the actor may see; a model without a registered condition is refused."""
    if has_request_context():
        g.record_judged = True
    condition = _visible[model](actor)
    everything: Select[M] = select(model)
    erased = getattr(model, "erased_at", None)
    if erased is not None:
        everything = everything.where(erased.is_(None))
    return everything if actor.is_system else everything.where(condition)


def any_of(key: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rows for which one of the conditions holds, over the table whose unique column ``key`` is.

    As a union of what each condition finds by its own index: for an ``or_`` of sub-queries PostgreSQL reads every row.
    """
    branches = [one for one in conditions if not isinstance(one, False_)]
    if len(branches) < 2:
        return or_(false(), *branches)
    found: ColumnElement[bool] = key.in_(union_all(*(select(key).where(one).correlate(None) for one in branches)))
    return found


def within(grant: Grant, actor: Actor, record: Any) -> bool:
    """The record lies in the grant's scope: it carries ``district_id``, ``township_id``, ``village_id``, ``school_id``.

    For ``OWN`` it carries ``account_id``. A record without the attribute lies outside.
    """
    if grant.scope is ScopeKind.INSTALLATION:
        return True
    if grant.scope is ScopeKind.OWN:
        return actor.id is not None and getattr(record, "account_id", None) == actor.id
    return grant.scope_id is not None and getattr(record, f"{grant.scope.value}_id", None) == grant.scope_id


def within_any(actor: Actor, roles: Iterable[Role], places: Any, **more: Any) -> ColumnElement[bool]:
    """The SQL twin of ``within``: rows of ``places`` (a mapped class or alias) in a scope of any of ``roles``.

    ``more`` maps a role's value to a further condition, as ``township_supervisor=Child.consented``.
    """
    conditions: list[ColumnElement[bool]] = []
    for role in roles:
        for grant in actor.grants:
            if grant.role is role:
                condition = _scope_condition(grant, actor.id, places)
                conditions.append(condition & more[role.value] if role.value in more else condition)
    return or_(false(), *conditions)


def _scope_condition(grant: Grant, actor_id: uuid.UUID | None, places: Any) -> ColumnElement[bool]:
    if grant.scope is ScopeKind.INSTALLATION:
        return ~false()
    if grant.scope is ScopeKind.OWN:
        condition: ColumnElement[bool] = places.account_id == actor_id
        return condition
    scoped: ColumnElement[bool] = getattr(places, f"{grant.scope.value}_id") == grant.scope_id
    return scoped
