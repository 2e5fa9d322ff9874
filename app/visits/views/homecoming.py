"""Parents are home: the list of a village director, on the phone and on paper."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.children.models import Child
from app.children.views.base import log_list
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, requires
from app.foundation.database import db
from app.foundation.ids import as_id
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.foundation.panels import add_panel
from app.visits.homecoming import CONSENT, HomeTask, homecoming, own_villages, parents_are_home
from app.visits.views.base import blueprint

PAGES = {
    HomeTask.AGREEMENT: "visits.agreement",
    HomeTask.PHONE_GUARDIAN: "visits.differs",
    HomeTask.PHONE_CARER: "visits.differs",
    HomeTask.FILE: "visits.of_child",
    **dict.fromkeys(CONSENT, "children.consent"),
}
"""Where each is done. A director does not write carers into a file: what a phone is, the school is told."""

add_navigation(
    NavigationItem(
        _l("While parents are home"), "visits.home_list", "people", Permission.HOUSEHOLD_READ, 23,
        group=NavigationGroup.CHILDREN,
    )
)  # fmt: skip


@blueprint.get("/visits/parents-home")
@requires(Permission.HOUSEHOLD_READ, logs=True)
def home_list() -> ResponseReturnValue:
    """Household by household what is open; ``?paper=1`` to take along."""
    who = actor()
    villages = own_villages(db.session, who)
    asked = as_id(request.args.get("village"))
    village = next((one for one in villages if one.id == asked), None)
    found = homecoming(db.session, who, village.id if village is not None else None)
    log_list(db.session, who, "parents-home", [one.child for household in found for one in household.children])
    paper = request.args.get("paper") == "1"
    return render_template(
        "visits/home_paper.html" if paper else "visits/home_list.html", households=found, villages=villages,
        village=village, open=sum(1 for one in found if one.open), day=clock.today(),
    )  # fmt: skip


@blueprint.app_template_global()
def home_task_url(task: HomeTask, child: Child) -> str:
    """Where a line of the list is completed."""
    if task is HomeTask.CONTACT:
        return url_for("visits.new", child=child.id)
    return url_for(PAGES[task], child_id=child.id)


def _panel(who: Actor) -> dict[str, Any] | None:
    if not parents_are_home(clock.today()):
        return None
    count = sum(1 for one in homecoming(db.session, who) if one.open)
    return {"count": count} if count else None


add_panel("home_list", Role.VILLAGE_DIRECTOR, order=8, template="visits/_panel_home.html", make=_panel)
