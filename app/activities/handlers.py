"""What happens below and must act here in the same transaction: consents end, children leave, sessions come."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.activities.models import EnrolmentEnd
from app.activities.rules.enrolling import end_places_of
from app.activities.rules.merging import carry_over
from app.activities.rules.serving import refuse_overlap_with
from app.children.events import ChildLeft, ChildrenMerged, ConsentWithdrawn
from app.foundation.events import handles
from app.sessions.events import SessionLogged


@handles(ConsentWithdrawn)
def _consent_withdrawn(session: Session, event: ConsentWithdrawn) -> None:
    end_places_of(session, event.actor, event.child, EnrolmentEnd.CONSENT)


@handles(ChildLeft)
def _child_left(session: Session, event: ChildLeft) -> None:
    end_places_of(session, event.actor, event.child, EnrolmentEnd.LEFT_LEDGER)


@handles(ChildrenMerged)
def _children_merged(session: Session, event: ChildrenMerged) -> None:
    carry_over(session, event.actor, event.kept, event.gone)


@handles(SessionLogged)
def _session_logged(session: Session, event: SessionLogged) -> None:
    # The row's own id may come with the flush; what the database refuses must be told by the rule that added it.
    with session.no_autoflush:
        refuse_overlap_with(session, event.session)
