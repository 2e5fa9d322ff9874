"""Who opened what and why, for the safeguarding lead of the district and for auditors."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.children.disclosure.codes import Section
from app.children.disclosure.review import DAYS, FILE, LISTS, Filters
from app.children.disclosure.review import openings as find_openings
from app.children.views.base import blueprint
from app.foundation.access import Permission, Role, requires
from app.foundation.database import db
from app.foundation.ids import as_id
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation

FILTERS = ("code", "account", "what", "days")
LARGEST = 2**63  # what the database counts up to

add_navigation(
    NavigationItem(
        _l("Files opened"),
        "children.openings",
        "book",
        Permission.ACCESS_REVIEW,
        30,
        group=NavigationGroup.PROTECTION,
    )
)


@blueprint.get("/access/opened")
@requires(Permission.ACCESS_REVIEW)
def openings() -> ResponseReturnValue:
    """The looks at children's files, newest first: by child, person, section and days."""
    filters, before = _filters(), request.args.get("before", type=int)
    found = find_openings(db.session, actor(), filters, before if before and 0 < before < LARGEST else None)
    kept: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name))}
    return render_template(
        "children/openings.html",
        found=found,
        filters=filters,
        known=actor().has(Role.SAFEGUARDING_LEAD),
        sections=Section,
        days=DAYS,
        older=url_for("children.openings", **kept, before=found.older) if found.older else None,
        newest=url_for("children.openings", **kept) if before else None,
    )


def _filters() -> Filters:
    what = request.args.get("what", "")
    days = request.args.get("days", Filters.days, type=int)
    return Filters(
        code=request.args.get("code", "").strip()[:12],
        account=as_id(request.args.get("account")),
        what=what if what in {FILE, LISTS, *Section} else "",
        days=days if days in DAYS else Filters.days,
    )
