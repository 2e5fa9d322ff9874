"""The job of a message to another system: tried again with growing delay, given up where all can see it."""

from __future__ import annotations

import json
import uuid
from typing import Any

from app.api.models import WebhookMessage
from app.api.rules.webhooks import KIND, content_of
from app.api.signing import signed
from app.foundation import clock
from app.foundation.errors import Missing
from app.foundation.jobs import JobContext, job
from app.foundation.notifier.outward import post_outward

ATTEMPTS = 7
"""Over half a day: 30 seconds, then each time four times as long."""


@job(KIND, attempts=ATTEMPTS)
def send_message(context: JobContext) -> dict[str, Any]:
    """Send one message; every attempt carries the same id and content, and is signed anew for its own moment.

    Raises:
        NotSent: it did not arrive; the job is tried again.
    """
    session = context.session
    message = session.get(WebhookMessage, uuid.UUID(context.payload["message_id"]))
    if message is None:
        raise Missing
    url, secret = message.webhook.url, message.webhook.secret
    if url is None or secret is None:
        return {"sent": False}  # ended meanwhile
    body = json.dumps(content_of(session, message), separators=(",", ":")).encode()
    headers = signed(secret, f"msg_{message.id.hex}", clock.now(), body)
    session.rollback()  # nobody waits for a stranger's server
    post_outward(url, body, {"Content-Type": "application/json", "User-Agent": "Tongxing-Webhooks/1", **headers})
    return {"sent": True}
