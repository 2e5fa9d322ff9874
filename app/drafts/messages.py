"""Words of the part."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "drafts.too_long": _l("This is too long to be kept as a draft."),
    "drafts.again": _l("The draft was being kept by another page. Please try again."),
}
