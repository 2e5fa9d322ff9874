"""How the values of a row are written: one way for card, ledger and file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from app.coverage.ledgers.codes import Due
from app.foundation import clock
from app.foundation.dates import plain_day
from app.foundation.messages import label
from app.pairing.models import PairingState
from app.pairing.stages import given_name

MASK = "**"


def masked_name(name: str) -> str:
    """``王**``, ``欧阳**``: the family name only, whatever the length of the rest; of others the first character."""
    given = given_name(name)
    return (name.removesuffix(given) or name[:1]) + MASK


def consent_words(until: date | None, outdated: bool) -> str:
    """Until when the guardian's consent reaches, or that it does not."""
    if until is None:
        return str(_("No consent"))
    if until < clock.today():
        return str(_("Ran out on %(day)s", day=plain_day(until)))
    if outdated:
        return str(_("To be asked again: the text has changed"))
    return str(_("Until %(day)s", day=plain_day(until)))


def pairing_words(state: PairingState | None, waiting: bool) -> str:
    """How the pairing stands; for a consented child without one that it waits."""
    if state is not None:
        return label(state)
    return str(_("Waiting")) if waiting else "—"


def due_words(dues: Iterable[Due]) -> str:
    """Everything that is due, the most urgent first."""
    return str(_("; ")).join(label(due) for due in dues)


GLOBALS = (masked_name, consent_words, pairing_words)
