"""Layouts, error pages and the living style page."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from flask import Flask, flash, render_template, render_template_string

from app.home.samples import samples
from tests.unit.components.checks import ROOT, check

LAYOUTS = ["base", "plain", "print"]
ERRORS = sorted(path.name for path in (ROOT / "templates/errors").glob("*.html"))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("locale", ["zh-Hans", "en"])
@pytest.mark.parametrize("entries", [0, 4, 5, 8])
def test_layout_is_a_sound_document(
    context: Flask, person: SimpleNamespace, setting: SimpleNamespace, layout: str, locale: str, entries: int
) -> None:
    person.is_authenticated = entries > 0
    setting.entries, setting.locale, setting.demo = entries, locale, True
    flash("Saved", "success")
    flash("<i>Not saved</i>", "error")
    html = render_template_string(
        '{% extends "layouts/' + layout + '.html" %}{% block main %}<p>Body</p>{% endblock %}'
    )
    tree = check(html, document=True)
    assert tree.get("lang") == locale
    assert len(tree.findall(".//main")) == 1
    if layout == "print":
        return
    assert "Demo data" in html
    assert "&lt;i&gt;Not saved" in html
    assert tree.find(".//a[@class='skip']") is not None
    assert tree.find(".//form[@action='/language']/input[@name='next']").get("value") == "/here?page=2"


@pytest.mark.parametrize(("entries", "shown"), [(3, 3), (4, 4), (5, 3), (8, 3)])
def test_phone_bar_has_at_most_four_places(
    context: Flask, person: SimpleNamespace, setting: SimpleNamespace, entries: int, shown: int
) -> None:
    person.is_authenticated, setting.entries = True, entries
    tree = check(render_template_string('{% extends "layouts/base.html" %}'), document=True)
    places = tree.findall(".//nav/ul/li")
    on_phone = [place for place in places if place.get("class") not in {"nav-rest", "nav-more"}]
    assert len(on_phone) == shown
    assert len([place for place in places if place.get("class") == "nav-more"]) == (entries > shown)
    everywhere = {link.get("href") for link in tree.findall(".//nav//li[@class='nav-more']//a")}
    on_wide = [
        link for link in tree.findall(".//nav//li//a") if link not in tree.findall(".//li[@class='nav-more']//a")
    ]
    assert len(on_wide) == entries
    assert len(everywhere) == entries - shown


def test_a_long_navigation_has_a_menu_per_group(
    context: Flask, person: SimpleNamespace, setting: SimpleNamespace
) -> None:
    person.is_authenticated, setting.entries = True, 8
    tree = check(render_template_string('{% extends "layouts/base.html" %}'), document=True)
    bar = tree.findall(".//nav/ul/li[@class='nav-rest']")
    assert [len(place.findall(".//a")) for place in bar] == [3, 1, 1], "a group of one is a link, not a menu"
    assert "is-current" in bar[0].find("details").get("class")
    titles = [title.text for title in tree.findall(".//li[@class='nav-more']//p")]
    assert titles == ["Record", "Figures", "Settings"]


def test_sign_out_is_a_post_with_a_token(context: Flask, person: SimpleNamespace) -> None:
    person.is_authenticated = True
    tree = check(render_template_string('{% extends "layouts/base.html" %}'), document=True)
    form = tree.find(".//form[@action='/sign-out']")
    assert form is not None
    assert form.get("method") == "post"
    assert form.find("input[@name='csrf_token']") is not None


def test_pages_that_show_how_far_a_job_is_ask_again() -> None:
    folder = ROOT / "templates"
    sources = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    moving = {name for name, text in sources.items() if re.search(r"data-poll=|components/progress", text)}
    moving -= {"components/progress.html", "home/style/_states.html"}  # the macro, and where it is shown at rest
    assert len(moving) >= 3
    for name, text in sources.items():
        if name in moving or any(f'include "{one}"' in text for one in moving):
            assert name.rpartition("/")[2].startswith("_") or "js/progress.js" in text, name


@pytest.mark.parametrize("name", ERRORS)
def test_error_page_says_what_to_do_next(context: Flask, name: str) -> None:
    tree = check(render_template(f"errors/{name}"), document=True)
    assert len(tree.findall(".//h1")) == 1
    assert tree.find(".//main//a[@href='/']") is not None


def test_forbidden_has_no_page_of_its_own() -> None:
    assert "403.html" not in ERRORS


def test_style_page_shows_every_component(context: Flask, person: SimpleNamespace, setting: SimpleNamespace) -> None:
    person.is_authenticated, setting.entries = True, 5
    for pictures in (False, True):
        check(render_template("home/style.html", pictures=pictures, **samples()), document=True)
    parts = [ROOT / "templates/home/style.html", *sorted((ROOT / "templates/home/style").glob("*.html"))]
    source = "".join(path.read_text(encoding="utf-8") for path in parts)
    components = {path.stem for path in (ROOT / "templates/components").rglob("*.html")}
    missing = {name for name in components if not re.search(rf"(\{{\{{|call|\}}) ?{name}\(", source)}
    assert missing == set(), "show it on /style, in every state"


def test_style_page_shows_every_state_of_what_can_be_pressed(context: Flask) -> None:
    html = render_template("home/style.html", pictures=False, **samples())
    for mark in ('data-state="hover"', 'data-state="focus"', 'aria-busy="true"', "disabled", 'aria-invalid="true"'):
        assert mark in html, mark
