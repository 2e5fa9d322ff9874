"""The search of staff: what is typed comes in a form, never in an address, and the answer is kept by nobody."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.children.views.base import log_list
from app.foundation.access import Permission, holds, requires
from app.foundation.database import db
from app.foundation.pages import actor
from app.home.search import asking, people, places
from app.home.search.asking import Asked, Found

blueprint = Blueprint("search", __name__)


@blueprint.app_template_global()
def may_search() -> bool:
    """Whether the reader of the page has a search."""
    return current_user.is_authenticated and holds(current_user.actor(), Permission.SEARCH_USE)


@blueprint.get("/search")
@requires(Permission.SEARCH_USE)
def index() -> ResponseReturnValue:
    """An empty search, for a browser without scripts and for a bookmark."""
    return render_template("home/search.html", typed="", found=None)


@blueprint.post("/search")
@requires(Permission.SEARCH_USE, logs=True)
def find() -> ResponseReturnValue:
    """What answers, within the searcher's scope. Children listed are on the log, like every list of them."""
    typed = request.form.get("q", "")[: asking.LONGEST]
    query = asking.read(typed)
    found = [] if query.is_empty else _find(query)
    return render_template("home/search.html", typed=typed, found=found, short=len(query.letters) < 2)


def _find(query: Asked) -> list[Found]:
    who, session = actor(), db.session
    looked = [people.volunteers(session, who, query), people.accounts(session, who, query)]
    looked += places.places(session, who, query)
    answer = people.children(session, who, query)
    if answer is not None:
        listed, shown = answer
        looked = [listed, *looked]
        if shown:
            log_list(session, who, "search", shown)
    return [one for one in looked if one is not None]
