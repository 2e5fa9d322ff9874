"""The language that is spoken, and its words: found once for a request, and put together once in a process.

Nothing here depends on who reads, but the language they chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from gettext import NullTranslations

from babel import Locale
from flask import g, has_app_context
from flask_babel import Domain, get_locale
from markupsafe import Markup

LOCALES = {"zh_Hans_CN": "zh-Hans", "en": "en"}


class Words(dict[str, Markup]):
    """The words of the templates in one language, as they stand in a page: each is set once in the life of a process.

    What is put into words is not here: those are written each time.
    """

    def __init__(self, catalogue: NullTranslations) -> None:
        super().__init__()
        self._catalogue = catalogue

    def __missing__(self, text: str) -> Markup:
        # As Jinja has it: always a format, so that a sign of percent is written twice.
        self[text] = written = Markup(self._catalogue.gettext(text)) % {}  # noqa: S704 # nosec B704 - our own words
        return written


@dataclass(frozen=True, slots=True)
class Speech:
    """A language that is spoken; ``tag`` is ``zh-Hans`` or ``en``."""

    tag: str
    catalogue: NullTranslations
    words: Words


class Speaking(Domain):  # type: ignore[misc] # Flask-Babel has no types
    """Whom Flask-Babel asks for the catalogue: that of all parts, put together once for each language."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language now spoken."""
        return speech().catalogue

    def begin(self, locale: Locale) -> Speech:
        """The language that is now spoken, for the first time in this process."""
        catalogue: NullTranslations = super().get_translations()
        return Speech(LOCALES.get(str(locale), "zh-Hans"), catalogue, Words(catalogue))


_speaking = Speaking()
_spoken: dict[Locale, Speech] = {}
_NOBODY = NullTranslations()
_SILENCE = Speech("zh-Hans", _NOBODY, Words(_NOBODY))


def speech() -> Speech:
    """The language now spoken; where there is no application, none: the words as they stand in the code.

    A page of ours has some eight hundred words, and Flask-Babel looks for language and catalogue at each of them. The
    language it found, also while ``force_locale`` has another spoken, it keeps in ``g``, where it is looked up here.
    """
    if not has_app_context():
        return _SILENCE
    here = g._get_current_object()  # noqa: SLF001 - a proxy is asked once, not four times
    locale = getattr(here.get("_flask_babel"), "babel_locale", None) or get_locale()
    held: tuple[Locale, Speech] | None = here.get("speech")
    if held is None or held[0] is not locale:
        if locale not in _spoken:
            _spoken[locale] = _speaking.begin(locale)
        held = here.speech = locale, _spoken[locale]
    return held[1]


def word(text: str, **variables: object) -> Markup:
    """A word of a template, all of which are HTML; what is put into it is escaped."""
    spoken = speech()
    if not variables:
        return spoken.words[text]
    return Markup(spoken.catalogue.gettext(text)) % variables  # noqa: S704 # nosec B704 - our own words
