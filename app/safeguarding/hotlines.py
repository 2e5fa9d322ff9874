"""Whom to call, 110 first; and how the numbers stand on the paper card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Hotline:
    """A number that anybody can call, and what for."""

    number: str
    words: Any


EMERGENCY = (Hotline("110", _l("Police: a child is in danger or being hurt")), Hotline("120", _l("Ambulance")))
HELPLINES = (
    Hotline("12355", _l("Helpline for young people")),
    Hotline("12356", _l("Psychological help")),
    Hotline("12338", _l("Women and family")),
    Hotline("12345", _l("Government service line")),
    Hotline("12309", _l("Procuratorate")),
)
