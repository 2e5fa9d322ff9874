"""Building the application: settings, extensions, the gate, and every part from the ground up."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType
from typing import Any

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from app.foundation import assets, headers, i18n, messages
from app.foundation.access.gate import guard_requests
from app.foundation.database import db
from app.foundation.extensions import compress, csrf, login, migrate
from app.foundation.jobs.worker import install_queue
from app.foundation.notifier import install_notifier
from app.foundation.rendering import Rendering, install_rendering
from app.foundation.secrets.keyring import keyring
from config import ROOT, Settings, load_settings

# The floors of the design, from the ground up. What a part consists of is found by the names of its files.
PARTS = (
    "backups",
    "catalogue",
    "places",
    "accounts",
    "drafts",
    "reminders",
    "texts",
    "seasons",
    "children",
    "volunteers",
    "pairing",
    "sessions",
    "activities",
    "visits",
    "voices",
    "safeguarding",
    "calls",
    "coverage",
    "coverage.ledgers",
    "certificates",
    "recruitment",
    "privacy",
    "reports",
    "demo",
    "guides",
    "home",
    "api",
    "doctor",
    "operations",
)


class Site(Flask):
    """The application, whose scripts and sheets are made for a slow line before they are sent."""

    jinja_environment = Rendering

    def send_static_file(self, filename: str) -> Response:
        """A file under ``static/``."""
        return assets.served(filename) or super().send_static_file(filename)


def build(settings: Settings | None = None) -> Flask:
    """Make an application from ``settings``, by default those of the environment."""
    settings = settings or load_settings()
    keyring.install(settings.secrets, settings.secrets_source)
    app = Site(
        "app",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder="static",
        instance_path=str(settings.instance),
    )
    configure(app, settings)
    behind_proxies(app, settings.proxies)
    app.session_interface = headers.SessionCookie()
    _extend(app)
    install_queue(app)
    install_notifier(app, settings.notify)
    for part in PARTS:
        _add_part(app, part)
    from app.foundation.cli import COMMANDS
    from app.foundation.views import register_errors

    for group in COMMANDS:
        app.cli.add_command(group)
    register_errors(app)
    guard_requests(app)
    headers.add_headers(app)
    _equip_templates(app)
    if settings.production:
        from app.foundation.production import check_at_start

        check_at_start(app)
    return app


def behind_proxies(app: Flask, number: int) -> None:
    """Take the word of so many proxies before the site on who asks and whether by HTTPS; with none, of nobody.

    The host is never taken from a header of theirs: a proxy passes on the one it was asked for.
    """
    if number:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=0)  # type: ignore[method-assign] # as Flask's documentation has it


def configure(app: Flask, settings: Settings) -> None:
    """Give ``app`` what Flask and its extensions read from their own configuration."""
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secrets.secret_key,
        TESTING=settings.environment == "testing",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        SESSION_COOKIE_NAME="tongxing",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        # A phone's script asks beside the pages: its answer would bring back the cookie of before, signed out or not.
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=list(settings.trusted_hosts) if settings.trusted_hosts else None,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over the lunch break still sends; the session bounds its life
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        # Brotli before zstd, which new browsers take too: a seventh lighter at this level, for a millisecond more.
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=7,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
        **settings.extra,
    )


def _engine_options(url: str) -> dict[str, Any]:
    # An error of the database goes to the log: the values of the statement are people's.
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15}, "hide_parameters": True}
    return {"pool_size": 5, "max_overflow": 10, "pool_pre_ping": True, "hide_parameters": True}


def _extend(app: Flask) -> None:
    db.init_app(app)
    # Batch mode: SQLite cannot alter most things in place.
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    login.init_app(app)
    compress.init_app(app)
    i18n.install_languages(app)


def _add_part(app: Flask, part: str) -> None:
    """Load a part's files that exist: tables, access, handlers, jobs, reminders, indexes, words, pages, commands."""
    for name in ("models", "access", "handlers", "tasks", "reminding", "keys"):
        _load(part, name)
    words = _load(part, "messages")
    if words is not None:
        messages.register_messages(getattr(words, "MESSAGES", {}))
        messages.register_labels(getattr(words, "LABELS", {}))
    views = _load(part, "views")
    for blueprint in getattr(views, "BLUEPRINTS", ()):
        app.register_blueprint(blueprint)
    commands = _load(part, "cli")
    for group in getattr(commands, "COMMANDS", ()):
        app.cli.add_command(group)


def _load(part: str, name: str) -> ModuleType | None:
    full = f"app.{part}.{name}"
    if importlib.util.find_spec(f"app.{part}") is None or importlib.util.find_spec(full) is None:
        return None
    return importlib.import_module(full)


def _equip_templates(app: Flask) -> None:
    from app.foundation.display import install_display
    from app.foundation.pages import install_page_helpers

    install_rendering(app)
    app.jinja_env.globals.update(label=messages.label, message=messages.message)
    install_page_helpers(app)
    install_display(app)
