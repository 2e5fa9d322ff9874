"""Setting up a real installation. Its secrets were made before this ran: see ``config.load_settings``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import select

from app.accounts.models import Account, RoleGrant
from app.accounts.rules import create_account, find_by_login, invite
from app.catalogue.rules import ensure_defaults
from app.foundation.access import Role, system_actor
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.places.rules import Division, import_divisions, read_divisions

ACTOR = system_actor("flask setup")


@dataclass(frozen=True)
class SetUp:
    """What was done; ``token`` opens the first administrator's invitation, None where there is one already."""

    figures: dict[str, int]
    token: str | None


def setup(areas: bytes | None, district_code: str, district_name: str, administrator: str) -> SetUp:
    """Tables, areas, terms and the first administrator.

    Raises:
        click.ClickException: the file of areas, or the name for the administrator, is not usable.
    """
    upgrade(directory=str(Path(current_app.root_path) / "migrations"))
    try:
        divisions = read_divisions(areas) if areas else []
        if district_code or district_name:
            divisions = [*read_divisions(f"{district_code},{district_name}".encode()), *divisions]
        counts = import_divisions(db.session, ACTOR, _once(divisions))
        terms = ensure_defaults(db.session)
        token = _first_administrator(administrator)
    except Refused as error:
        db.session.rollback()
        raise click.ClickException(explain(error)) from error
    db.session.commit()
    return SetUp({"areas": counts["created"], "areas_changed": counts["changed"], "terms": terms}, token)


def _once(divisions: list[Division]) -> list[Division]:
    """The district may stand in the file and on the command line."""
    return list({division.code: division for division in divisions}.values())


def _first_administrator(login: str) -> str | None:
    """A token for the first administrator, as long as none has chosen a password."""
    query = select(Account).join(RoleGrant, RoleGrant.account_id == Account.id)
    query = query.where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.ended_at.is_(None), Account.active)
    found = db.session.scalars(query.order_by(Account.created_at)).unique().all()
    if any(account.password_hash for account in found):
        return None
    account = found[0] if found else find_by_login(db.session, login)
    if account is None:
        account = create_account(db.session, ACTOR, login=login, name="管理员", role=Role.ADMINISTRATOR)
    return invite(db.session, ACTOR, account)
