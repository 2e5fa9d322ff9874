"""The step of a season's board about the standing texts: every one of them read by somebody who knows the law."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.foundation.access import Actor, Permission, holds
from app.foundation.board import Act, Figure, Step, StepState, state_of
from app.foundation.database import db
from app.texts.checks import gaps
from app.texts.kinds import TextKind
from app.texts.queries import current


def texts_step(actor: Actor, season: Any) -> Step | None:  # noqa: ARG001 - the texts are the installation's
    """For who writes or reviews: how many were reviewed, and how many still have a place to fill in."""
    if not (holds(actor, Permission.TEXT_WRITE) or holds(actor, Permission.TEXT_REVIEW)):
        return None
    texts = [current(db.session, kind) for kind in TextKind]
    reviewed = sum(text.reviewed_at is not None for text in texts)
    open_places = sum(bool(gaps(text.body_zh)) for text in texts)
    page = url_for("texts.index")
    state = state_of(reviewed, len(texts), held=True)
    return Step(
        _("Legal review of the standing texts"),
        StepState.HELD if open_places else state,
        (
            Figure(_("Texts reviewed"), reviewed, page, of=len(texts)),
            Figure(_("Texts nobody has reviewed"), len(texts) - reviewed, page, holds=True),
            Figure(_("Texts with a place to fill in"), open_places, page, holds=True),
        ),
        (Act(_("Read and tick them"), page, icon="document"),),
        _("Consent, pledge and rules are put to people exactly as they are here."),
    )
