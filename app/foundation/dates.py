"""Days and moments as the reader's language writes them, where the children are: the same on pages and papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_skeleton
from flask_babel import get_locale
from markupsafe import Markup

from app.foundation import clock
from app.foundation.speech import speech


def local_moment(moment: datetime | None) -> str:
    """``2026年1月24日 15:30`` where the children are, in the reader's language; an em dash where there is none."""
    if moment is None:
        return "—"
    there = clock.local(moment)
    return f"{written_day(there)}{', ' if _reads_english() else ' '}{there:%H:%M}"


def plain_day(day: date | datetime | None) -> str:
    """``2026年1月24日``, in English ``24 Jan 2026``; an em dash where there is none."""
    if day is None:
        return "—"
    return written_day(clock.local(day) if isinstance(day, datetime) else day)


def written_day(day: date) -> str:
    """A calendar day as the reader's language writes it, the same on pages and papers."""
    if _reads_english():
        return str(format_date(day, "d MMM y", locale="en"))
    return f"{day.year}年{day.month}月{day.day}日"


def day_span(first: date | datetime, last: date | datetime) -> str:
    """``2026年1月24日–26日``, in English ``24–26 Jan 2026``: what both share is said once; one day stands alone.

    Of a moment the day where the children are.
    """
    first, last = (clock.local(one).date() if isinstance(one, datetime) else one for one in (first, last))
    if first == last:
        return written_day(first)
    if first.year != last.year:
        return f"{written_day(first)}–{written_day(last)}"
    same_month = first.month == last.month
    if _reads_english():
        return f"{first.day if same_month else short_day(first)}–{written_day(last)}"
    return f"{written_day(first)}–{f'{last.day}日' if same_month else short_day(last)}"


def runs_of(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow each other, as first and last, in order; each day once."""
    runs: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def day_in_words(moment: datetime) -> str:
    """``1月24日周六`` or ``Sat 24 Jan``, in the reader's language, where the children are: for days that are near."""
    if _reads_english():
        return str(format_date(clock.local(moment), "EEE d MMM", locale="en"))
    return str(format_skeleton("MMMEd", clock.local(moment), locale=get_locale()))


def month_in_words(month: date | str) -> str:
    """``2026年1月``, in English ``Jan 2026``, of a day of the month or of ``2026-01``."""
    if isinstance(month, str):
        month = date.fromisoformat(f"{month}-01")
    return str(format_date(month, "MMM y", locale="en")) if _reads_english() else f"{month.year}年{month.month}月"


def month_head(month: str) -> Markup:
    """The same at the head of a narrow column: it may break behind the year, by nothing that is copied along."""
    return Markup("年<wbr>").join(month_in_words(month).split("年"))


def short_day(day: date) -> str:
    """``1月24日``, in English ``24 Jan``: below a picture, where the year goes without saying."""
    return str(format_date(day, "d MMM", locale="en")) if _reads_english() else f"{day.month}月{day.day}日"


def _reads_english() -> bool:
    return speech().tag == "en"


def unbroken_moment(moment: datetime | None) -> str:
    """The moment as markup that no line breaks, with its form for machines beside it."""
    if moment is None:
        return "—"
    machine = clock.local(moment).strftime("%Y-%m-%d %H:%M")
    return Markup('<time datetime="{}">{}</time>').format(machine, local_moment(moment))


def unbroken_day(day: date | datetime | None) -> str:
    """The day as markup that no line breaks, with its form for machines beside it."""
    if day is None:
        return "—"
    machine = (clock.local(day) if isinstance(day, datetime) else day).strftime("%Y-%m-%d")
    return Markup('<time datetime="{}">{}</time>').format(machine, plain_day(day))


def time_of_day(moment: datetime) -> str:
    """``15:30`` where the children are."""
    return clock.local(moment).strftime("%H:%M")
