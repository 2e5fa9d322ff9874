"""What the tests of staged disclosure share: a place with a lead and a season, a child with secrets, and the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account, RoleGrant
from app.children.models import AccessGrant, Child
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.seasons.models import Season
from tests import factories as make
from tests.integration.children_helpers import Place, make_place

ADDRESS, HEALTH, PHONE = "松林村七组三号", "哮喘，随身带药", "13900000000"


@dataclass
class Rooms:
    """The place, its season, two leads, and a consented child of the school and village."""

    place: Place
    season: Season
    lead: Account
    second_lead: Account
    child: Child


def make_rooms() -> Rooms:
    """Build and commit."""
    place = make_place()
    leads = [make.account(Role.SAFEGUARDING_LEAD, place.district) for _ in range(2)]
    child = make.child(place.school, place.village, address=ADDRESS, health=HEALTH)
    make.consent(child)
    rooms = Rooms(place, make.season(place.district), *leads, child)
    db.session.commit()
    return rooms


def looks() -> list[dict[str, Any]]:
    """The details of every opening of sensitive sections on the log, the earliest first."""
    db.session.expire_all()
    query = select(AuditEvent).where(AuditEvent.action == Action.CHILD_SENSITIVE_READ).order_by(AuditEvent.id)
    return [one.details for one in db.session.scalars(query)]


def seen(browser: FlaskClient, child: Child) -> set[str]:
    """Which of the secrets the page of the sensitive sections shows."""
    page = browser.get(f"/children/{child.id}/sensitive").get_data(as_text=True)
    return {one for one in (ADDRESS, HEALTH, PHONE) if one in page}


def ask(browser: FlaskClient, child: Child, *sections: str, **more: str) -> int:
    """Ask to open; the status of the answer."""
    form = {"sections": list(sections), "reason": "home_visit", "words": "周五家访，联系不上奶奶", "hours": "8", **more}
    return browser.post(f"/children/{child.id}/ask-to-open", data=form).status_code


def waiting() -> AccessGrant:
    """The one request there is."""
    db.session.expire_all()
    return db.session.scalars(select(AccessGrant).where(AccessGrant.outcome.is_(None))).one()


def role_of(account: Account, role: Role) -> RoleGrant:
    """The account's grant of this role; the order in which roles are read says nothing."""
    return next(grant for grant in account.roles if grant.role is role)
