"""What publishing a material text means to the mechanism of two persons."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.accounts.models import ActKind, PendingAct
from app.accounts.rules.own_acts import ActWords, OwnAct, register_act
from app.foundation.access import Permission, may
from app.foundation.database import DbSession
from app.foundation.messages import label
from app.texts.models import StandingText
from app.texts.rules import publish_confirmed


def _may_still_ask(session: DbSession, act: PendingAct) -> bool:
    held = session.get(StandingText, act.subject_id)
    return held is not None and may(act.asked_by.actor(), Permission.TEXT_WRITE, held)


def _words(session: DbSession, act: PendingAct) -> ActWords | None:
    held = session.get(StandingText, act.subject_id)
    if held is None:
        return None
    rows = ((_("What is different"), held.summary), (_("What follows"), _("Everybody is asked again.")))
    title = _("A new text: %(name)s", name=label(held.kind))
    return ActWords(title, rows, url_for("texts.draft_page", kind=held.kind.value))


register_act(ActKind.PUBLISH_TEXT, OwnAct(_may_still_ask, publish_confirmed, _words))
