"""The informed consent that a guardian signs: the narrow door to its text, which is one of the standing texts.

What is collected or who sees it changes: the next version is published as material, and every consent to an older text
no longer holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.database import DbSession
from app.texts import markup, queries
from app.texts.kinds import TextKind

MONTHS = 12
"""How long a consent lasts unless another date is set."""


@dataclass(frozen=True)
class ConsentText:
    """One version in one language."""

    title: str
    paragraphs: tuple[str, ...]
    """Headings and points of the text stand here as paragraphs too: a form is signed as a whole."""
    scopes: tuple[tuple[str, str], ...]
    """The name of a scope's column and its sentence; each is ticked separately and off by default."""


def current_version(session: DbSession) -> int:
    """What is printed and signed now."""
    return queries.standing(session, TextKind.CONSENT).current


def versions(session: DbSession) -> tuple[int, ...]:
    """Every version there ever was, the newest first."""
    return tuple(range(current_version(session), 0, -1))


def material_version(session: DbSession | None) -> int:
    """Consents to an older text than this no longer hold; without a session, of the text that the program ships."""
    return queries.standing(session, TextKind.CONSENT).material


def still_good(session: DbSession | None, version: int) -> bool:
    """Whether a consent to this version counts today."""
    return queries.still_good(session, TextKind.CONSENT, version)


def is_reviewed(session: DbSession) -> bool:
    """Whether somebody has ticked that the current version was reviewed; forms and pages say so until then."""
    return queries.standing(session, TextKind.CONSENT).reviewed


def consent_text(session: DbSession, locale: str, version: int | None = None) -> ConsentText:
    """The text of a version (None: the current one) in the reader's language, Chinese where there is no other.

    Raises:
        KeyError: there is no such version.
    """
    number = current_version(session) if version is None else version
    text = queries.version(session, TextKind.CONSENT, number)
    if text is None:
        raise KeyError(number)
    body = text.body(locale)
    lines = tuple(line for block in markup.blocks(body) for line in block.lines)
    return ConsentText(text.title(locale), lines, markup.boxes(body))
