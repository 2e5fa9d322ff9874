"""Words of the catalogue."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.catalogue.models import TermKind

MESSAGES: dict[str, Any] = {}

LABELS: dict[StrEnum, Any] = {
    TermKind.SERVICE_AREA: _l("Service area"),
    TermKind.SUBJECT: _l("Subject"),
    TermKind.LANGUAGE: _l("Language"),
    TermKind.SAFETY_TOPIC: _l("Topic of safety education"),
}
