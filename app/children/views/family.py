"""A guardian's own pages: a link that asks, and the receipt. No account; a phone's last digits open them for a while.

Opening an address changes nothing, because chat programs fetch it before anybody reads it: only what is sent counts.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app.children.consent_text import consent_text, current_version
from app.children.doors import CODE_LENGTH, code_of, grouped_code, is_alive, may_try, plain_token
from app.children.family_forms import ASKED, NO, YES, AnswerForm, ClassDoorForm, DoorForm
from app.children.gates import stands
from app.children.models import Child, ChildWish, Consent, ConsentDecision, ConsentLink, Scope
from app.children.rules.answering import Answer, Opening, answer, answered, carer_of, find_link, open_link
from app.children.rules.receipts import find_receipt, open_receipt, withdraw_by_receipt
from app.foundation import clock
from app.foundation.access import public
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.forms import Form
from app.foundation.ids import ALPHABET
from app.foundation.panels import page_panels

blueprint = Blueprint("family", __name__, url_prefix="/consent")
OPEN_MINUTES = 30
MOST_OPEN = 3


@blueprint.get("/<string:token>")
@public
def door(token: str) -> ResponseReturnValue:
    """The digits first; then the question, as long as the browser may see it."""
    link = find_link(db.session, token)
    opening = _opening(link)
    if link is None or (opening is None and not may_try(link, clock.now())):
        return _closed()
    if opening is None:
        return _door_page(_door_form(link))
    known = answered(db.session, opening)
    if known is not None:
        return _after(known)
    return _question(token, opening) if is_alive(link, clock.now()) else _closed()


@blueprint.post("/<string:token>")
@public
def open_door(token: str) -> ResponseReturnValue:
    """Judge the digits; every wrong answer reads the same."""
    link = find_link(db.session, token)
    if link is None or not may_try(link, clock.now()):
        return _closed()
    form = _door_form(link)
    if form.validate():
        try:
            opening = open_link(db.session, token, form.digits.data, getattr(form, "name", form.digits).data or "")
        except Refused as error:
            form.refuse(error)
        else:
            _remember(opening.link_id, opening.child_id, opening.carer_id)
            return redirect(url_for(".door", token=token))
    return _door_page(form, 422)


@blueprint.post("/<string:token>/answer")
@public
def give_answer(token: str) -> ResponseReturnValue:
    """Record yes or no; sent twice, it counts once."""
    opening = _opening(find_link(db.session, token))
    if opening is None:
        return redirect(url_for(".door", token=token))
    form = AnswerForm()
    if form.validate():
        try:
            consent = answer(db.session, opening, _answer(form))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return _after(consent)
    return _question(token, opening, form)


@blueprint.get("/answered")
@public
def no_answer() -> ResponseReturnValue:
    """Thanks after a no: nothing about anybody."""
    return render_template("children/family/answered.html", type_size="large")


@blueprint.get("/receipt/<string:code>")
@public
def receipt(code: str) -> ResponseReturnValue:
    """Only the case code, until the digits are right; then who comes, and how to take the yes back."""
    code = _code(code)
    found = find_receipt(db.session, code)
    if found is None or str(found.id) not in _open_ones():
        return _receipt_door(code, DoorForm(formdata=None))
    return _receipt_page(found.consent, code)


@blueprint.post("/receipt/<string:code>")
@public
def open_receipt_door(code: str) -> ResponseReturnValue:
    """Judge the digits."""
    code, form = _code(code), DoorForm()
    if form.validate():
        try:
            _remember(open_receipt(db.session, code, form.digits.data))
        except Refused as error:
            form.refuse(error)
        else:
            return redirect(url_for(".receipt", code=code))
    return _receipt_door(code, form, 422)


@blueprint.post("/receipt/<string:code>/withdraw")
@public
def withdraw(code: str) -> ResponseReturnValue:
    """Take the yes back at once."""
    code = _code(code)
    found = find_receipt(db.session, code)
    if found is not None and str(found.id) in _open_ones():
        withdraw_by_receipt(db.session, found.id)
    return redirect(url_for(".receipt", code=code))


def _open_ones() -> dict[str, Any]:
    """What this browser opened within the last half hour, by the id of link or receipt: ids only, nothing personal."""
    now = clock.now().timestamp()
    kept: dict[str, Any] = session.get("family", {})
    return {key: value for key, value in kept.items() if value[-1] > now}


def _remember(door_id: uuid.UUID, *ids: uuid.UUID) -> None:
    until = int(clock.now().timestamp()) + OPEN_MINUTES * 60
    latest = dict(list(_open_ones().items())[-MOST_OPEN + 1 :])
    session["family"] = {**latest, str(door_id): [*map(str, ids), until]}


def _opening(link: ConsentLink | None) -> Opening | None:
    kept = _open_ones().get(str(link.id)) if link is not None else None
    if link is None or kept is None:
        return None
    return Opening(link.id, uuid.UUID(kept[0]), uuid.UUID(kept[1]))


def _door_form(link: ConsentLink) -> Any:
    return DoorForm() if link.child_id is not None else ClassDoorForm()


def _door_page(form: Form, status: int = 200) -> ResponseReturnValue:
    return render_template("children/family/door.html", form=form, type_size="large"), status


def _closed() -> ResponseReturnValue:
    return render_template("children/family/closed.html", type_size="large"), 410


def _question(token: str, opening: Opening, form: AnswerForm | None = None) -> ResponseReturnValue:
    """The text and the questions; a page that is sent back shows the text as it is now."""
    child, link = db.session.get_one(Child, opening.child_id), db.session.get_one(ConsentLink, opening.link_id)
    carer = carer_of(child, opening, for_carer=link.authority is not None)
    if carer is None:
        return _closed()
    version = current_version(db.session)
    status = 200 if form is None else 422
    form = form or AnswerForm(formdata=None)
    form.text_version.data = str(version)
    page = render_template(
        "children/family/question.html",
        form=form,
        token=token,
        child=child,
        text=consent_text(db.session, str(get_locale()), version),
        panels=page_panels("family.question", child),
        type_size="large",
    )
    return page, status


def _answer(form: AnswerForm) -> Answer:
    version, pressed = str(form.text_version.data), request.form.get(ASKED)
    if pressed not in {YES, NO}:
        raise Refused("children.press_one")  # the keyboard's own "send" says neither yes nor no
    return Answer(
        agreed=pressed == YES,
        name=form.name.data,
        text_version=int(version) if version.isdecimal() else 0,
        child_wish=ChildWish(form.child_wish.data),
        **{scope.value: form[scope.value].data == YES for scope in Scope},
    )


def _after(consent: Consent) -> ResponseReturnValue:
    """To the receipt after a yes, which this browser may open without the digits; else to the thanks."""
    if consent.decision is not ConsentDecision.GIVEN:
        return redirect(url_for(".no_answer"))
    code = code_of(consent)
    found = find_receipt(db.session, code)
    if found is not None:
        _remember(found.id)
    return redirect(url_for(".receipt", code=code))


def _code(written: str) -> str:
    """The case code in one form; what cannot be one is no page."""
    code = plain_token(written)
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        abort(404)
    return code


def _receipt_door(code: str, form: Form, status: int = 200) -> ResponseReturnValue:
    return render_template(
        "children/family/receipt_door.html", form=form, code=grouped_code(code), type_size="large"
    ), status


def _receipt_page(consent: Consent, code: str) -> ResponseReturnValue:
    child = consent.child
    return render_template(
        "children/family/receipt.html",
        consent=consent,
        stands=stands(consent),
        child=child,
        code=grouped_code(code),
        panels=page_panels("family.receipt", child),
        url=url_for(".receipt", code=code, _external=True),
        type_size="large",
    )
