"""Pages for people about the API, and the document for programs."""

from __future__ import annotations

from typing import cast

from flask import Flask

from app.api import callers
from app.api.install import install
from app.api.views import about, tokens, webhooks
from app.api.views.base import blueprint

__all__ = ["about", "callers", "tokens", "webhooks"]  # loading them registers pages, and who stands behind a token
blueprint.record_once(lambda state: install(cast("Flask", state.app)))
BLUEPRINTS = (blueprint,)
