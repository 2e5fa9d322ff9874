"""Pages of accounts."""

from __future__ import annotations

from app.accounts.views import panels
from app.accounts.views.base import blueprint
from app.accounts.views.entering import join, sign_in, sign_out
from app.accounts.views.own import invitation, password
from app.accounts.views.staff import index, new, show

__all__ = ["BLUEPRINTS", "index", "invitation", "join", "new", "panels", "password", "show", "sign_in", "sign_out"]

BLUEPRINTS = (blueprint,)
