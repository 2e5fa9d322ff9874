"""A test client that is a guard: every page it gets is checked for what all pages must be."""

from __future__ import annotations

import contextvars
import re
from collections import Counter
from typing import Any, ClassVar

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.foundation.database import db
from app.foundation.filings import ICP_REGISTER, POLICE_REGISTER

XHTML = "{http://www.w3.org/1999/xhtml}"
REGISTERS = (ICP_REGISTER, POLICE_REGISTER)
# From the beginning of a word, and never back: pages repeat what was typed, and junk is thousands of letters long.
WITH_A_DIGIT = re.compile(r"(?<![\w.-])(?:[^\W\d]|[.-])*+\d[\w.-]*+")


class CheckingClient(FlaskClient):
    """Ends the test's own transaction before a request (SQLite has one writer), and checks each HTML answer."""

    # Redirects have no page; the page for what is missing is one page, checked the first time it is met.
    unchecked: ClassVar[set[int]] = {301, 302, 303, 307, 308}
    # What was checked before with other words and numbers in it: parsing as browsers do takes longer than the request.
    known: ClassVar[set[int]] = set()

    def _remember(self, status: int) -> None:
        if status == 404:
            self.unchecked.add(status)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and check its answer."""
        if has_app_context():  # a redirect is followed in the context made below, where there is none
            pending = [*db.session.new, *db.session.dirty, *db.session.deleted]
            assert not pending, f"commit before the request: {pending}"
            db.session.rollback()
            db.session.expire_all()  # afterwards the test reads what the request made of its objects
        kwargs.setdefault("buffered", True)  # read to the end: a static file is closed
        # In a context of its own, as on a server: Flask would reuse the test's application context, and with it `g`,
        # the signed-in user and the session.
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if response.mimetype == "text/html" and response.data and response.status_code not in self.unchecked:
            self._check(response.get_data(as_text=True))
            self._remember(response.status_code)
        return response

    def _check(self, html: str) -> None:
        form = hash(shape(html))
        if form not in self.known:
            check_page(html)
            self.known.add(form)


def shape(html: str) -> str:
    """A page without its words, and with its numbers, ids and tokens counted through: equal ones stay equal."""
    bare = re.sub(r">[^<&]+", lambda text: ">w" if text[0][1:].strip() else ">", html)
    met: dict[str, str] = {}
    return WITH_A_DIGIT.sub(lambda found: met.setdefault(found[0], str(len(met))), bare)


def check_page(html: str) -> None:
    """Raise AssertionError with what is wrong with a page (or a part of one)."""
    whole = html.lstrip().lower().startswith("<!doctype")
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(html) if whole else parser.parseFragment(html)
    assert not parser.errors, f"invalid HTML: {[(place, code) for place, code, _ in parser.errors][:5]}"
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    if whole:
        titles = [element for element in elements if element.tag == f"{XHTML}title"]
        assert titles, "the page has no title"
        assert (titles[0].text or "").strip(), "the page's title is empty"
        main = [element for element in elements if element.tag == f"{XHTML}main"]
        assert len(main) == 1, f"the page has {len(main)} main landmarks"
    _check_policy(elements)
    _check_forms(elements)


def _check_policy(elements: list[Any]) -> None:
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    doubled = [name for name, count in ids.items() if count > 1]
    assert not doubled, f"ids are used twice: {doubled}"
    for element in elements:
        inline = [name for name in element.attrib if name == "style" or re.fullmatch(r"on[a-z]+", str(name))]
        assert not inline, f"inline {inline} in {element.tag} breaks the content policy"
        if element.tag == f"{XHTML}script":
            assert element.get("src"), "an inline script breaks the content policy"
        assert element.tag != f"{XHTML}style", "an inline style sheet breaks the content policy"
        for name in ("src", "href", "action"):
            if element.tag == f"{XHTML}a" and str(element.get(name)).startswith(REGISTERS):
                continue  # a link loads nothing, and the law asks for these two
            assert not str(element.get(name) or "").startswith(("http://", "https://", "//")), "a foreign origin"


def _check_forms(elements: list[Any]) -> None:
    for form in (element for element in elements if element.tag == f"{XHTML}form"):
        assert (form.get("method") or "get").lower() in {"get", "post", "dialog"}
        fields = [e for e in form.iter() if e.tag in {f"{XHTML}input", f"{XHTML}select", f"{XHTML}textarea"}]
        if (form.get("method") or "").lower() == "post":
            assert any(field.get("name") == "csrf_token" for field in fields), f"no CSRF token: {form.get('action')}"
