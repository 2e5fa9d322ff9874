"""Concerns, who handles them, suspensions and silences."""

from __future__ import annotations

from typing import Any

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.ids import short_code
from app.pairing.models import Pairing
from app.places.models import Area
from app.safeguarding.models import (
    Concern,
    ConcernParty,
    PartyKind,
    Post,
    SafeguardingPost,
    SilenceAlert,
    Suspension,
)
from app.volunteers.models import Volunteer
from tests import factories as make


def concern(of: Area, **values: Any) -> Concern:
    """A concern of a district, by somebody who gave no name."""
    values = {"code": short_code(10), "story": "孩子身上有伤", "state": "open", **values}
    made: Concern = make.add(Concern(district_id=of.id, **values))
    return made


def party(of: Concern, account: Account, kind: PartyKind = PartyKind.SUBJECT) -> ConcernParty:
    """Somebody a concern is kept from."""
    made: ConcernParty = make.add(ConcernParty(concern_id=of.id, account_id=account.id, kind=kind))
    return made


def suspension(of: Concern, volunteer: Volunteer, by: Account) -> Suspension:
    """A volunteer suspended because of a concern; the row alone."""
    made: Suspension = make.add(Suspension(concern_id=of.id, volunteer_id=volunteer.id, suspended_by_id=by.id))
    return made


def post(place: Area, account: Account, kind: Post = Post.SECOND, **values: Any) -> SafeguardingPost:
    """Somebody asked to be named by an administrator; confirmed by another where ``confirmed``."""
    confirmed = values.pop("confirmed", False)
    asker = make.account(Role.ADMINISTRATOR)
    if confirmed:
        values |= {"confirmed_by_id": make.account(Role.ADMINISTRATOR).id, "confirmed_at": clock.now()}
    row = SafeguardingPost(district_id=place.id, account_id=account.id, post=kind, asked_by_id=asker.id, **values)
    made: SafeguardingPost = make.add(row)
    return made


def silence(of: Pairing) -> SilenceAlert:
    """An open alert."""
    made: SilenceAlert = make.add(SilenceAlert(pairing_id=of.id, child_id=of.child_id, silent_since=clock.today()))
    return made
