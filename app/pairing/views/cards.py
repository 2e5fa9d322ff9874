"""Pairing cards on paper: which are due, the days of one, and the print page or PDF of one or of many."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.children.wording import days_of_week, slots_line
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, authorize, may, requires
from app.foundation.database import db
from app.foundation.dates import plain_day
from app.foundation.documents.halves import HalfCard, HalfPages, Row
from app.foundation.downloads import download, shown_picture
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.foundation.panels import add_panel, add_to_page
from app.foundation.qr import qr_code
from app.pairing.cards import Shown, carded_of, cards_near, count_without_card, may_be_given, shown_on
from app.pairing.forms import as_uuid
from app.pairing.models import Pairing, PairingCard
from app.pairing.queries import load_pairing
from app.pairing.rules.carding import MOST_SLOTS, Days, make_card, make_cards
from app.pairing.views.wording import log_names
from app.volunteers.gates import availability_in
from app.volunteers.rules.photos import approved_jpeg

PDF = "application/pdf"
MOST = 200
"""Cards printed at once."""
blueprint = Blueprint("cards", __name__, url_prefix="/pairings")
add_navigation(
    NavigationItem(
        _l("Pairing cards"), "cards.index", "print", Permission.CARD_PRINT, 46, group=NavigationGroup.PAIRING
    )
)


@blueprint.get("/cards")
@requires(Permission.CARD_PRINT, logs=True)
def index() -> ResponseReturnValue:
    """The pairings of one's school or village, with what is on paper about them."""
    found = cards_near(db.session, actor())
    log_names(actor(), "cards", [one.pairing.child for one in found])
    return render_template("pairing/cards.html", rows=found, due=sum(one.due for one in found))


@blueprint.post("/cards")
@requires(Permission.CARD_PRINT)
def print_many() -> ResponseReturnValue:
    """Those ticked, or all that are due: made where they must be, and ready to print."""
    ids = [found for text in request.form.getlist("ids") if (found := as_uuid(text))]
    if "due" in request.form:
        ids = [one.pairing.id for one in cards_near(db.session, actor()) if one.due]
    cards = make_cards(db.session, actor(), ids[:MOST])
    if not cards:
        flash(_("Tick at least one, or print all that are due."), "info")
        return redirect(url_for(".index"))
    return _printed(cards, as_file="pdf" in request.form)


@blueprint.route("/<uuid:pairing_id>/card", methods=["GET", "POST"])
@requires(Permission.CARD_PRINT, logs=True)
def one(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """The days that the card names, and printing it."""
    pairing = authorize(actor(), Permission.CARD_PRINT, load_pairing(db.session, pairing_id))
    problem = None
    if request.method == "POST":
        days = Days(frozenset(request.form.getlist("slots")))
        try:
            card = make_card(db.session, actor(), pairing_id, days)
        except Missing:
            raise
        except Refused as refused:
            db.session.rollback()
            problem = explain(refused)
        else:
            return _printed([card], as_file="pdf" in request.form)
    return _form(pairing_id, pairing, problem), 422 if problem else 200


@blueprint.get("/<uuid:pairing_id>/card/photo")
@requires(Permission.CARD_PRINT)
def photo(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """The volunteer's picture for the card."""
    pairing = authorize(actor(), Permission.CARD_PRINT, load_pairing(db.session, pairing_id))
    jpeg = approved_jpeg(db.session, pairing.volunteer_id) if may_be_given(pairing) else None
    if jpeg is None:
        raise Missing
    return shown_picture(jpeg)


def _form(pairing_id: uuid.UUID, pairing: Pairing, problem: str | None) -> str:
    del pairing  # a refusal rolled back what was loaded
    again = db.session.get_one(Pairing, pairing_id)
    [carded] = carded_of(db.session, [again])
    ticked = request.form.getlist("slots") if request.method == "POST" else list(_last_slots(carded.card))
    offered = availability_in(again.volunteer, again.season_id)
    log_names(actor(), "card", [again.child])
    return render_template(
        "pairing/card.html", pairing=again, carded=carded, ticked=ticked, problem=problem, most=MOST_SLOTS,
        days=days_of_week(), free=slots_line(again.child.slots), given=may_be_given(again),
        offered=slots_line(offered.slots) if offered is not None else None,
    )  # fmt: skip


def _last_slots(card: PairingCard | None) -> frozenset[str]:
    return card.slots or frozenset() if card is not None else frozenset()


def _printed(cards: Sequence[PairingCard], *, as_file: bool) -> ResponseReturnValue:
    """The answer to making cards is the paper itself."""
    wanted = [card.id for card in cards]
    rows = {row.id: row for row in db.session.scalars(select(PairingCard).where(PairingCard.id.in_(wanted)))}
    shown = [shown_on(db.session, rows[key]) for key in wanted]
    if as_file:
        return download(_paper(shown), "pairing-cards.pdf", PDF)
    drawn = {one.card.id: qr_code(url) for one in shown if (url := _receipt_url(one))}
    return render_template("pairing/cards_paper.html", cards=shown, drawn=drawn, days_words=days_words)


def _paper(cards: Sequence[Shown]) -> bytes:
    pages = HalfPages(_("Pairing card"), at=max(one.card.made_at for one in cards), language=str(get_locale()))
    for one in cards:
        with_photo = one.card.with_photo
        pages.card(
            HalfCard(
                head=_("Pairing card of %(child)s", child=one.child),
                corner=version_words(one.card),
                name=one.volunteer,
                under=_("comes to be there for the child"),
                rows=[
                    Row("calendar", days_words(one.card)),
                    Row("clock", _("Comes until %(day)s", day=plain_day(one.card.ends_on))),
                    Row("cross-circle", _("You do not want it? Say so by phone. You need not say why.")),
                    Row("phone", call_words(one), big=True),
                ],
                picture=approved_jpeg(db.session, one.card.pairing.volunteer_id) if with_photo else None,
                url=_receipt_url(one),
                url_words=_("WeChat: scan"),
            )
        )  # fmt: skip
    return pages.to_bytes()


def _receipt_url(one: Shown) -> str | None:
    return url_for("family.receipt", code=one.receipt, _external=True) if one.receipt else None


def days_words(card: PairingCard) -> str:
    """``Comes on Sat afternoon``, or that the teacher phones first."""
    if not card.slots:
        return str(_("Which day: the teacher phones you before"))
    return str(_("Comes on %(days)s", days=slots_line(card.slots).replace("\u00a0", "")))


def call_words(one: Shown) -> str:
    """Whom to call, and the number."""
    if one.caller is None or one.card.call_number is None:
        return str(_("Call your child's teacher"))
    return f"{one.caller} {one.card.call_number}"


def version_words(card: PairingCard) -> str:
    """Which card it is: a family keeps the newest."""
    return str(_("No. %(number)s, %(day)s", number=card.number, day=plain_day(clock.local(card.made_at).date())))


def _panel(who: Actor) -> dict[str, int] | None:
    due = count_without_card(db.session, who)
    return {"due": due} if due else None


for _word in (call_words, version_words):
    blueprint.add_app_template_global(_word)


def _on_pairing(pairing: Pairing) -> dict[str, Pairing] | None:
    given = may_be_given(pairing) and may(actor(), Permission.CARD_PRINT, pairing)
    return {"pairing": pairing} if given else None


add_to_page("pairing", "card", order=30, template="pairing/panels/card.html", make=_on_pairing)
add_panel(
    "cards", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, order=22, template="pairing/panels/cards.html", make=_panel
)  # fmt: skip
