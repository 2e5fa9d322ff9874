"""How the values of a row are written: one way for card, ledger and file."""

from __future__ import annotations

from flask_babel import gettext as _

from app.children.models import Child
from app.children.wording import grade_name
from app.coverage.ledgers.codes import Due
from app.coverage.ledgers.queries import LedgerRow
from app.foundation import clock
from app.foundation.messages import label
from app.foundation.pages import plain_day
from app.pairing.stages import given_name

MASK = "**"


def masked_name(name: str) -> str:
    """``王**``, ``欧阳**``: the family name only, whatever the length of the rest; of others the first character."""
    given = given_name(name)
    return (name.removesuffix(given) or name[:1]) + MASK


def class_words(row: LedgerRow | Child) -> str:
    """Grade and class: ``Grade 4, class 2``."""
    if not row.class_name:
        return grade_name(row.grade)
    return str(_("%(grade)s, class %(name)s", grade=grade_name(row.grade), name=row.class_name.removesuffix("班")))


def consent_words(row: LedgerRow) -> str:
    """Until when the guardian's consent reaches, or that it does not."""
    today = clock.today()
    if row.consented_until is None:
        return str(_("No consent"))
    if row.consented_until < today:
        return str(_("Ran out on %(day)s", day=plain_day(row.consented_until)))
    if Due.CONSENT in row.due and row.text_outdated:
        return str(_("To be asked again: the text has changed"))
    return str(_("Until %(day)s", day=plain_day(row.consented_until)))


def pairing_words(row: LedgerRow) -> str:
    """How the pairing stands; for a consented child without one that it waits."""
    if row.pairing is not None:
        return label(row.pairing)
    return str(_("Waiting")) if Due.WAITING in row.due else "—"


def due_words(row: LedgerRow) -> str:
    """Everything that is due, the most urgent first."""
    return str(_("; ")).join(label(due) for due in row.due)


GLOBALS = (masked_name, class_words, consent_words, pairing_words, due_words)
