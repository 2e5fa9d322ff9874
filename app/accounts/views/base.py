"""The blueprint of accounts, with what happens before every request."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.browser import watch_browser

blueprint = Blueprint("accounts", __name__)
blueprint.before_app_request(watch_browser)
