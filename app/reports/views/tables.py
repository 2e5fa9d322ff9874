"""Sessions and visits as tables for other systems: asked why, logged, given out; and what their columns are."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app.accounts.rules.throttling import count_file
from app.foundation.access import Permission, public, requires
from app.foundation.database import db
from app.foundation.downloads import download
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.foundation.spreadsheets.described import CSV, MIMETYPE
from app.foundation.wechat import gives_file
from app.reports.table_forms import TableFileForm
from app.reports.tables.kinds import TABLES, TableForm, TableKind, TableReason
from app.reports.tables.taking import offered, take_table, written
from app.seasons.queries import visible_seasons

blueprint = Blueprint("tables", __name__, url_prefix="/tables")
MIMETYPES = {TableForm.CSV: CSV, TableForm.JSONL: "application/x-ndjson"}


@blueprint.get("")
@requires(Permission.RECORDS_EXPORT)
def index() -> ResponseReturnValue:
    """Which table, of which season, as what, and why."""
    return _page(_form(TableFileForm(formdata=None)))


@blueprint.post("")
@requires(Permission.RECORDS_EXPORT)
@gives_file
def take() -> ResponseReturnValue:
    """The table as a file, once it is on the log."""
    form = _form(TableFileForm())
    if not form.validate():
        return _page(form), 422
    kind, how = TableKind(form.table.data), TableForm(form.form.data)
    count_file(db.session, actor())
    try:
        rows = take_table(db.session, actor(), kind, uuid.UUID(form.season.data), TableReason(form.reason.data))
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form), 422
    return download(written(kind, rows, how), f"{kind.value}.{how.value}", MIMETYPES[how])


@blueprint.get("/<any(sessions, visits):kind>.csv-metadata.json")
@public
def about(kind: str) -> ResponseReturnValue:
    """What the columns of a table are, for programs (CSV on the Web)."""
    told = TABLES[TableKind(kind)].metadata(f"{kind}.csv")
    return Response(current_app.json.dumps(told), mimetype=MIMETYPE)


def _form(form: TableFileForm) -> TableFileForm:
    return form.offer(offered(actor()), visible_seasons(db.session, actor()))


def _page(form: TableFileForm) -> str:
    chinese = str(get_locale()).startswith("zh")
    tables = [
        (kind, [(one.name, one.zh if chinese else one.en) for one in TABLES[kind].columns]) for kind in offered(actor())
    ]
    return render_template("reports/tables.html", form=form, tables=tables)
