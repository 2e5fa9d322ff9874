"""A file that is anonymised takes the drafts about it along, whoever wrote them."""

from __future__ import annotations

from sqlalchemy import delete

from app.drafts.models import FormDraft
from app.foundation.database import DbSession
from app.foundation.events import handles
from app.foundation.retention import SubjectErased


@handles(SubjectErased)
def forget(session: DbSession, event: SubjectErased) -> None:
    """Delete them."""
    session.execute(delete(FormDraft).where(FormDraft.subject_id == event.id))
