"""What the pages of places share: the blueprint, the district one looks at, choices, saving a form."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.foundation.access import Permission, authorize, visible_to
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.places.forms import PlaceForm
from app.places.models import Area, AreaLevel, School, Site

MOST_WORDS = 40
"""Letters of a search."""
Found = TypeVar("Found", School, Site)

blueprint = Blueprint("places", __name__, url_prefix="/places")
add_navigation(
    NavigationItem(_l("Places"), "places.index", "map", Permission.PLACE_READ, 70, group=NavigationGroup.SETTINGS)
)


def own_districts() -> list[Area]:
    """The districts the actor keeps."""
    query = visible_to(actor(), Area).where(Area.level == AreaLevel.DISTRICT)
    return list(db.session.scalars(query.order_by(Area.code, Area.name)))


def chosen_district() -> Area | None:
    """The district asked for with ``?district=``, else the first one the actor keeps.

    Raises:
        Missing: the one asked for is not the actor's.
    """
    asked = request.args.get("district", type=uuid.UUID)
    if asked is not None:
        return authorize(actor(), Permission.PLACE_READ, db.session.get(Area, asked))
    found = own_districts()
    return found[0] if found else None


def the_district() -> Area:
    """As ``chosen_district``, where there must be one."""
    found = chosen_district()
    if found is None:
        raise Missing
    return found


def named(rows: Sequence[Found], words: str) -> list[Found]:
    """Of schools or sites those whose name, or whose township's, holds the words; all without words."""
    asked = words.strip().casefold()
    return [
        one for one in rows if asked in one.name.casefold() or (one.township and asked in one.township.name.casefold())
    ]


def sections(current: str, district: Area | None) -> list[dict[str, Any]]:
    """The tabs over the three lists."""
    parts = (("places.index", _("Areas")), ("places.schools", _("Schools")), ("places.sites", _("Sites")))
    arguments: dict[str, Any] = {"district": district.id} if district is not None else {}
    return [
        {"label": words, "url": url_for(endpoint, **arguments), "current": endpoint == current}
        for endpoint, words in parts
    ]


def options(records: Iterable[Area | School]) -> list[tuple[str, str]]:
    """Choices of a field that may stay empty."""
    return [("", "—"), *((str(record.id), record.name) for record in records)]


def respond(
    template: str,
    form: PlaceForm,
    record: Area | School | Site,
    save: Callable[..., Any],
    onwards: str,
    **more: Any,
) -> ResponseReturnValue:
    """Show the form, or save what was sent and go on."""
    if form.validate_on_submit():
        try:
            save(db.session, actor(), record, form.values())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(onwards)
    page = render_template(template, form=form, back=onwards, **more)
    return page, 422 if form.is_submitted() else 200
