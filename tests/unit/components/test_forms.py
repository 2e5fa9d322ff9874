"""Form components over WTForms fields: what was typed is kept, errors are tied to their inputs."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
)

from tests.unit.components.checks import check


class Sample(Form):
    """One field of each kind."""

    name = StringField("Name", [validators.InputRequired("Say your name")])
    password = PasswordField("Password")
    note = TextAreaField("Note")
    grade = SelectField("Grade", choices={"1": "One", "2": "Two"})
    agree = BooleanField("I agree", [validators.InputRequired("Please agree")])
    token = HiddenField("Token")
    mode = RadioField("Mode", [validators.InputRequired("Choose one")], choices={"a": "In person", "b": "Online"})
    areas = SelectMultipleField("Areas", choices={"t": "Tutoring", "c": "Company"})


FIELDS = ["name", "password", "note", "grade", "agree", "token"]
CHOICES = ["mode", "areas", "grade"]
FIELD_FULL = ", hint='A hint', kind='short', optional=true, attrs={'autocomplete': 'off'}"
CHOICE_FULL = ", hint='A hint', columns='chips', hints={'a': 'Meet'}, optional=true, legend='L'"


def render(macro: str, arguments: str, form: Form) -> str:
    source = '{% from "components/' + macro + '.html" import ' + macro + " %}{{ " + macro + "(" + arguments + ") }}"
    return render_template_string(source, form=form)


def invalid(**typed: str) -> Sample:
    form = Sample(MultiDict({"grade": "1"} | typed))
    assert not form.validate()
    return form


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("arguments", ["", FIELD_FULL])
def test_fields(context: Flask, name: str, arguments: str) -> None:
    check(render("form_field", f"form.{name}{arguments}", Sample()))
    check(render("form_field", f"form.{name}{arguments}", invalid()))


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("arguments", ["", CHOICE_FULL])
def test_choices(context: Flask, name: str, arguments: str) -> None:
    check(render("choice_field", f"form.{name}{arguments}", Sample()))
    check(render("choice_field", f"form.{name}{arguments}", invalid()))


def test_what_was_typed_is_kept_and_errors_are_tied(context: Flask) -> None:
    form = invalid(name="", note="<b>kept</b>", areas="c")
    tree = check(render("form_field", "form.name, hint='As on the card'", form))
    control = tree.find(".//input")
    assert control is not None
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "name-hint name-error"
    assert "&lt;b&gt;kept&lt;/b&gt;" in render("form_field", "form.note", form)
    chosen = check(render("choice_field", "form.areas", form)).findall(".//input[@checked]")
    assert [box.get("value") for box in chosen] == ["c"]
    assert {box.get("type") for box in chosen} == {"checkbox"}


def test_summary_leads_to_each_field(context: Flask) -> None:
    form = invalid()
    form.form_errors.append("Two of these do not fit together")
    page = "".join(
        [
            render("error_summary", "form", form),
            render("form_field", "form.name", form),
            render("form_field", "form.agree", form),
            render("choice_field", "form.mode", form),
        ]
    )
    tree = check(page)
    links = [str(link.get("href")).removeprefix("#") for link in tree.findall(".//a")]
    assert links == ["name", "agree", "mode"]
    assert all(tree.find(f".//*[@id='{target}']") is not None for target in links)
    assert "Two of these do not fit together" in page
