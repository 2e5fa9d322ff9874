"""Which forms keep drafts: registered by the parts they belong to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.drafts.models import NOTHING
from app.foundation.access import Actor, Permission, holds
from app.foundation.database import DbSession
from app.foundation.errors import Missing

Judge = Callable[[DbSession, Actor, uuid.UUID], Any]


@dataclass(frozen=True)
class DraftForm:
    """A long form; ``kind`` is its name in addresses.

    ``endpoint`` shows it, with the id of the record it is about as ``argument``. ``judge`` raises ``Missing`` where
    that record is not for the actor; None: the form is about no record. ``permission`` is the form's; None: it is
    everybody's.
    """

    kind: str
    permission: Permission | None
    endpoint: str
    argument: str = ""
    judge: Judge | None = None

    def url(self, subject: uuid.UUID, **more: Any) -> str:
        """Where the form is."""
        about: dict[str, Any] = {self.argument: subject} if subject != NOTHING else {}
        return url_for(self.endpoint, **about, **more)


_forms: dict[str, DraftForm] = {}


def add_draft_form(form: DraftForm) -> None:
    """Register a form, once per kind; called where a part's views are defined."""
    _forms[form.kind] = form


def draft_form(session: DbSession, actor: Actor, kind: str, subject: uuid.UUID) -> DraftForm:
    """The form of that kind, about a record that the actor may fill it in for.

    Raises:
        Missing: there is no such form or record, or not for this actor.
    """
    form = _forms.get(kind)
    if form is None or (form.permission is not None and not holds(actor, form.permission)):
        raise Missing
    if subject != NOTHING:
        if form.judge is None:
            raise Missing
        form.judge(session, actor, subject)
    return form
