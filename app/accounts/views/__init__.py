"""Pages of accounts."""

from __future__ import annotations

from app.accounts.views import board, panels
from app.accounts.views.base import blueprint
from app.accounts.views.entering import code, join, sign_in, sign_out
from app.accounts.views.keepers import file_keeper
from app.accounts.views.own import invitation, password
from app.accounts.views.pending import pending
from app.accounts.views.second_factor import second_factor
from app.accounts.views.staff import index, new, show

__all__ = [
    "BLUEPRINTS", "board", "code", "file_keeper", "index", "invitation", "join", "new", "panels", "password", "pending",
    "second_factor", "show", "sign_in", "sign_out",
]  # fmt: skip

BLUEPRINTS = (blueprint,)
