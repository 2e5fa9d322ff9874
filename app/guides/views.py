"""Pages of the guides and the tour. They hold no data: whoever is about to be invited may read them too."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.access import Role, public
from app.foundation.display import LASTS_SECONDS
from app.foundation.errors import Missing
from app.foundation.i18n import current_locale
from app.guides.steps import GUIDES, Guide

blueprint = Blueprint("guides", __name__, url_prefix="/guides")
SEEN = "toured"
"""The cookie with the roles whose tour was seen or skipped in this browser."""


@blueprint.app_template_global()
def tour_offered() -> Role | None:
    """The role whose tour the landing page offers: the first of the reader's that this browser has not seen."""
    seen = _seen()
    if not current_user.is_authenticated:
        return None
    held = {grant.role for grant in current_user.actor().grants}
    return next((role for role in Role if role in held and role.value not in seen), None)


@blueprint.app_template_global()
def guide_picture(role: Role, number: int) -> str:
    """The file of a step's picture, in the reader's language, under ``static``."""
    return f"guides/{role.value}-{number}-{'en' if current_locale().startswith('en') else 'zh'}.png"


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """The guides there are, the reader's own first."""
    held = {grant.role for grant in current_user.actor().grants} if current_user.is_authenticated else set()
    return render_template("guides/index.html", roles=sorted(GUIDES, key=lambda role: role not in held), guides=GUIDES)


@blueprint.get("/<string:role>")
@public
def show(role: str) -> ResponseReturnValue:
    """One page to print; without pictures for who reads it over a slow line."""
    which, guide = _guide(role)
    return render_template("guides/guide.html", role=which, guide=guide, pictures=request.args.get("pictures") != "no")


@blueprint.get("/<string:role>/tour/<int:number>")
@public
def tour(role: str, number: int) -> ResponseReturnValue:
    """One step of the tour."""
    which, guide = _guide(role)
    if not 1 <= number <= len(guide.steps):
        raise Missing
    return render_template("guides/tour.html", role=which, guide=guide, number=number, step=guide.steps[number - 1])


@blueprint.post("/<string:role>/tour/end")
@public
def end(role: str) -> ResponseReturnValue:
    """Seen, or skipped: this browser does not offer it again."""
    which, _guide_of_it = _guide(role)
    answer = redirect(url_for("home.index"))
    seen = ".".join(sorted({*_seen(), which.value}))
    strict = current_app.config["SETTINGS"].production
    answer.set_cookie(SEEN, seen, max_age=LASTS_SECONDS, samesite="Lax", httponly=True, secure=strict)
    return answer


def _seen() -> set[str]:
    return set(request.cookies.get(SEEN, "").split(".")) & {role.value for role in Role}


def _guide(role: str) -> tuple[Role, Guide]:
    which = next((one for one in GUIDES if one.value == role), None)
    if which is None:
        raise Missing
    return which, GUIDES[which]


BLUEPRINTS = (blueprint,)
