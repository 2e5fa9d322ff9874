"""Counting: one query for a line of figures, one per source for a table by places, whatever their number."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, true

from app.coverage.figures import By
from app.coverage.registry.asking import Ask, Place
from app.coverage.registry.figures import FIGURES, FigureCode, Part
from app.coverage.registry.periods import Period
from app.coverage.registry.sources import Source
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import DbSession

Counts = dict[FigureCode, int | None]
"""Each figure as a whole number (hours in minutes); None where the question makes no sense, shown as a dash."""


def figures_for(
    session: DbSession, reader: Actor, period: Period, place: Place | None = None, *, service: str | None = None
) -> Counts:
    """Every figure of a period within the reader's scope: ``{FigureCode.MET: 12, FigureCode.HOURS: 1450, ...}``.

    ``reader``: who reads; ``system_actor("...")`` sees all. ``period``: ``Period.of_month(Month(2027, 2))``,
    ``Period.of_season(season)`` or ``Period(first, last)``; ``period.before`` is the one to compare with. ``place``: a
    district, township or village (``Area``), a ``School`` or a ``Site`` that the caller has judged; None for all there
    is. ``service``: the code of a service area. ``HOURS`` is in minutes; a figure that cannot be asked so (children
    registered of a site) is None. One query.

    Names and definitions: ``message(f"figures.{code}")`` and ``message(f"figures.{code}.means")``.
    """
    return count(session, Ask.about(reader, period, clock.today(), place, service))


def figures_by(
    session: DbSession, reader: Actor, period: Period, by: By, place: Place | None = None, *, service: str | None = None
) -> dict[uuid.UUID | None, Counts]:
    """The same by township, village or school: ``{township_id: {...}}``; places without any record are not in it.

    ``None`` is the place of what has none on record. Every figure adds up to ``figures_for``; one query per source.
    """
    return count_by(session, Ask.about(reader, period, clock.today(), place, service), by)


def count(session: DbSession, ask: Ask, codes: Iterable[FigureCode] = FIGURES) -> Counts:
    """The figures of an ask as one line."""
    return _line(session, ask, tuple(codes))


def count_by(
    session: DbSession, ask: Ask, by: By, codes: Iterable[FigureCode] = FIGURES
) -> dict[uuid.UUID | None, Counts]:
    """The figures of an ask by place."""
    return _places(session, ask, by, tuple(codes))


def answered(ask: Ask, code: FigureCode, by: By | None = None) -> bool:
    """Whether a figure can be asked so."""
    return any(_counted(part, ask, by) for part in FIGURES[code].parts)


def _counted(part: Part, ask: Ask, by: By | None) -> bool:
    return part.answers(ask) and (by is None or by in part.source.keys)


def _line(session: DbSession, ask: Ask, codes: tuple[FigureCode, ...]) -> Counts:
    """All figures without places, by one query: a row of sums per source, side by side."""
    counts: Counts = {code: 0 if answered(ask, code) else None for code in codes}
    grouped = _by_source(ask, None, codes)
    if not grouped:
        return counts
    rows = [
        source.rows(ask, *(_sum(ask, part).label(f"n{n}") for n, (_code, part) in enumerate(parts))).subquery()
        for source, parts in grouped
    ]
    beside: Any = rows[0]
    for row in rows[1:]:
        beside = beside.join(row, true())
    numbers = session.execute(select(*(column for row in rows for column in row.c)).select_from(beside)).one()
    asked = [code for _source, parts in grouped for code, _part in parts]
    for code, number in zip(asked, numbers, strict=True):
        counts[code] = (counts[code] or 0) + int(number)
    return counts


def _places(session: DbSession, ask: Ask, by: By, codes: tuple[FigureCode, ...]) -> dict[uuid.UUID | None, Counts]:
    """One grouped query per source."""
    blank: Counts = {code: 0 if answered(ask, code, by) else None for code in codes}
    found: dict[uuid.UUID | None, Counts] = {}
    for source, parts in _by_source(ask, by, codes):
        key = source.keys[by]
        for place, *numbers in session.execute(
            source.rows(ask, key, *(_sum(ask, part) for _code, part in parts)).group_by(key)
        ):
            row = found.setdefault(place, dict(blank))
            for (code, _part), number in zip(parts, numbers, strict=True):
                row[code] = (row[code] or 0) + int(number)
    return found


def _sum(ask: Ask, part: Part) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((part.counts(ask), part.amount), else_=0)), 0)


def _by_source(
    ask: Ask, by: By | None, codes: tuple[FigureCode, ...]
) -> list[tuple[Source, list[tuple[FigureCode, Part]]]]:
    grouped: dict[Any, tuple[Source, list[tuple[FigureCode, Part]]]] = {}
    for code in codes:
        for part in FIGURES[code].parts:
            if _counted(part, ask, by):
                grouped.setdefault(part.source.name, (part.source, []))[1].append((code, part))
    return list(grouped.values())
