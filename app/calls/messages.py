"""Words of calls."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.calls.codes import CallKind, CallResult

MESSAGES = {
    "calls.changed": _l("Something else was written down with this page before. Open the list again."),
    "calls.minutes": _l("Choose how late you will be."),
    "calls.no_number": _l("No number is on file for this family."),
}

LABELS: tuple[tuple[StrEnum, Any], ...] = (
    (CallKind.LATE, _l("Comes late today")),
    (CallKind.NOBODY, _l("Nobody was there")),
    (CallKind.CANNOT_COME, _l("Cannot come")),
    (CallKind.FIRST_MEETING, _l("First meeting soon")),
    (CallKind.SILENT, _l("Volunteer silent")),
    (CallKind.CONSENT, _l("Consent to follow up")),
    (CallResult.TOLD, _l("Told")),
    (CallResult.NO_ANSWER, _l("No answer")),
    (CallResult.AGAIN, _l("Call again")),
)
