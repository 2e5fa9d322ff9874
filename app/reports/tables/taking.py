"""Taking a table out: judged, counted, on the log with why and how many rows; and how it is written."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

from app.foundation import audit
from app.foundation.access import Actor, Permission, holds
from app.foundation.chinese import CellValue
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.spreadsheets import to_csv
from app.reports.tables.kinds import READ_BY, TABLES, TableForm, TableKind, TableReason
from app.reports.tables.reading import Row, rows_of
from app.seasons.queries import visible_season


def offered(actor: Actor) -> list[TableKind]:
    """The tables that the actor may take: of what the actor reads on pages."""
    return [kind for kind in TableKind if holds(actor, READ_BY[kind])]


def take_table(
    session: DbSession, actor: Actor, kind: TableKind, season_id: uuid.UUID, reason: TableReason
) -> list[Row]:
    """The rows of a season within the actor's scope. On the log, with why and how many. Commits.

    Raises:
        Missing: no such season, or it or the table is not the actor's.
        Refused: there is no row.
    """
    season = visible_season(session, actor, season_id)
    if season is None or not holds(actor, Permission.RECORDS_EXPORT) or kind not in offered(actor):
        raise Missing
    rows = rows_of(session, actor, kind, season)
    if not rows:
        raise Refused("tables.nothing", field="season")
    details = {"table": kind.value, "count": len(rows), "reason": reason.value}
    audit.record_and_commit(session, actor, audit.Action.RECORDS_EXPORTED, season, **details)
    return rows


def written(kind: TableKind, rows: Sequence[Row], form: TableForm) -> bytes:
    """The file: CSV as spreadsheets open it, or JSON Lines, an object a line, in UTF-8 without a mark."""
    names = [one.name for one in TABLES[kind].columns]
    if form is TableForm.CSV:
        return to_csv(names, ([_cell(row[name]) for name in names] for row in rows))
    lines = (json.dumps({name: row[name] for name in names}, ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _cell(value: CellValue) -> CellValue:
    return str(value).lower() if isinstance(value, bool) else value
