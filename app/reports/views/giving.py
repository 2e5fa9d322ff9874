"""A report as a file: PDF or spreadsheet, once it is on the log why."""

from __future__ import annotations

import uuid

from flask import Response
from flask.typing import ResponseReturnValue

from app.accounts.rules.throttling import count_file
from app.coverage.figures import Month
from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.downloads import PDF, XLSX, download
from app.foundation.pages import actor
from app.foundation.wechat import gives_file
from app.reports import meetings
from app.reports.codes import ReportFormat, ReportReason
from app.reports.figures import ReportFigures
from app.reports.meeting_forms import ExportForm
from app.reports.models import MonthlyReport
from app.reports.papers import Paper, to_pdf, to_sheet
from app.reports.rules.reports import export_report
from app.reports.showing import show
from app.reports.views.reports import blueprint, chosen, report_page


@blueprint.post("/<uuid:report_id>/export")
@requires(Permission.REPORT_EXPORT)
@gives_file
def export(report_id: uuid.UUID) -> ResponseReturnValue:
    """The report as a file."""
    who = actor()
    authorize(who, Permission.REPORT_EXPORT, db.session.get(MonthlyReport, report_id))
    form = ExportForm(prefix="export-")
    if not form.validate():
        return report_page(report_id, export_form=form)
    report = authorize(who, Permission.REPORT_EXPORT, meetings.report_of(db.session, who, report_id))
    snapshot = chosen(report)
    figures = ReportFigures.from_plain(snapshot.figures)
    paper = Paper(report, snapshot, figures, show(report, figures, who), meetings.tasks_of(db.session, who, report))
    kind, reason = ReportFormat(form.kind.data), ReportReason(form.reason.data)
    count_file(db.session, who)
    content = to_pdf(paper, clock.now()) if kind is ReportFormat.PDF else to_sheet(paper)
    export_report(db.session, who, report_id, kind, reason, paper.rows)
    return _file(content, f"report-{Month.of(report.month)}", kind)


def _file(content: bytes, name: str, kind: ReportFormat) -> Response:
    return download(content, f"{name}.{kind.value}", PDF if kind is ReportFormat.PDF else XLSX)
