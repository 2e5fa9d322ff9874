"""Telling another system what happened: registered by the organizer, written with the change, sent by jobs.

A message holds ids alone (of a certificate its number); what they stand for is read with a token, in its own scope.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.api.codes import WebhookEvent
from app.api.models import Webhook, WebhookMessage
from app.api.signing import new_secret
from app.certificates.models import Certificate
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.jobs import Job, JobState, chore, enqueue_new, restart
from app.foundation.notifier.outward import unfit
from app.pairing.models import Pairing
from app.sessions.models import ServiceSession

KIND = "webhook"
MOST = 5
"""Open ones of a district."""
KEPT_FOR = timedelta(days=30)


def set_webhook(
    session: DbSession, actor: Actor, district_id: uuid.UUID, url: str, events: frozenset[WebhookEvent]
) -> tuple[Webhook, str]:
    """Tell an address of what happens in a district from now on. Commits.

    Returns:
        The row, and the secret with which messages are signed, which is shown this once.

    Raises:
        Missing: not the actor's district.
        Refused: the address may not be asked, no event, or too many.
    """
    secret = new_secret()
    made = Webhook(
        id=uuid.uuid4(), district_id=district_id, url=url, secret=secret, events=frozenset(events), made_by_id=actor.id
    )
    authorize(actor, Permission.WEBHOOK_WRITE, made)
    wrong = unfit(url)
    if wrong is not None:
        raise Refused(f"api.webhook_{wrong}", field="url")
    if not events or WebhookEvent.TEST in events:
        raise Refused("api.webhook_events", field="events")
    if len(open_webhooks(session, district_id)) >= MOST:
        raise Refused("api.too_many_webhooks", most=MOST)
    session.add(made)
    audit.record(session, actor, audit.Action.WEBHOOK_SET, made, events=sorted(events))
    session.commit()
    return made, secret


def end_webhook(session: DbSession, actor: Actor, webhook: Webhook | None) -> None:
    """Tell it nothing more; address and secret are forgotten. Twice is once. Commits.

    Raises:
        Missing: there is none, or it is not the actor's.
    """
    held = authorize(actor, Permission.WEBHOOK_WRITE, webhook)
    if held.ended_at is None:
        held.ended_at, held.url, held.secret = clock.now(), None, None
        audit.record(session, actor, audit.Action.WEBHOOK_ENDED, held)
        session.commit()


def try_webhook(session: DbSession, actor: Actor, webhook: Webhook | None) -> None:
    """Send a message that says nothing, to see whether it arrives. Commits.

    Raises:
        Missing: there is none, or it is not the actor's, or it ended.
    """
    held = authorize(actor, Permission.WEBHOOK_WRITE, webhook)
    if held.ended_at is not None:
        raise Missing
    _write(session, actor, held, WebhookEvent.TEST, held.id)
    session.commit()


def send_again(session: DbSession, actor: Actor, message: WebhookMessage | None) -> None:
    """Have a message that was given up sent again, under the same id. Commits.

    Raises:
        Missing: there is none, or it is not the actor's.
        Refused: it was not given up.
    """
    authorize(actor, Permission.WEBHOOK_WRITE, None if message is None else message.webhook)
    restart(session, actor, session.get_one(Job, message.job_id if message else None))


def tell(session: Session, actor: Actor, event: WebhookEvent, record: Pairing | ServiceSession | Certificate) -> None:
    """Write a message for everybody in the record's district who wants to hear of the event. No commit, no flush.

    Its caller is in the middle of changing the record: the database must not judge it half done.
    """
    with session.no_autoflush:
        for webhook in open_webhooks(session, record.district_id):
            if event.value in webhook.events:
                _write(session, actor, webhook, event, record.id)


def _write(session: DbSession, actor: Actor, webhook: Webhook, event: WebhookEvent, about: uuid.UUID) -> None:
    number = uuid.uuid4()
    job = enqueue_new(session, actor, KIND, number, {"message_id": str(number)}, webhook.district_id)
    session.add(WebhookMessage(id=number, webhook=webhook, event=event, subject_id=about, job=job))


def open_webhooks(session: DbSession, district_id: uuid.UUID) -> list[Webhook]:
    """Those of a district that have not ended."""
    wanted = select(Webhook).where(Webhook.district_id == district_id, Webhook.ended_at.is_(None))
    return list(session.scalars(wanted.order_by(Webhook.made_at, Webhook.id)))


def content_of(session: DbSession, message: WebhookMessage) -> dict[str, Any]:
    """What a message says, the same at each attempt."""
    data: dict[str, Any] = {"id": str(message.subject_id)}
    if message.event in {WebhookEvent.PAIRING_APPROVED, WebhookEvent.PAIRING_ENDED}:
        season = session.scalar(select(Pairing.season_id).where(Pairing.id == message.subject_id))
        data["season_id"] = str(season)
    elif message.event is WebhookEvent.SESSION_CONFIRMED:
        pairing = session.scalar(select(ServiceSession.pairing_id).where(ServiceSession.id == message.subject_id))
        data["pairing_id"] = str(pairing)
    elif message.event is WebhookEvent.CERTIFICATE_ISSUED:
        data["number"] = session.scalar(select(Certificate.number).where(Certificate.id == message.subject_id))
    return {"type": message.event.value, "timestamp": message.created_at.isoformat(), "data": data}


@chore
def drop_messages(session: DbSession) -> None:
    """Forget messages that were sent a month ago. Commits."""
    old = select(Job.id).where(Job.kind == KIND, Job.state == JobState.DONE)
    before = clock.now() - KEPT_FOR
    session.execute(delete(WebhookMessage).where(WebhookMessage.created_at < before, WebhookMessage.job_id.in_(old)))
    session.commit()
