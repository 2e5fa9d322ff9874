"""What a page with a draftable form knows: where it saves, what was kept, whether the record changed since."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.drafts.models import NOTHING, FormDraft
from app.drafts.registry import draft_form
from app.drafts.rules import Place, draft_of, typed_in
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import DbSession

PREFIX = "draft_"
CONTINUE = "continue"


@dataclass
class DraftPage:
    """A form that is shown (GET), or comes back (POST), and the actor's draft of it.

    ``basis`` is the fingerprint of the record as it is now, empty for a form that changes none.
    """

    kind: str
    subject_id: uuid.UUID
    basis: str
    page: uuid.UUID
    found: FormDraft | None
    base_url: str
    begun_on: str = ""
    told: bool = False

    @property
    def place(self) -> Place:
        """For ``sending`` and saving."""
        return Place(self.kind, self.subject_id, self.page)

    @property
    def is_continued(self) -> bool:
        """Whether the page shows the draft."""
        return request.method == "GET" and self.found is not None and request.args.get("draft") == CONTINUE

    @property
    def is_offered(self) -> bool:
        """Whether the page asks what to do with the draft, before anything new is kept over it."""
        return request.method == "GET" and self.found is not None and not self.is_continued

    @cached_property
    def formdata(self) -> MultiDict[str, str] | None:
        """What the form is filled in with; None: nothing was kept, or the page does not show it."""
        return MultiDict(typed_in(self.found)) if self.is_continued and self.found is not None else None

    @property
    def is_stale(self) -> bool:
        """Whether the record has changed since what stands in the form was begun: it would bring old values back."""
        return bool(self.basis and self.begun_on and self.begun_on != self.basis)

    def looked_at(self) -> DraftPage:
        """The page as it goes back to somebody who is told now what has changed: sent again, it is meant."""
        self.told, self.begun_on = self.is_stale, self.basis
        return self

    @property
    def kept_at(self) -> datetime | None:
        """When the draft was kept."""
        return self.found.changed_at if self.found is not None else None

    @property
    def save_url(self) -> str:
        """Where it is kept."""
        return url_for("drafts.save", kind=self.kind, subject_id=self.subject_id)

    @property
    def drop_url(self) -> str:
        """Where it is thrown away."""
        return url_for("drafts.drop", kind=self.kind, subject_id=self.subject_id)

    @property
    def continue_url(self) -> str:
        """The page with the draft in it."""
        return f"{self.base_url}{'&' if '?' in self.base_url else '?'}draft={CONTINUE}"


def open_draft(
    session: DbSession, actor: Actor, kind: str, subject_id: uuid.UUID | None = None, basis: str = ""
) -> DraftPage:
    """The page's knowledge of the actor's draft of a form; ``basis`` of the record as it is now (``fingerprint``).

    Raises:
        Missing: the form, or the record, is not for the actor.
    """
    subject = subject_id or _sent_id("subject") or NOTHING
    form = draft_form(session, actor, kind, subject)
    found = draft_of(session, actor, kind, subject)
    begun_on = request.form.get(f"{PREFIX}basis", basis) if request.method == "POST" else basis
    page = DraftPage(kind, subject, basis, _sent_id("page") or uuid.uuid4(), found, form.url(subject), begun_on)
    if page.is_continued and found is not None:
        page.begun_on = found.basis
    return page


def sent_place(kind: str, subject_id: uuid.UUID | None = None) -> Place | None:
    """Where the form that was sent kept its draft; None where it kept none."""
    page = _sent_id("page")
    return Place(kind, subject_id or _sent_id("subject") or NOTHING, page) if page is not None else None


def fingerprint(values: Mapping[str, Any]) -> str:
    """What tells one state of a record from another: a digest of the values that a form shows."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def differing(form: Form) -> list[str]:
    """The labels of the fields that hold something else than the record the form was filled in from."""
    found = []
    for one in form:
        now, then = one.data, one.object_data
        if one.type not in {"HiddenField", "CSRFTokenField"} and _shown(now) != _shown(then):
            found.append(str(one.label.text))
    return found


def sent_fields() -> list[tuple[str, str]]:
    """What was typed, without the form's own machinery."""
    return [(name, value) for name, value in request.form.items(multi=True) if not _own(name)]


def saved_at(moment: datetime) -> str:
    """``10:32`` where the children are."""
    return f"{clock.local(moment):%H:%M}"


def _own(name: str) -> bool:
    return name == "csrf_token" or name.startswith((PREFIX, "unlock-"))


def _sent_id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.form.get(f"{PREFIX}{name}", ""))
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def _shown(value: Any) -> Any:
    """A value as it looks on the page: nothing, an empty text and an empty box are the same, and so are lists."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(map(str, value)) or ""
    return str(value) if value else ""
