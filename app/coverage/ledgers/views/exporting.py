"""A ledger, a card or the district's figures as a file: asked why, logged, then given out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.rules.throttling import count_file
from app.children.models import Child
from app.coverage.ledgers import queries
from app.coverage.ledgers.codes import LedgerContent, LedgerForm, LedgerReason, Sort
from app.coverage.ledgers.columns import table
from app.coverage.ledgers.exporting import Wish, has_duty, log, phones_of, take_out
from app.coverage.ledgers.forms import MASKED, WHOLE, ExportForm
from app.coverage.ledgers.source import of_place
from app.coverage.ledgers.views.base import area, asked, blueprint, child_of, kept
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.chinese import CellValue
from app.foundation.database import db
from app.foundation.downloads import XLSX, download
from app.foundation.errors import Refused
from app.foundation.messages import label
from app.foundation.pages import actor
from app.foundation.spreadsheets import to_csv, to_xlsx
from app.foundation.wechat import gives_file
from app.places.models import Area, AreaLevel

CSV = "text/csv; charset=utf-8"


@blueprint.get("/ledgers/<uuid:area_id>/export")
@requires(Permission.LEDGER_EXPORT)
@gives_file
def asking(area_id: uuid.UUID) -> ResponseReturnValue:
    """Why the ledger is taken out, and how."""
    place = area(area_id)
    return _page(place, _form(place, empty=True))


@blueprint.post("/ledgers/<uuid:area_id>/export")
@requires(Permission.LEDGER_EXPORT)
@gives_file
def export(area_id: uuid.UUID) -> ResponseReturnValue:
    """The file, once it is on the log."""
    return _file(area(area_id))


@blueprint.get("/children/<uuid:child_id>/card/export")
@requires(Permission.LEDGER_EXPORT)
@gives_file
def asking_card(child_id: uuid.UUID) -> ResponseReturnValue:
    """Why a card is taken out, and how."""
    child = child_of(child_id)
    return _page(child, _form(child, empty=True))


@blueprint.post("/children/<uuid:child_id>/card/export")
@requires(Permission.LEDGER_EXPORT)
@gives_file
def export_card(child_id: uuid.UUID) -> ResponseReturnValue:
    """The card as a file, once it is on the log."""
    return _file(child_of(child_id))


def _form(place: Area | Child, *, empty: bool = False) -> ExportForm:
    authorize(actor(), Permission.LEDGER_EXPORT, place)
    form = ExportForm(formdata=None) if empty else ExportForm()
    return form.only(
        content=_is_district(place),
        names=may(actor(), Permission.LEDGER_NAMES, place),
        phones=_on_duty(place),
    )


def _on_duty(place: Area | Child) -> bool:
    """Whether the phones of the place are the actor's to open, by the duty grant of the season."""
    if _is_district(place):
        return False
    source = queries.source_for(db.session, actor(), of_place(place))
    some = queries.page(db.session, source, queries.Filters(), Sort.CODE, limit=1).rows
    return has_duty(db.session, actor(), some)


def _file(place: Area | Child) -> ResponseReturnValue:
    form = _form(place)
    if not form.validate_on_submit():
        return _page(place, form), 422
    filters, sort = asked()
    phones = "phones" in form and bool(form.phones.data)
    wish = Wish(filters, sort, form.chosen("names", MASKED) == WHOLE, LedgerReason(form.reason.data), phones)
    count_file(db.session, actor())
    figures = form.chosen("content", LedgerContent.CHILDREN) == LedgerContent.FIGURES
    try:
        headings, rows = _figures(place, wish) if figures and isinstance(place, Area) else _children(place, wish)
    except Refused as error:
        form.refuse(error)
        return _page(place, form), 422
    return _written(form, "figures" if figures else "card" if isinstance(place, Child) else "ledger", headings, rows)


def _children(place: Area | Child, wish: Wish) -> tuple[list[str], Iterable[Sequence[CellValue]]]:
    found = take_out(db.session, actor(), place, wish)
    opened = phones_of(db.session, actor(), found, wish.reason) if wish.phones else None
    return table(found, named=wish.named, codes_only=all(row.name is None for row in found), phones=opened)


def _figures(place: Area, wish: Wish) -> tuple[list[str], Iterable[Sequence[CellValue]]]:
    rows = queries.district_rows(db.session, actor(), place)
    log(db.session, actor(), place, len(rows), wish)
    dues = list(rows[0][1].due) if rows else []
    headings = [_("Township"), _("Registered"), _("Consented"), *(label(due) for due in dues)]
    cells: list[list[CellValue]] = [
        [one.name, counts.children, counts.consented, *(counts.due[due] for due in dues)] for one, counts in rows
    ]
    return headings, cells


def _written(form: ExportForm, name: str, headings: list[str], rows: Iterable[Sequence[CellValue]]) -> Response:
    if form.form.data == LedgerForm.CSV:
        return download(to_csv(headings, rows), f"{name}.csv", CSV)
    return download(to_xlsx(headings, rows, title=_("Ledger")), f"{name}.xlsx", XLSX)


def _page(place: Area | Child, form: ExportForm) -> str:
    filters, sort = asked()
    given: dict[str, Any] = kept(filters, sort)
    if isinstance(place, Child):
        action, back = url_for(".export_card", child_id=place.id), url_for(".card", child_id=place.id)
    else:
        action = url_for(".export", area_id=place.id, **given)
        back = url_for(f".{place.level.value}", area_id=place.id, **given)
    return render_template(
        "coverage/ledgers/export.html",
        form=form, action=action, back=back, place=place, code=place.code if isinstance(place, Child) else None,
        narrowed=bool(given) and not _is_district(place),
    )  # fmt: skip


def _is_district(place: Area | Child) -> bool:
    return isinstance(place, Area) and place.level is AreaLevel.DISTRICT
