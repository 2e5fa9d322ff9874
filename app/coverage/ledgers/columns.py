"""What a file says of a child, column by column; whole names and birth dates only where they were asked for."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.children.wording import comma, grade_and_class, guardianship_name, risk_name
from app.coverage.ledgers.codes import Due
from app.coverage.ledgers.queries import LedgerRow
from app.coverage.ledgers.wording import consent_words, due_words, masked_name, pairing_words
from app.foundation import clock
from app.foundation.chinese import CellValue
from app.foundation.messages import label

Cells = Callable[[LedgerRow], CellValue]


def table(
    rows: Sequence[LedgerRow], *, named: bool, codes_only: bool, phones: Mapping[uuid.UUID, str] | None = None
) -> tuple[list[str], Iterable[list[CellValue]]]:
    """Headings, and the cells of each row. ``codes_only``: for who reads no names, so there is no such column.

    ``phones``: of the carers, by the child's id, where a duty grant opened them.
    """
    columns = [column for column in _columns(named=named) if not (codes_only and column[0] == _("Name"))]
    if phones is not None:
        columns.append((_("Carers' phones"), lambda row: phones.get(row.id)))
    cells = [cell for _heading, cell in columns]
    return [heading for heading, _cell in columns], ([cell(row) for cell in cells] for row in rows)


def _columns(*, named: bool) -> list[tuple[str, Cells]]:
    """Heading and cell. A word is looked up once for all rows alike: ten thousand of them are asked for at a time."""
    today, words, needs, risks = clock.today(), Words(label), Words(_need_name), Words(risk_name)
    looked_after, classes = Words(guardianship_name), Words(lambda one: grade_and_class(*one))
    consents, pairings = Words(lambda one: consent_words(*one)), Words(lambda one: pairing_words(*one))
    dues, between = Words(due_words), comma()
    age: Cells = lambda row: clock.age_on(row.birth_date, today)  # noqa: E731 - one line among its like
    return [
        (_("Code"), lambda row: row.code),
        (_("Name"), (lambda row: row.name) if named else (lambda row: masked_name(row.name) if row.name else None)),
        (_("Sex"), lambda row: words[row.sex] if row.sex else None),
        (_("Birth date"), lambda row: row.birth_date) if named else (_("Age"), age),
        (_("Village"), lambda row: row.village),
        (_("School"), lambda row: row.school),
        (_("Grade and class"), lambda row: classes[row.grade, row.class_name]),
        (_("Why left behind"), lambda row: words[row.left_behind]),
        (_("How the child is looked after"), lambda row: looked_after[row.guardianship]),
        (_("Needs"), lambda row: between.join([needs[need.subject, need.area] for need in row.needs])),
        (_("Level of attention"), lambda row: risks[row.risk]),
        (_("Consent"), lambda row: consents[row.consented_until, row.text_outdated]),
        (_("Pairing"), lambda row: pairings[row.pairing, Due.WAITING in row.due]),
        (_("Volunteer"), lambda row: row.volunteer),
        (_("Last session"), lambda row: clock.local(row.served_at).date() if row.served_at else None),
        (_("Last visit"), lambda row: row.visited_on),
        (_("Next visit"), lambda row: row.visit_due_on),
        (_("Care agreement until"), lambda row: row.agreed_until),
        (_("Last contact with the parents"), lambda row: words[row.parent_contact] if row.parent_contact else None),
        (_("Last looked through"), lambda row: row.checked_on),
        (_("To do"), lambda row: dues[row.due]),
    ]


class Words(dict[Any, str]):
    """Words by what they stand for, each looked up once."""

    def __init__(self, look_up: Callable[[Any], str]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, key: Any) -> str:
        self[key] = word = self._look_up(key)
        return word


def _need_name(need: tuple[str | None, str]) -> str:
    subject, area = need
    return term_name(subject, TermKind.SUBJECT) if subject else term_name(area, TermKind.SERVICE_AREA)
