"""Words of tasks and monthly reports."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.reports.behind import Rate
from app.reports.codes import ReportFormat, ReportReason
from app.reports.models import DropReason, TaskSource, TaskState
from app.reports.owners import OwnerChoice
from app.reports.tables.kinds import TableForm, TableKind, TableReason

MESSAGES = {
    "tasks.words": _l("Say what is to be done, in at most %(most)d characters."),
    "tasks.day": _l("Choose a day from today on, within a year."),
    "tasks.child_unknown": _l("There is no child of this code within your scope."),
    "tasks.owner_missing": _l("Choose who does it."),
    "tasks.owner_cannot_see": _l("Whoever you chose may not see this child, so could not do it."),
    "tasks.child_for_owner": _l("To choose a post of the child, enter the child's code."),
    "tasks.drop_words": _l("Say in a few words why it is dropped."),
    "tables.nothing": _l("There is nothing of this season within your scope."),
    "reports.future": _l("This month has not begun yet."),
    "reports.participants": _l("Name the participants in at most %(most)d characters."),
    "reports.held_on": _l("Say on which day the meeting was."),
    "tasks.do.visit_overdue": _l("Make up an overdue visit"),
    "tasks.do.agreement_missing": _l("Get the care agreement signed"),
    "tasks.do.review_overdue": _l("Check the child's file for the quarter"),
    "tasks.do.coverage_gap": _l("Find volunteers for the children who wait"),
    "tasks.undo_too_late": _l("It is too late to open this task again; make a new one."),
    "tasks.over": _l("Nothing was changed: this task is “%(state)s” now."),
}
LABELS: list[tuple[StrEnum, Any]] = [
    (TaskSource.VISIT_OVERDUE, _l("Overdue visits")),
    (TaskSource.AGREEMENT_MISSING, _l("Care agreements missing")),
    (TaskSource.REVIEW_OVERDUE, _l("Quarterly checks due")),
    (TaskSource.COVERAGE_GAP, _l("Children who wait for a volunteer")),
    (TaskSource.DECISION, _l("Decided at the meeting")),
    (TaskSource.BY_HAND, _l("Made by hand")),
    (TaskState.OPEN, _l("to do")),
    (TaskState.DONE, _l("done")),
    (TaskState.DROPPED, _l("dropped")),
    (DropReason.NOT_NEEDED, _l("Not needed any more")),
    (DropReason.DOUBLE, _l("Another task is about the same")),
    (DropReason.MISTAKE, _l("Made by mistake")),
    (DropReason.CHILD_LEFT, _l("The child has left the ledger")),
    (DropReason.OTHER, _l("Another reason")),
    (Rate.CONSENTED, _l("share with consent")),
    (Rate.PAIRED, _l("share paired")),
    (Rate.VISITED, _l("share visited")),
    (Rate.REACHED, _l("share reached")),
    (ReportFormat.PDF, _l("PDF, to print")),
    (ReportFormat.XLSX, _l("Spreadsheet, to compute with")),
    (ReportReason.MEETING, _l("For the meeting")),
    (ReportReason.SUPERIOR, _l("To report to the higher level")),
    (ReportReason.ARCHIVE, _l("For the archive")),
    (TableKind.SESSIONS, _l("Confirmed one-to-one sessions")),
    (TableKind.VISITS, _l("Visits")),
    (TableReason.SYSTEM, _l("For another system")),
    (TableReason.STATISTICS, _l("For statistics")),
    (TableReason.SUPERIOR, _l("To report to the higher level")),
    (TableForm.CSV, _l("Text table (.csv)")),
    (TableForm.JSONL, _l("JSON Lines (.jsonl), for programs")),
    (OwnerChoice.ME, _l("Myself")),
    (OwnerChoice.CHILD_SCHOOL, _l("The child's school")),
    (OwnerChoice.CHILD_VILLAGE, _l("The director of the child's village")),
    (OwnerChoice.CHILD_TOWNSHIP, _l("The supervisor of the child's township")),
]
