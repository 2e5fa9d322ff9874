"""Counting tries in the database, so that every worker counts the same ones."""

from __future__ import annotations

from datetime import timedelta

from flask import has_request_context, request
from sqlalchemy import ColumnElement, delete, func, select

from app.accounts.models import AttemptKind, SignInAttempt
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import TooMany
from app.foundation.secrets.keyring import keyring

FAILURES = 5
WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)
# A school, or a whole network operator, may stand behind one address.
FAILURES_PER_ADDRESS = {
    AttemptKind.SIGN_IN: 60, AttemptKind.JOIN: 40, AttemptKind.CODE: 60, AttemptKind.FORGOTTEN: 40,
    AttemptKind.FAMILY: 40,
    AttemptKind.CONCERN: 20, AttemptKind.CONCERN_CODE: 40, AttemptKind.VERIFY: 30,
    AttemptKind.CONTACT: 40, AttemptKind.CALENDAR: 30,
    AttemptKind.BADGE: 30, AttemptKind.API: 30,
}  # fmt: skip
KEPT = timedelta(days=1)
FILES, FILES_WINDOW = 30, timedelta(hours=1)


def visitor_address() -> str:
    """Where the request comes from; empty outside of one."""
    return (request.remote_addr or "")[:45] if has_request_context() else ""


class Throttle:
    """One try: written down before it is judged, so that tries made at the same instant count each other.

    ``begin`` ends the running transaction: an expensive hash must not be computed while it holds SQLite's one write
    lock. A try counts as failed until ``succeeded`` says otherwise.
    """

    def __init__(self, session: DbSession, kind: AttemptKind, login_token: str) -> None:
        self._session = session
        self._attempt = SignInAttempt(
            kind=kind, login_token=login_token, address=visitor_address(), at=clock.now(), succeeded=False
        )
        self.blocked = False

    def begin(self) -> None:
        """Write the try down and see whether there were too many before it; ``blocked`` says so."""
        self._session.add(self._attempt)
        self._session.commit()
        self.blocked = self._too_many_for_login() or self._too_many_from_address()
        if self.blocked:
            # What is not judged does not count, or knocking would keep a door locked for ever.
            self._session.delete(self._attempt)
        self._session.commit()

    def succeeded(self) -> None:
        """The login starts afresh, and old tries are forgotten. No commit: it goes with what was achieved."""
        attempt = self._attempt
        attempt.succeeded = attempt.kind is not AttemptKind.JOIN  # every registration counts against its address
        self._session.execute(
            delete(SignInAttempt).where(
                SignInAttempt.at < clock.now() - KEPT,
                (SignInAttempt.login_token == attempt.login_token) | (SignInAttempt.address == attempt.address),
            )
        )

    def _too_many_for_login(self) -> bool:
        """Five failures within the window lock the login until a while after the last of them."""
        same = (SignInAttempt.login_token == self._attempt.login_token) & self._before()
        since = self._session.scalar(select(func.max(SignInAttempt.at)).where(same, SignInAttempt.succeeded))
        failures = select(SignInAttempt.at).where(same, ~SignInAttempt.succeeded)
        if since is not None:
            failures = failures.where(SignInAttempt.at > since)
        last = self._session.scalars(failures.order_by(SignInAttempt.at.desc()).limit(FAILURES)).all()
        return len(last) == FAILURES and last[0] - last[-1] < WINDOW and clock.now() - last[0] < LOCK

    def _too_many_from_address(self) -> bool:
        if not self._attempt.address:
            return False
        failures = select(func.count()).where(
            SignInAttempt.address == self._attempt.address,
            SignInAttempt.at > clock.now() - WINDOW,
            ~SignInAttempt.succeeded,
            self._before(),
        )
        return (self._session.scalar(failures) or 0) >= FAILURES_PER_ADDRESS[self._attempt.kind]

    def _before(self) -> ColumnElement[bool]:
        return (SignInAttempt.kind == self._attempt.kind) & (SignInAttempt.id != self._attempt.id)


def count_file(session: DbSession, actor: Actor) -> None:
    """Count a file with people's data that is about to leave, on whichever worker. Commits.

    Raises:
        TooMany: the actor took so many within the hour that nobody reads them: an account in other hands, or a script.
    """
    token = keyring.token("file", str(actor.id))
    mine = (SignInAttempt.kind == AttemptKind.FILE) & (SignInAttempt.login_token == token)
    taken = select(func.count()).where(mine, SignInAttempt.at > clock.now() - FILES_WINDOW)
    if (session.scalar(taken) or 0) >= FILES:
        raise TooMany
    session.execute(delete(SignInAttempt).where(mine, SignInAttempt.at < clock.now() - KEPT))
    session.add(
        SignInAttempt(
            kind=AttemptKind.FILE, login_token=token, address=visitor_address(), at=clock.now(), succeeded=True
        )
    )
    session.commit()
