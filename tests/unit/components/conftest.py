"""A bare Flask application with the templates' globals stubbed: macros are tested without the product behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Blueprint, Flask, render_template
from jinja2 import StrictUndefined
from markupsafe import Markup

from app.foundation.display import install_display
from app.foundation.pages import NavigationGroup, grouped, percent, upfirst
from app.foundation.tables import mark_none

ROOT = Path(__file__).resolve().parents[3]


def _pages() -> list[Blueprint]:
    home, accounts = Blueprint("home", "home"), Blueprint("accounts", "accounts")
    home.add_url_rule("/", "index", lambda: "")
    home.add_url_rule("/language", "set_language", lambda: "", methods=["POST"])
    home.add_url_rule("/display", "display", lambda: "")
    home.add_url_rule("/style", "style", lambda: "")
    home.add_url_rule("/display", "set_display", lambda: "", methods=["POST"])
    accounts.add_url_rule("/account/password", "password", lambda: "", methods=["GET", "POST"])
    accounts.add_url_rule("/sign-out", "sign_out", lambda: "", methods=["POST"])
    accounts.add_url_rule("/account/second-factor", "second_factor", lambda: "")
    concerns = Blueprint("concerns", "concerns")
    concerns.add_url_rule("/concerns/report", "report", lambda: "")
    search = Blueprint("search", __name__)
    search.add_url_rule("/search", "find", lambda: "", methods=["POST"])
    return [home, accounts, concerns, search]


GROUPS = [*[NavigationGroup.OWN] * 3, *[NavigationGroup.RECORD] * 3, NavigationGroup.FIGURES, NavigationGroup.SETTINGS]


def _entries(count: int) -> list[SimpleNamespace]:
    icons = ["home", "child", "pair", "clock", "chart", "calendar", "school", "settings"]
    return [
        SimpleNamespace(label=icon.title(), url=f"/{icon}", icon=icon, current=icon == "chart", group=group)
        for icon, group in zip(icons[:count], GROUPS, strict=False)
    ]


def menu_of(group: NavigationGroup, items: list[SimpleNamespace]) -> dict[str, object]:
    """As ``foundation.pages.menus`` makes them, without the translations the bare application lacks."""
    return {"label": group.title(), "icon": "more", "items": [item for item in items if item.group is group]}


def _rendered(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - a template, escaped there


@pytest.fixture
def person() -> SimpleNamespace:
    """The one at the page; a test signs in by setting ``is_authenticated``."""
    return SimpleNamespace(is_authenticated=False, display_name="Wang <Xiulan>", role_label="School staff")


@pytest.fixture
def setting() -> SimpleNamespace:
    """What the stubbed globals answer."""
    return SimpleNamespace(locale="zh-Hans", demo=False, entries=0)


@pytest.fixture
def app(person: SimpleNamespace, setting: SimpleNamespace) -> Flask:
    """The bare application."""
    app = Flask("components", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.secret_key = "components"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(
        lambda text: text, lambda one, many, number: one if number == 1 else many, newstyle=True
    )
    app.jinja_env.filters.update(
        grouped=grouped,
        upfirst=upfirst,
        day=date.isoformat,
        month=date.isoformat,
        short_day=date.isoformat,
        mark_none=mark_none,
        day_span=lambda first, last: f"{first.isoformat()}–{last.isoformat()}",
    )
    app.jinja_env.globals.update(
        static_url=lambda name: f"/static/{name}?v=0" if (ROOT / "static" / name).is_file() else 1 / 0,
        current_locale=lambda: setting.locale,
        navigation=lambda: _entries(setting.entries),
        menus=lambda items: [menu_of(group, items) for group in dict.fromkeys(item.group for item in items)],
        is_demo=lambda: setting.demo,
        outboxes=dict,
        may_search=lambda: setting.entries > 0,
        new_reminders=lambda: setting.entries,
        reminders_url=lambda: "/reminders/",
        percent=percent,
        in_wechat=lambda: False,
        csrf_token=lambda: "token",
        filings=lambda: None,
        piece=lambda template, *_depends, **values: _rendered(template, **values),
        navigation_bar=lambda entries: _rendered("layouts/_navigation.html", entries=entries),
    )
    install_display(app)
    app.context_processor(lambda: {"current_user": person})
    for blueprint in _pages():
        app.register_blueprint(blueprint)
    return app


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """A request under way."""
    with app.test_request_context("/here?page=2"):
        yield app
