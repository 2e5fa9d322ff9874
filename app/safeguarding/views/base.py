"""The blueprint of concerns, and what its pages share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.foundation.access import Actor, Permission
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import NavigationItem, actor, add_navigation
from app.places.models import Area
from app.safeguarding.access import HANDLER
from app.safeguarding.hotlines import EMERGENCY, HELPLINES

blueprint = Blueprint("concerns", __name__)

add_navigation(NavigationItem(_l("Concerns"), "concerns.index", "shield", Permission.CONCERN_READ, 5))


@blueprint.app_template_global()
def hotlines() -> dict[str, object]:
    """Whom to call, 110 first."""
    return {"emergency": EMERGENCY, "helplines": HELPLINES}


def own_district(who: Actor) -> Area:
    """The district of a handler (the first, where there are several).

    Raises:
        Missing: the actor handles concerns nowhere.
    """
    ids = sorted(who.scope_ids(HANDLER), key=str)
    area = db.session.get(Area, ids[0]) if ids else None
    if area is None:
        raise Missing
    return area


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


def on_page(act: Callable[[], object], words: str, concern_id: uuid.UUID) -> ResponseReturnValue:
    """``done``, back to the concern; to the list where it is not the actor's to see any more."""
    from app.safeguarding.queries import concern_of

    answer = done(act, words, "concerns.show", concern_id=concern_id)
    if concern_of(db.session, actor(), concern_id) is None:
        return redirect(url_for("concerns.index"))
    return answer
