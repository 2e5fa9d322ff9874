"""Words of recruiting and goals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, Any] = {
    "recruitment.contact": _l("Say whom to ask."),
    "recruitment.taken_back": _l("This notice was taken back. Prepare a new draft."),
    "recruitment.not_published": _l("This notice was never published."),
}
