"""The texts that the program ships, as version 1 of each.

FOR REVIEW before real use: written after the Personal Information Protection Law (Art. 13-17, 28-31), the Minors
Protection Law (Art. 4, 11, 22, 63, 72), the Provisions on Children's Personal Information (Art. 8-10) and the Volunteer
Service Regulation (Art. 12, 16, 17, 20-22); no lawyer of the operating League has read them, and every page says so
until somebody ticks that they were reviewed. A file that was released once never changes (a test holds its digest):
people have signed it. What should be different is the next version, made on the page.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.texts.kinds import TextChange, TextKind
from app.texts.models import StandingText

FOLDER = Path(__file__).with_name("shipped")
NUMBER = 1
PASS_PERCENT = 100


@cache
def read(kind: TextKind, locale: str) -> tuple[str, str]:
    """Title and body of a shipped text in ``zh_Hans_CN`` or ``en``."""
    title, _empty, body = (FOLDER / f"{kind.value}.{locale}.txt").read_text(encoding="utf-8").partition("\n")
    return title.strip(), body.strip() + "\n"


def made(kind: TextKind) -> StandingText:
    """A row of a shipped text, not yet saved."""
    (title_zh, body_zh), (title_en, body_en) = read(kind, "zh_Hans_CN"), read(kind, "en")
    return StandingText(
        kind=kind,
        number=NUMBER,
        change=TextChange.MATERIAL,
        title_zh=title_zh,
        title_en=title_en,
        body_zh=body_zh,
        body_en=body_en,
        pass_percent=PASS_PERCENT if kind is TextKind.QUIZ else None,
        summary="",
    )
