"""The job of this part: the certificates of everybody in a season, a few at a time."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts.models import Account
from app.certificates.rules.issuing import SEASON_JOB, ready, snapshot, without_certificate
from app.foundation.errors import Missing
from app.foundation.jobs import JobContext, job
from app.seasons.models import Season

BATCH = 25


@job(SEASON_JOB)
def season_certificates(context: JobContext) -> dict[str, Any]:
    """Issue what is lacking. Killed half way, the next try goes on with those who still lack one."""
    session = context.session
    season = session.get(Season, uuid.UUID(context.payload["season_id"]))
    account = session.get(Account, uuid.UUID(context.payload["account_id"]))
    if season is None or account is None:
        raise Missing
    actor = account.actor()
    publicity, issuer = ready(session, season)
    lacking = without_certificate(session, publicity)
    for start in range(0, len(lacking), BATCH):
        for service in lacking[start : start + BATCH]:
            snapshot(session, actor, service, publicity, issuer)
        context.hold()
        context.progress(100 * min(start + BATCH, len(lacking)) // len(lacking), "issuing")  # it commits
    return {"issued": len(lacking)}
