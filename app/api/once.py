"""A write takes effect once: the answer to an ``Idempotency-Key`` is kept for a day and given again.

The row is written before the work begins, so that of two at the same instant one waits; the rules behind are idempotent
too (ids are made by the client), so that one whose worker died in between may be done again.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Response, g, request
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from app.api.models import KeptAnswer
from app.foundation import clock
from app.foundation.database import DbSession, db
from app.foundation.errors import Conflict, DomainError, Refused
from app.foundation.jobs import chore
from app.foundation.problems import problem_of

KEY = re.compile(r"[!-~]{1,100}")
KEPT_FOR = timedelta(hours=24)
UNDER_WAY = timedelta(seconds=60)


def answered_once(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, whose answer is kept; one of 500 and above, or too many, is not."""

    @wraps(view)
    def answered(*args: Any, **values: Any) -> Response:
        row = begin(db.session, g.actor.id, _key(), _hash())
        if row.status is not None:
            g.record_judged = True  # it was, when this very account was answered first
            return Response(row.content, row.status, mimetype=row.mimetype, headers={"Idempotent-Replayed": "true"})
        number, lease = row.id, row.lease
        try:
            answer: Response = view(*args, **values)
        except (DomainError, HTTPException) as error:
            db.session.rollback()
            answer = problem_of(error)
        except BaseException:
            db.session.rollback()
            forget(db.session, number, lease)
            raise
        finish(db.session, number, lease, answer)
        return answer

    return answered


def _key() -> str:
    written = request.headers.get("Idempotency-Key", "")
    if KEY.fullmatch(written) is None:
        raise Refused("api.key_missing", field="headers.Idempotency-Key")
    return written


def _hash() -> str:
    whole = hashlib.sha256(f"{request.method} {request.full_path}\n".encode() + request.get_data())
    return base64.urlsafe_b64encode(whole.digest()).decode().rstrip("=")


def begin(session: DbSession, account_id: uuid.UUID, key: str, request_hash: str) -> KeptAnswer:
    """The row of a key: answered before, or this request's own from now on. Commits.

    Raises:
        Refused: the key came with another request.
        Conflict: the same request is under way.
    """
    wanted = select(KeptAnswer).where(KeptAnswer.account_id == account_id, KeptAnswer.key == key)
    found = session.scalars(wanted.with_for_update()).one_or_none()
    now = clock.now()
    if found is not None and found.begun_at <= now - KEPT_FOR:
        session.delete(found)
        session.flush()
        found = None
    if found is None:
        found = KeptAnswer(account_id=account_id, key=key, request_hash=request_hash, begun_at=now)
        session.add(found)
        try:
            session.commit()
        except IntegrityError as error:
            session.rollback()
            raise Conflict("api.under_way") from error
        return found
    if found.request_hash != request_hash:
        session.rollback()
        raise Refused("api.key_used", field="headers.Idempotency-Key")
    if found.status is None:
        if found.begun_at > now - UNDER_WAY:
            session.rollback()
            raise Conflict("api.under_way")
        found.begun_at, found.lease = now, uuid.uuid4()  # its worker died: the rules take it once anyway
    session.commit()
    return found


def finish(session: DbSession, number: uuid.UUID, lease: uuid.UUID, answer: Response) -> None:
    """Keep an answer, or forget the request where it may go better the next time. Commits."""
    if answer.status_code >= 500 or answer.status_code == 429:
        forget(session, number, lease)
        return
    content = answer.get_data(as_text=True)
    own = update(KeptAnswer).where(KeptAnswer.id == number, KeptAnswer.lease == lease)
    session.execute(own.values(status=answer.status_code, mimetype=answer.mimetype, content=content))
    session.commit()


def forget(session: DbSession, number: uuid.UUID, lease: uuid.UUID) -> None:
    """As if it had not been asked. Commits."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.id == number, KeptAnswer.lease == lease))
    session.commit()


@chore
def drop_kept(session: DbSession) -> None:
    """Forget answers after a day. Commits."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.begun_at <= clock.now() - KEPT_FOR))
    session.commit()
