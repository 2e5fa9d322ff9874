"""A report on paper and as a spreadsheet, from the same lines as its page."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.coverage.figures import Month
from app.foundation.chinese import CellValue
from app.foundation.dates import local_moment, month_in_words, plain_day
from app.foundation.documents import Document
from app.foundation.i18n import current_locale
from app.foundation.messages import label
from app.foundation.pages import percent
from app.foundation.spreadsheets import to_xlsx
from app.reports.behind import LEAST, MARGIN, Behind
from app.reports.figures import ReportFigures, TaskNumbers
from app.reports.models import CareTask, MonthlyReport, ReportSnapshot
from app.reports.showing import DASH, Shown, is_minutes
from app.reports.words import owner_words, season_heading


@dataclass(frozen=True)
class Paper:
    """What stands on it."""

    report: MonthlyReport
    snapshot: ReportSnapshot
    figures: ReportFigures
    shown: Shown
    tasks: Mapping[uuid.UUID, CareTask]

    @property
    def month(self) -> str:
        """``2027-02``."""
        return str(Month.of(self.report.month))

    @property
    def rows(self) -> int:
        """Rows of figures it holds."""
        return len(self.shown.lines) + len(self.shown.places)

    @property
    def title(self) -> str:
        """Its heading."""
        month = month_in_words(self.report.month)
        return str(_("%(place)s: report of %(month)s", place=self.report.district.name, month=month))

    @property
    def computed(self) -> str:
        """When its figures were computed."""
        return str(_("Figures as of %(moment)s.", moment=local_moment(self.snapshot.computed_at)))


def headings(month: str, season: str) -> list[str]:
    """Of the table of figures."""
    return [
        _("Figure"), month, _("Month before"), _("Up or down"), season, _("Goal of the season"),
        _("Share of the goal"),
    ]  # fmt: skip


def rule_words() -> str:
    """The rule by which a township needs a hand."""
    return str(
        _(
            "A township needs a hand where its share lies more than %(margin)s percentage points under the share of "
            "the whole district; of fewer than %(least)s children no share is judged. Shares: with consent, of the "
            "registered; paired, of those with consent; visited, of the registered; reached, of the registered.",
            margin=MARGIN, least=LEAST,
        )
    )  # fmt: skip


def behind_words(share: Behind, *, told: bool) -> str:
    """One share of one township, with its numbers where the reader may know them."""
    name = label(share.rate)
    if not told:
        return name
    return str(
        _(
            "%(share)s %(own)s (%(part)s of %(whole)s; district %(all)s)", share=name,
            own=percent(share.part, share.whole), part=share.part, whole=share.whole,
            all=percent(share.district_part, share.district_whole),
        )
    )  # fmt: skip


def to_pdf(paper: Paper, at: datetime) -> bytes:
    """The report for the meeting and the file."""
    shown, numbers = paper.shown, paper.figures.tasks
    page = Document(
        paper.title, at=at, language=current_locale().replace("_", "-"), footer=f"{paper.title} · {paper.computed}",
        landscape=True,
    )  # fmt: skip
    page.title(paper.title)
    page.paragraph(paper.computed, align="C", grey=True, size=9.5)
    if paper.report.held_on is not None:
        page.paragraph(f"{_('Day of the meeting')}{_(': ')}{plain_day(paper.report.held_on)}")
        page.paragraph(f"{_('Participants')}{_(': ')}{paper.report.participants or DASH}")
    page.heading(_("Figures of the month"))
    rows = ([one.name, one.month, one.before, one.change, one.season, one.goal, one.share] for one in shown.lines)
    page.table(
        headings(paper.month, season_heading(paper.snapshot)), rows, widths=(3, 1, 1, 1, 1, 1, 1), align="LRRRRRR"
    )
    page.heading(_("Townships that need a hand"))
    page.paragraph(rule_words(), size=9.5, grey=True)
    for place, shares in shown.behind:
        words = str(_("; ")).join(behind_words(one, told=shown.told(place)) for one in shares)
        page.paragraph(f"{place.name}{_(': ')}{words}")
    if not shown.behind:
        page.paragraph(_("None falls below the rule's threshold."))
    page.heading(_("By township"))
    wide = [_("Township"), *(name for _code, name in shown.columns), _("Open tasks"), _("Overdue tasks")]
    page.table(wide, _places(paper), widths=(2, *[1] * (len(wide) - 1)), align="L" + "R" * (len(wide) - 1), size=8.5)
    page.heading(_("Tasks"))
    page.paragraph(
        _(
            "In the month %(done)s done and %(dropped)s dropped; %(open)s open, %(overdue)s of them overdue.",
            done=numbers.done, dropped=numbers.dropped, open=numbers.open, overdue=numbers.overdue,
        )
    )  # fmt: skip
    page.heading(_("Decisions of the meeting"))
    page.table([_("No."), _("What was decided"), _("Who does it"), _("By which day"), _("State")], _decisions(paper),
               widths=(0.5, 5, 2, 1.3, 1))  # fmt: skip
    return page.to_bytes()


def to_sheet(paper: Paper) -> bytes:
    """One sheet: the district's figures, then every township's; numbers are numbers, hours with one decimal."""
    codes, figures = list(paper.figures.total), paper.figures
    names = {line.code: line.name for line in paper.shown.lines}
    wide = [_("Area"), _("What"), *(names[code] for code in codes), _("Open tasks"), _("Overdue tasks")]
    whole = paper.report.district.name
    rows: list[list[CellValue]] = [
        [whole, paper.month, *(_number(code, figures.total.get(code)) for code in codes),
         figures.tasks.open, figures.tasks.overdue],
        [whole, _("Month before"), *(_number(code, figures.before.get(code)) for code in codes), None, None],
        [whole, season_heading(paper.snapshot),
         *(_number(code, figures.season.get(code)) for code in codes), None, None],
        [whole, _("Goal of the season"), *(figures.goals.get(code) for code in codes), None, None],
    ]  # fmt: skip
    rows += [
        [place.name or DASH, paper.month, *(_number(code, place.figures.get(code, 0)) for code in codes),
         *([place.tasks.open, place.tasks.overdue] if place.tasks else [None, None])]
        for place in figures.townships
        if paper.shown.told(place)
    ]  # fmt: skip
    return to_xlsx(wide, rows, title=paper.month)


def _number(code: str, number: int | None) -> CellValue:
    if number is None:
        return None
    return number * 10 // 60 / 10 if is_minutes(code) else number


def _places(paper: Paper) -> Iterator[list[str]]:
    for place in paper.shown.places:
        cells = (place.cells[code] for code, _name in paper.shown.columns)
        yield [place.name or DASH, *cells, *_told(place.tasks)]


def _told(tasks: TaskNumbers | None) -> list[str]:
    return [DASH, DASH] if tasks is None else [str(tasks.open), str(tasks.overdue)]


def _decisions(paper: Paper) -> Iterator[list[str]]:
    for decision in paper.report.decisions:
        task = paper.tasks.get(decision.id)
        yield [
            str(decision.position),
            decision.words,
            owner_words(task) if task else DASH,
            plain_day(task.due_on if task else None),
            label(task.state) if task else DASH,
        ]
