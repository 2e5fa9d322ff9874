"""What happens below and matters here: two files were one child's, so its visits are too."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.children.events import ChildrenMerged
from app.foundation.events import handles
from app.visits.models import CareAgreement, FileCheck, Visit


@handles(ChildrenMerged)
def _children_merged(session: Session, event: ChildrenMerged) -> None:
    for model in (Visit, CareAgreement, FileCheck):
        moved = update(model).where(model.child_id == event.gone.id).values(child_id=event.kept.id)
        session.execute(moved, execution_options={"synchronize_session": False})
