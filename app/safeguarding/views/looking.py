"""Pairs to look at, for who handles concerns: the board, "looked at", and the rules in plain words."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.children.views.base import log_list
from app.foundation.access import Actor, Permission, Role, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.ids import as_id
from app.foundation.messages import explain
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.foundation.paging import list_page
from app.foundation.panels import add_panel
from app.pairing.queries import load_pairing
from app.places.models import Area
from app.safeguarding.looking.board import (
    count_to_look_at,
    looked_at,
    own_districts,
    set_rules,
    settings_of,
    to_look_at,
)
from app.safeguarding.looking.rules import RULES, Setting
from app.safeguarding.looking.wording import record_words, rule_words
from app.safeguarding.models import LookRule
from app.safeguarding.views.base import blueprint

PAGE = 30
SHOWN = 6
"""Records under a finding that are shown at once."""
blueprint.add_app_template_global(record_words, "look_record_words")
blueprint.add_app_template_global(rule_words, "look_rule_words")
add_navigation(
    NavigationItem(
        _l("Look at pairs"), "concerns.looks", "eye", Permission.LOOK_READ, 6, group=NavigationGroup.PROTECTION
    )
)


@blueprint.get("/pairs-to-look-at")
@requires(Permission.LOOK_READ, logs=True)
def looks() -> ResponseReturnValue:
    """The pairs that a rule points to, the newest first; all rules, or one."""
    return _board()


@blueprint.post("/pairs-to-look-at/<uuid:pairing_id>")
@requires(Permission.LOOK_WRITE)
def look(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Say what one found."""
    authorize(actor(), Permission.LOOK_WRITE, load_pairing(db.session, pairing_id))
    try:
        looked_at(db.session, actor(), pairing_id, request.form.get("note", "")[:400])
    except Missing:
        raise
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("Kept. It rests until there is something new."), "success")
    return redirect(url_for(".looks"))


@blueprint.route("/pairs-to-look-at/rules", methods=["GET", "POST"])
@requires(Permission.LOOK_SET)
def look_rules() -> ResponseReturnValue:
    """Every rule in words, on or off, and from which number."""
    districts = own_districts(db.session, actor())
    asked = as_id(request.values.get("district"))
    district = next((one for one in districts if one.id == asked), districts[0] if districts else None)
    if district is None:
        raise Missing
    settings, problem = settings_of(db.session, district.id), None
    if request.method == "POST":
        try:
            set_rules(db.session, actor(), district, _wanted(settings))
        except Refused as refused:
            db.session.rollback()
            problem = explain(refused)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".look_rules", district=district.id))
    page = render_template(
        "safeguarding/look_rules.html", districts=districts, district=db.session.get_one(Area, district.id),
        settings=settings, rules=RULES, problem=problem,
    )  # fmt: skip
    return page, 422 if problem else 200


def _wanted(before: dict[LookRule, Setting]) -> dict[LookRule, Setting]:
    wanted = {}
    for rule in LookRule:
        number = request.form.get(f"number-{rule.value}", before[rule].number, type=int)
        wanted[rule] = Setting(rule.value in request.form.getlist("on"), number)
    return wanted


def _board() -> str:
    said = request.args.get("rule", "")
    rule = LookRule(said) if said in set(LookRule) else None
    rows = to_look_at(db.session, actor(), rule)
    page = list_page(rows, lambda one: (one.newest, one.pairing.id), request.args.get("cursor"), PAGE, descending=True)
    log_list(db.session, actor(), "pairs-to-look-at", [one.pairing.child for one in page.rows])
    return render_template(
        "safeguarding/looks.html", page=page, total=len(rows), rule=rule, rules=list(LookRule), shown=SHOWN
    )


def _panel(who: Actor) -> dict[str, Any] | None:
    count = count_to_look_at(db.session, who)
    return None if count == 0 else {"count": count}


add_panel("looks", Role.SAFEGUARDING_LEAD, order=4, template="safeguarding/_panel_looks.html", make=_panel)
