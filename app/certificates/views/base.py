"""The blueprint of certificates, and what its pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.catalogue.queries import service_areas, term_name
from app.certificates.models import Certificate
from app.certificates.papers.wording import certified_hours, chinese_day, content_parts, grouped_number, statement
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.i18n import DEFAULT
from app.foundation.messages import explain, label
from app.pairing.stages import masked
from app.sessions.models import SessionPlace

SIZE = 30
"""Lines on a page."""
blueprint = Blueprint("certificates", __name__)
for helper in (certified_hours, chinese_day, content_parts, grouped_number, masked, statement):
    blueprint.add_app_template_global(helper)


def link_of(certificate: Certificate) -> str:
    """Where anybody verifies it."""
    return url_for("certificates.verify", number=certificate.number, _external=True)


@contextmanager
def in_chinese() -> Iterator[dict[str, str]]:
    """Papers and exports are Chinese, whoever prints them; gives what service areas and places are called."""
    kept = g.pop("catalogue_names", None)
    with force_locale(DEFAULT):
        names = {term.code: term_name(term.code) for term in service_areas(db.session)}
        yield names | {place.value: label(place) for place in SessionPlace}
    g.pop("catalogue_names", None)
    if kept is not None:
        g.catalogue_names = kept


def done(act: Callable[[], object], words: str, target: str, **values: Any) -> ResponseReturnValue:
    """Do something, say so, and go on; what a rule refuses is told there."""
    try:
        act()
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(words, "success")
    return redirect(url_for(target, **values))
