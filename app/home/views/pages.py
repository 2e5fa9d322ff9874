"""The landing page, what everybody may read, the choice of language, and the health check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from app.accounts.queries import has_accounts, role_places
from app.accounts.rules import DEMO_PASSWORD, set_locale
from app.foundation.access import Permission, public
from app.foundation.database import db
from app.foundation.filings import Filings
from app.foundation.i18n import LOCALES
from app.foundation.inventory import Kept
from app.foundation.outbox import reader_language
from app.foundation.pages import NavigationItem, add_navigation
from app.foundation.panels import Made, arrange, panels_for
from app.foundation.redirects import own_path
from app.home.queries import demo_sign_ins, is_demo
from app.home.samples import samples
from app.privacy.models import DataOfficer
from app.privacy.queries import officers
from app.privacy.rules.requests import ANSWER_DAYS
from app.privacy.rules.terms import months_of
from app.texts.kinds import TextKind
from app.texts.queries import current

blueprint = Blueprint("home", __name__)

add_navigation(NavigationItem(_l("Today"), "home.index", "home", Permission.HOME_READ, 0))


@blueprint.app_template_global()
def footer_links() -> list[dict[str, Any]]:
    """What stands at the foot of every page."""
    return [
        {"label": _("Report a concern about a child"), "url": url_for("concerns.report")},
        {"label": _("About Tongxing"), "url": url_for("home.about")},
        {"label": _("Open figures"), "url": url_for("published.index", language=reader_language())},
        {"label": _("The children's data rule"), "url": url_for("home.childrens_data_rule")},
        {"label": _("Guides"), "url": url_for("guides.index")},
        {"label": _("Display"), "url": url_for("home.display")},
    ]


blueprint.add_app_template_global(is_demo, "is_demo")


@blueprint.app_template_global()
def filings() -> Filings:
    """The filing numbers below them, which the law wants on a public site."""
    found: Filings = current_app.config["SETTINGS"].filings
    return found


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """What there is to do now, or a welcome to who has not signed in."""
    if current_user.is_authenticated:
        landing = arrange(panels_for(current_user.actor()))
        return render_template(
            "home/index.html", top=_fragments(landing.top), below=_fragments(landing.below),
            folded=_fragments(landing.folded), places=role_places(current_user),
        )  # fmt: skip
    return render_template(
        "home/welcome.html", demo=demo_sign_ins(db.session), demo_password=DEMO_PASSWORD,
        empty=not has_accounts(db.session),
    )  # fmt: skip


def _fragments(made: list[Made]) -> list[Markup]:
    rendered = (render_template(panel.template, **context) for panel, context in made)
    return [Markup(one) for one in rendered]  # noqa: S704 # nosec B704 - templates of the parts, escaped there


@blueprint.get("/about")
@public
def about() -> ResponseReturnValue:
    """What Tongxing is."""
    return render_template("home/about.html")


@blueprint.get("/childrens-data-rule")
@public
def childrens_data_rule() -> ResponseReturnValue:
    """What is kept about children, who sees it, and what guardians can ask for."""
    named = officers(db.session)
    return render_template(
        "home/childrens_data_rule.html",
        text=current(db.session, TextKind.DATA_RULE),
        officers=named,
        blank=_who_answers([officer for _area, officer in named]),
        child_months=months_of(db.session)[Kept.CHILD_FILE],
        answer_days=ANSWER_DAYS,
    )


def _who_answers(named: Sequence[DataOfficer]) -> str:
    """What stands in the rule where the shipped text leaves a blank: nobody reads 【to be filled in】 in public."""
    if len(named) == 1:
        (officer,) = named
        return str(_("%(name)s, phone %(phone)s", name=officer.name, phone=officer.phone))
    return str(_("named below, for each district") if named else _("not named yet; ask the League committee"))


@blueprint.post("/language")
@public
def set_language() -> ResponseReturnValue:
    """Choose the language of the pages, and go back to where one was."""
    locale = request.form.get("locale", "")
    if locale in LOCALES:
        session["locale"] = locale
        if current_user.is_authenticated:
            set_locale(db.session, current_user, locale)
    else:
        flash(_("There is no such language here."), "error")
    return redirect(own_path(request.form.get("next"), url_for("home.index")))


@blueprint.get("/health")
@public
def health() -> ResponseReturnValue:
    """Whether this process lives, for whoever would start it anew; whether visitors may come is for ``/ready``.

    It asks nothing of the database: while that is away, every process would be ended for what none of them can mend.
    """
    return jsonify({"status": "ok"})


@blueprint.get("/style")
@public
def style() -> ResponseReturnValue | Response:
    """Every component in every state, the pictures on a page of their own; not in production."""
    if current_app.config["SETTINGS"].production:
        return redirect(url_for("home.index"))
    return render_template("home/style.html", pictures="show" in request.args, **samples())
