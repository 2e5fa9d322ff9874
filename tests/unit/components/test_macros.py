"""Every macro, with as little and as much as it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

from tests.unit.components.checks import ROOT, check

COMPONENTS = sorted(path.stem for path in (ROOT / "templates/components").glob("*.html"))
STATES = ["proposed", "accepted", "approved", "active", "ended", "declined", "rejected", "expired", "suspended"]
STATES += ["sent", "confirmed", "returned", "void", "waiting", "held"]

# Macro: calls; a tuple is a call with a body. The bodies stand where the real page puts its own markup.
CALLS: dict[str, list[str | tuple[str, str]]] = {
    "board_step": [],  # takes a step of app.foundation.board: test_layouts.py renders the style page
    "button": [
        "button('Save')",
        "button('Void', 'danger', 'button', 'trash', 'act', '0', true, true, {'disabled': true})",
    ],
    "card": [("card()", "<p>x</p>"), ("card('Hours', 'now', 3, '2 days', 'hours')", "<p>x</p>")],
    "choice_field": [],  # takes a WTForms field: test_forms.py
    "choice_group": [
        "choice_group('area', 'Area', [('a', 'A')])",
        "choice_group('n', 'N', [(1, 'One', 'hint'), (2, 'Two', none)], true, 'Hint', ['Bad'], true, 2, [1], true)",
    ],
    "confirm_dialog": [
        ("confirm_dialog('d', 'Sure?', 'Yes')", "<p>x</p>"),
        ("confirm_dialog('d', 'Sure?', 'Yes', true, 'No')", "<p>x</p>"),
    ],
    "copy_text": ["copy_text('c', 'Text')", "copy_text('c', 'Text', 'Copy the address')"],
    "coverage_bar": ["coverage_bar('A', none, 0)", "coverage_bar('A', 7, 5, '/a')"],
    "csrf": ["csrf()"],
    "empty_state": ["empty_state('Nothing yet')", ("empty_state('None', 'Do this', 'book', 1)", "<a href='/'>x</a>")],
    "error_summary": ["error_summary()", "error_summary(errors=[(none, 'Bad')], title='Oh')"],
    "field": [
        ("field('a', 'A')", "<input id='a'>"),
        ("field('a', 'A', 'Hint', ['Bad'], true, true, 'short')", "<input id='a' aria-describedby='a-hint a-error'>"),
    ],
    "filter_bar": [("filter_bar()", ""), ("filter_bar('/list', 'Find', '/clear')", "<div class='grow'></div>")],
    "fold": [("fold('More')", "<p>x</p>"), ("fold('More', 12, true, 'more')", "<p>x</p>")],
    "form_field": [],
    "icon": ["icon('home')", "icon('home', 'large', 'Home')"],
    "key_values": ["key_values([])", "key_values([('A', 'b'), ('C', none), ('D', ''), ('E', 0)])"],
    "link_button": ["link_button('Go', '/')", "link_button('Go', '/', 'quiet', 'plus', true, true, {'rel': 'next'})"],
    "notice": ["notice('Saved')", ("notice('No', 'danger', 'Title', true)", "<p>x</p>")],
    "page_head": ["page_head('Title')", ("page_head('Title', 'Lead', '/', 'Up')", "<a href='/'>x</a>")],
    "pagination": ["pagination()", "pagination('/1', '/3', '51-100')", "pagination(next_url='/2')"],
    "progress": [
        "progress('Waiting')",
        ("progress('Run', 3, 10, '/job', true, 'p', '/page')", "<p>x</p>"),
        "progress('Done', 10, 10, '/job', false)",
    ],
    "review_first": ["review_first(true)", "review_first(false)"],
    "scene": ["scene()"],
    "score_reasons": ["score_reasons([], 0)", "score_reasons([('Maths', 5), ('Thrift', -2), ('None', 0)], 3, 'Why')"],
    "slot_grid": [
        "slot_grid('slots', 'Free time')",
        "slot_grid('s', 'Free', ['1-a'], 'Hint', ['Bad'], [('1', 'Mon')], [('a', 'AM'), ('b', 'PM')])",
    ],
    "standing_text": [
        "standing_text([])",
        "standing_text([{'kind': 'heading', 'text': 'A'}, {'kind': 'points', 'lines': ['b']}], 3, true)",
        "standing_text([{'kind': 'text', 'text': 'c'}])",
    ],
    "stat": ["stat('Paired', none)", "stat('Paired', '87', '1,904', '/p', 1.5, 'hint')"],
    "status_badge": [*(f"status_badge('{state}')" for state in STATES), "status_badge('other', 'Other')"],
    "steps": ["steps(['A'], 1)", "steps(['A', 'B', 'C'], 2, ['/a'])"],
    "table": [
        ("table(['A'])", "<tr><th scope='row'>x</th></tr>"),
        (
            "table([{'label': 'A', 'num': true, 'sort_url': '/', 'sorted': 'ascending'},"
            " {'label': 'B', 'hidden': true}], 'Caption', 'list', false, '<tr><td>sum</td></tr>'|safe)",
            "<tr><th scope='row'>x</th><td data-label='B'>y</td></tr>",
        ),
    ],
    "tabs": [
        "tabs([{'label': 'A', 'url': '/'}])",
        "tabs([{'label': 'A', 'url': '/', 'current': true, 'count': 0}], 'L')",
    ],
    "timeline": [
        "timeline([{'title': 'A'}])",
        "timeline([{'title': 'A', 'time': '1', 'text': 'x', 'state': 'now', 'url': '/'}])",
    ],
    "times_by_taps": ["times_by_taps()"],
    "township_map": [
        "township_map([], 'Map', 'Nothing')",
        "township_map([{'name': 'A', 'x': 5, 'y': 2, 'rate': 1, 'label': '100%', 'url': '/a'},"
        " {'name': 'B', 'x': 0, 'y': 0, 'rate': none, 'label': none, 'url': none}], 'Map', 'Two', 'm', false)",
    ],
    "visually_hidden": ["visually_hidden('x')"],
}


def render(name: str, call: str | tuple[str, str]) -> str:
    source = '{% from "components/' + name + '.html" import ' + name + " %}"
    if isinstance(call, tuple):
        return render_template_string(source + "{% call " + call[0] + " %}" + call[1] + "{% endcall %}")
    return render_template_string(source + "{{ " + call + " }}")


def test_every_component_is_tested() -> None:
    assert sorted(CALLS) == COMPONENTS


@pytest.mark.parametrize(("name", "call"), [(name, call) for name, calls in CALLS.items() for call in calls])
def test_macro_gives_sound_html(context: Flask, name: str, call: str | tuple[str, str]) -> None:
    check(render(name, call))


@pytest.mark.parametrize("name", COMPONENTS)
def test_one_macro_a_file(name: str) -> None:
    source = Path(ROOT / "templates/components" / f"{name}.html").read_text(encoding="utf-8")
    assert source.count("{%- macro ") == 1
    assert f"macro {name}(" in source
    assert source.startswith("{#- " + name + "("), "the first line says how to call it"


def test_text_is_escaped(context: Flask) -> None:
    html = render("notice", "notice('<script>x</script>')")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_every_state_has_its_own_words(context: Flask) -> None:
    pages = {state: render("status_badge", f"status_badge('{state}')") for state in STATES}
    words = {state: "".join(check(page).itertext()).strip() for state, page in pages.items()}
    assert len(set(words.values())) == len(STATES)
    assert not set(words.values()) & set(STATES)


def test_without_a_denominator_there_is_a_dash_and_no_percent(context: Flask) -> None:
    html = render("coverage_bar", "coverage_bar('A', none, 0)")
    assert "—" in html
    assert "%" not in html


def test_progress_asks_again_only_while_it_runs(context: Flask) -> None:
    assert 'data-poll="/job"' in render("progress", "progress('x', 1, 2, '/job')")
    assert "data-poll" not in render("progress", "progress('x', 2, 2, '/job', false)")


def test_error_summary_is_nothing_without_errors(context: Flask) -> None:
    assert render("error_summary", "error_summary()").strip() == ""


@pytest.mark.parametrize(
    ("rate", "highest", "step"),
    [
        ("none", "1", 0), ("0", "1", 1), ("0.2", "1", 2), ("0.999", "1", 5), ("1", "1", 5), ("1.2", "1", 5),
        ("0.011", "0.03", 2), ("0.018", "0.03", 3), ("0.03", "0.03", 4), ("0", "0", 1), ("0.09", "0.5", 1),
    ],
)  # fmt: skip
def test_map_has_five_steps_over_the_range_shown(context: Flask, rate: str, highest: str, step: int) -> None:
    places = [
        "{'name': 'A', 'x': 0, 'y': 0, 'rate': " + rate + ", 'label': 'x', 'url': none}",
        "{'name': 'B', 'x': 1, 'y': 0, 'rate': " + highest + ", 'label': 'x', 'url': none}",
    ]
    page = render("township_map", f"township_map([{', '.join(places)}], 'M', 'D', legend=false)")
    assert f'<g class="step-{step}" transform="translate(0 0)"' in page


def test_the_maps_legend_says_where_its_colours_end(context: Flask) -> None:
    def legend(rate: str) -> str:
        place = "{'name': 'A', 'x': 0, 'y': 0, 'rate': " + rate + ", 'label': 'x', 'url': none}"
        return render("township_map", f"township_map([{place}], 'M', 'D')")

    assert "4–5%" in legend("0.03")
    assert "0–5%" in legend("0.03")
    assert "80–100%" in legend("0.9")
    assert "figcaption" not in legend("0.9")
    assert "figcaption" not in legend("none")


def test_a_forgotten_argument_is_an_error(context: Flask) -> None:
    with pytest.raises(UndefinedError):
        render("button", "button()")
