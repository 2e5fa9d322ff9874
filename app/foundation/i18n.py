"""Languages: Chinese first, English complete. Each part keeps its own catalogue beside its code."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, g, has_app_context, request, session
from flask_babel import Domain, get_locale
from flask_login import current_user
from markupsafe import Markup

from app.foundation.extensions import babel
from app.foundation.machines import asked_by_program

LOCALES = {"zh_Hans_CN": "zh-Hans", "en": "en"}
DEFAULT = "zh_Hans_CN"
PARTS = Path(__file__).resolve().parent.parent


def choose_locale() -> str:
    """The reader's choice in this session, else their account's, else Chinese; a program says it with each request."""
    if asked_by_program():
        return "en" if request.accept_languages.best_match(["zh", "en"]) == "en" else DEFAULT
    chosen = session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    if current_user and current_user.is_authenticated and current_user.locale in LOCALES:
        return str(current_user.locale)
    return DEFAULT


class Words(dict[str, Markup]):
    """The words of the templates in one language, as they stand in a page: each is set once in the life of a process.

    What is put into words is not here: those are written each time.
    """

    def __init__(self, catalogue: NullTranslations) -> None:
        super().__init__()
        self._catalogue = catalogue

    def __missing__(self, text: str) -> Markup:
        # As Jinja has it: always a format, so that a sign of percent is written twice.
        self[text] = word = Markup(self._catalogue.gettext(text)) % {}  # noqa: S704 # nosec B704 - our own words
        return word


@dataclass(frozen=True, slots=True)
class Speech:
    """A language that is spoken; ``code`` is as in ``LOCALES``, ``tag`` ``zh-Hans`` or ``en``."""

    code: str
    tag: str
    catalogue: NullTranslations
    words: Words


class Speaking(Domain):  # type: ignore[misc] # Flask-Babel has no types
    """The catalogues of all parts: each language's is put together once in the life of a process."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[Locale, Speech] = {}

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language now spoken."""
        return speech().catalogue

    def speech_of(self, locale: Locale) -> Speech:
        """A language, which must be the one now spoken if it is asked for the first time."""
        if locale not in self._known:
            catalogue = super().get_translations()
            code = str(locale)
            self._known[locale] = Speech(code, LOCALES.get(code, "zh-Hans"), catalogue, Words(catalogue))
        return self._known[locale]


_speaking = Speaking()


_NOBODY = NullTranslations()
_SILENCE = Speech("", "zh-Hans", _NOBODY, Words(_NOBODY))


def speech() -> Speech:
    """The language now spoken; where there is no application, none: the words as they stand in the code.

    A page of ours has some eight hundred words, and Flask-Babel looks for language and catalogue at each of them. The
    language it found, also while ``force_locale`` has another spoken, it keeps in ``g``, where it is looked up here.
    """
    if not has_app_context():
        return _SILENCE
    here = g._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - a proxy asked once, not four times
    locale = getattr(here.get("_flask_babel"), "babel_locale", None) or get_locale()
    held: tuple[Locale, Speech] | None = here.get("speech")
    if held is None or held[0] is not locale:
        held = here.speech = locale, _speaking.speech_of(locale)
    return held[1]


def current_locale() -> str:
    """The language tag of the page, for ``<html lang>``: ``zh-Hans`` or ``en``."""
    return speech().tag


def catalogues() -> list[Path]:
    """The folders that hold translations, one per part."""
    return sorted(path for path in PARTS.glob("*/translations") if path.is_dir())


def install_languages(app: Flask) -> None:
    """Set up flask-babel over the catalogues of all parts."""
    compile_catalogues()
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", app.config["SETTINGS"].timezone)
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", ";".join(map(str, catalogues())))
    babel.init_app(app, locale_selector=lambda: choose_locale() if request else DEFAULT)
    babel.domain_instance = _speaking
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # Jinja's extension adds it
        gettext=lambda text: speech().catalogue.gettext(text),
        ngettext=lambda one, many, number: speech().catalogue.ngettext(one, many, number),
        pgettext=lambda context, text: speech().catalogue.pgettext(context, text),
        npgettext=lambda context, one, many, number: speech().catalogue.npgettext(context, one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _word


def _word(text: str, **variables: object) -> Markup:
    """A word of a template, all of which are HTML; what is put into it is escaped."""
    spoken = speech()
    if not variables:
        return spoken.words[text]
    return Markup(spoken.catalogue.gettext(text)) % variables  # noqa: S704 # nosec B704 - our own words


def compile_catalogues() -> None:
    """Make the binary catalogues that are missing or older than their text, so that a fresh clone speaks Chinese."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for folder in catalogues():
        for source in folder.glob("*/LC_MESSAGES/messages.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            buffer = io.BytesIO()
            write_mo(buffer, read_po(io.BytesIO(source.read_bytes()), locale=source.parent.parent.name))
            # Written aside and moved: several processes may start at once.
            partial = target.with_suffix(f".mo.{os.getpid()}.partial")
            partial.write_bytes(buffer.getvalue())
            partial.replace(target)
