"""Forms that open without a signal: what is written in them stays on the phone until it is sent or thrown away.

Such a form has an empty page that is the same for everybody (``kept``), and a page that the phone asks before it sends:
for a fresh form token, what arrived already, and the codes there are to choose from. What is sent is the usual form, to
the usual address; ``static/js/outbox`` does the rest. A form that the phone sends by itself says so in a header, and is
answered in data (``taken``, ``refused``) where a person is shown a page.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.foundation.access import Actor, Permission, holds
from app.foundation.forms import Form
from app.foundation.secrets.keyring import keyring
from app.foundation.speech import speech

SENT_BY_PHONE = "X-Outbox"
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
MOST_ASKED = 50
Choices = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Outbox:
    """A form that can wait on a phone; ``kind`` is its name there, ``label`` what people call what it records.

    ``empty``, ``state`` and ``send`` are endpoints: the page without data, what the phone asks, where the form goes.
    ``number`` is the field with the UUID that the phone makes. ``tracked``: whether the state can tell that such a UUID
    is recorded; what only adds need not, and is then sent by the phone alone, so that it hears of it.
    """

    kind: str
    label: Any
    permission: Permission
    empty: str
    state: str
    send: str
    number: str
    tracked: bool = True


_outboxes: dict[str, Outbox] = {}


def add_outbox(outbox: Outbox) -> None:
    """Register a form, once per kind; called where a part's views are defined."""
    _outboxes[outbox.kind] = outbox


def outboxes() -> dict[str, dict[str, Any]]:
    """What a page tells the phone of each form that the signed-in actor sends."""
    if not current_user or not current_user.is_authenticated:
        return {}
    actor: Actor = current_user.actor()
    return {one.kind: _addresses(one) for one in _outboxes.values() if holds(actor, one.permission)}


def all_outboxes() -> dict[str, dict[str, Any]]:
    """As ``outboxes``, for a page before anybody is signed in."""
    return {one.kind: _addresses(one) for one in _outboxes.values()}


def _addresses(one: Outbox) -> dict[str, Any]:
    return {
        "label": str(one.label),
        "empty": url_for(one.empty, language=reader_language()),
        "state": url_for(one.state),
        "send": url_for(one.send),
        "number": one.number,
        "tracked": one.tracked,
    }


def reader_language() -> str:
    """The reader's language as it stands in the address of an empty page."""
    return "en" if speech().tag == "en" else "zh"


def in_language(language: str) -> AbstractContextManager[None]:
    """Whatever is worded inside is in the language of an empty page's address, and not of its reader."""
    worded: AbstractContextManager[None] = force_locale(LANGUAGES[language])
    return worded


def asked_ids(written: Iterable[str]) -> list[uuid.UUID]:
    """The ids the phone asks about; what is none is left out."""
    found = []
    for text in list(written)[:MOST_ASKED]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def owner_of(actor: Actor) -> str:
    """What tells accounts apart that share a phone, and says nothing else."""
    return keyring.lasting("outbox", str(actor.id))[:16]


def outbox_owner() -> str:
    """``owner_of`` whoever is signed in; empty where nobody is."""
    known = current_user and current_user.is_authenticated
    return owner_of(current_user.actor()) if known else ""


def state_answer(actor: Actor, recorded: Iterable[uuid.UUID], choices: Choices) -> Response:
    """What the phone asks: ``token`` to send with, which ids are ``recorded``, codes to choose from by field."""
    ids = [str(one) for one in recorded]
    return jsonify(token=generate_csrf(), owner=owner_of(actor), recorded=ids, choices=dict(choices))


def is_sent_by_phone() -> bool:
    """Whether no person waits for the answer: a phone sends what was kept on it."""
    return request.headers.get(SENT_BY_PHONE) == "1"


def taken(onwards: str) -> ResponseReturnValue:
    """The answer to a form that was taken: to the page ``onwards``, or that the phone may forget it."""
    return jsonify(taken=True) if is_sent_by_phone() else redirect(onwards)


def refused(form: Form) -> ResponseReturnValue | None:
    """To a phone, why its form was not taken: each reason with the label of its field. None where a page is shown."""
    if not (form.is_submitted() and is_sent_by_phone()):
        return None
    beside = [(str(field.label.text), str(error)) for field in form for error in field.errors]
    reasons = [*beside, *(("", str(error)) for error in form.form_errors)]
    return jsonify(refused=[{"field": label, "text": text} for label, text in reasons]), 422
