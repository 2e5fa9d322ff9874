"""Standing texts are the installation's: "foreign" is a text there is not. The rows need the draft of the world."""

from __future__ import annotations

from typing import Any

from app.foundation.access import Role
from tests.guards.matrix import row

READERS = (Role.ORGANIZER, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)
REVIEWERS = (Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
RULES: dict[str, Any] = {"own": lambda _world: {"kind": "rules"}, "foreign": lambda _world: {"kind": "weather"}}
FIRST: dict[str, Any] = {
    "own": lambda _world: {"kind": "quiz", "number": 1},
    "foreign": lambda _world: {"kind": "quiz", "number": 9},
}

ROWS = [
    row("texts.volunteer_rules", public=True),
    row("texts.index", *READERS),
    row("texts.show", *READERS, **RULES),
    row("texts.show_version", *READERS, **FIRST),
    row("texts.draft_page", *READERS, **RULES),
    row("texts.edit", Role.ORGANIZER, **RULES),
    row("texts.edit", Role.ORGANIZER, method="POST", **RULES),
    row("texts.publish", Role.ORGANIZER, method="POST", **RULES),
    row("texts.review", *REVIEWERS, method="POST", **RULES),
    row("texts.take_back", Role.ORGANIZER, method="POST", **RULES),
    row("texts.discard", Role.ORGANIZER, method="POST", **RULES),
]
