"""Languages: Chinese first, English complete. Each part keeps its own catalogue beside its code."""

from __future__ import annotations

import io
import os
from pathlib import Path

from flask import Flask, request, session
from flask_login import current_user

from app.foundation.extensions import babel
from app.foundation.machines import asked_by_program
from app.foundation.speech import LOCALES, Speaking, speech, word

__all__ = ["LOCALES", "catalogues", "choose_locale", "compile_catalogues", "current_locale", "install_languages"]

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
    babel.domain_instance = Speaking()
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = word


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
