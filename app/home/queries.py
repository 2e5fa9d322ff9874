"""What the landing page and every page's frame ask."""

from __future__ import annotations

from flask import current_app, g

from app.accounts.models import Account
from app.accounts.queries import demo_accounts, has_demo_accounts
from app.foundation.database import DbSession, db


def is_demo() -> bool:
    """Whether demo data are here: the banner says so on every page. In production there can be none."""
    if current_app.config["SETTINGS"].production:
        return False
    if "is_demo" not in g:
        g.is_demo = has_demo_accounts(db.session)
    return bool(g.is_demo)


def demo_sign_ins(session: DbSession) -> list[Account]:
    """The accounts to try the demo with, one per role; none in production."""
    return demo_accounts(session) if is_demo() else []
