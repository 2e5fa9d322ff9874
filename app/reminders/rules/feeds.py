"""The secret address of a volunteer's calendar: made, made anew, and switched off."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from app.accounts.models import Account, AttemptKind
from app.accounts.rules.throttling import Throttle
from app.foundation import audit, clock
from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.foundation.errors import Missing, TooMany
from app.foundation.secrets.keyring import keyring
from app.reminders.models import CalendarFeed


def feed_of(session: DbSession, actor: Actor) -> CalendarFeed | None:
    """The actor's own."""
    return None if actor.id is None else session.get(CalendarFeed, actor.id)


def make_feed(session: DbSession, actor: Actor) -> str:
    """Make the own address, or another one in its place: the old one opens nothing from now on. Commits.

    Returns:
        The secret of the address, which is kept nowhere.

    Raises:
        Missing: the actor is no volunteer.
    """
    if actor.id is None or not actor.has(Role.VOLUNTEER):
        raise Missing
    feed, secret = feed_of(session, actor) or CalendarFeed(account_id=actor.id), secrets.token_urlsafe(24)
    feed.secret_hash, feed.made_at = _hash(secret), clock.now()
    session.add(feed)
    audit.record(session, actor, audit.Action.FEED_MADE, feed)
    session.commit()
    return secret


def end_feed(session: DbSession, actor: Actor) -> None:
    """Switch it off; twice is once. Commits."""
    feed = feed_of(session, actor)
    if feed is not None:
        audit.record(session, actor, audit.Action.FEED_ENDED, feed)
        session.delete(feed)
        session.commit()


def account_of(session: DbSession, secret: str) -> Account:
    """Whose calendar it is. Every address that is none counts against the one who asks. Commits.

    Raises:
        Missing: there is no such address, or its account is closed.
        TooMany: too many that are none.
    """
    throttle = Throttle(session, AttemptKind.CALENDAR, _hash(secret))
    throttle.begin()
    if throttle.blocked:
        raise TooMany
    feed = session.scalars(select(CalendarFeed).where(CalendarFeed.secret_hash == _hash(secret))).one_or_none()
    account = None if feed is None else session.get(Account, feed.account_id)
    if account is None or not account.active or not account.actor().has(Role.VOLUNTEER):
        raise Missing
    throttle.succeeded()
    session.commit()
    return account


def _hash(secret: str) -> str:
    return keyring.token("calendar.feed", secret)
