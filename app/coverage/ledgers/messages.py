"""Words of ledgers."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.coverage.ledgers.codes import Due, LedgerContent, LedgerForm, LedgerReason, Sort

LABELS: tuple[tuple[StrEnum, Any], ...] = (
    (Due.VISIT, _l("Visit overdue")),
    (Due.CONSENT, _l("Consent to get or renew")),
    (Due.AGREEMENT, _l("No care agreement")),
    (Due.REVIEW, _l("File to check")),
    (Due.SIXTEEN, _l("Turning 16")),
    (Due.WAITING, _l("Waiting")),
    (Sort.DUE, _l("To do")),
    (Sort.CODE, _l("Code")),
    (Sort.AGE, _l("Age, the oldest first")),
    (Sort.RISK, _l("Level of attention, the highest first")),
    (Sort.VILLAGE, _l("Village")),
    (Sort.VISIT, _l("Next visit")),
    (LedgerReason.MEETING, _l("For the monthly meeting")),
    (LedgerReason.VISITS, _l("To plan visits")),
    (LedgerReason.CHECK, _l("To check the entries with village or school")),
    (LedgerReason.ASKED, _l("A higher authority asked for it in writing")),
    (LedgerContent.FIGURES, _l("The figures, a row per township")),
    (LedgerContent.CHILDREN, _l("The ledger, a row per child")),
    (LedgerForm.XLSX, _l("Excel (.xlsx)")),
    (LedgerForm.CSV, _l("Text table (.csv)")),
)
MESSAGES: dict[str, Any] = {
    "ledgers.phones_reason": _l("Phones leave the house only to plan visits or to check entries."),
    "ledgers.phones_duty": _l("Phones need the duty grant of the season, and leave for at most 200 children."),
    "ledgers.nothing": _l("There is no child to export here. Choose fewer filters."),
    # The page of what was opened, and why, lies below and words a reason by its code.
    **{f"export_reason.{one.value}": text for one, text in LABELS if isinstance(one, LedgerReason)},
}
