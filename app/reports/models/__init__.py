"""Tables of tasks and monthly reports."""

from app.reports.models.kinds import ABOUT_CHILD, DropReason, TaskSource, TaskState
from app.reports.models.meetings import MonthlyReport, ReportDecision, ReportSnapshot
from app.reports.models.tasks import CareTask

__all__ = [
    "ABOUT_CHILD",
    "CareTask",
    "DropReason",
    "MonthlyReport",
    "ReportDecision",
    "ReportSnapshot",
    "TaskSource",
    "TaskState",
]
