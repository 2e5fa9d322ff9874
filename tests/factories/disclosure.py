"""Requests, duty grants and counselling notes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.accounts.models import Account
from app.children.codes import OpenReason
from app.children.disclosure.codes import GrantOutcome, Section
from app.children.models import AccessGrant, Child, CounsellingNote, DutyGrant
from app.foundation import clock
from app.foundation.access import Role
from app.seasons.models import Season
from tests.factories import add


def access_grant(of: Child, by: Account, lead: Account | None = None, **values: Any) -> AccessGrant:
    """A request of an account for a child's health; granted for a day where there is a lead, else waiting."""
    values = {
        "sections": frozenset({Section.HEALTH.value}),
        "reason": OpenReason.HEALTH_CARE,
        "words": "家访前了解情况",
        "hours": 24,
        "role_grant_id": by.roles[0].id,
        **values,
    }
    if lead is not None:
        values |= {"outcome": GrantOutcome.GRANTED, "decided_by_id": lead.id, "decided_at": clock.now()}
        values.setdefault("expires_at", clock.now() + timedelta(hours=values["hours"]))
    made: AccessGrant = add(AccessGrant(child_id=of.id, district_id=of.district_id, account_id=by.id, **values))
    return made


def duty_grant(of: Account, during: Season, lead: Account) -> DutyGrant:
    """An approved duty grant over the account's first role; school staff keep the files."""
    role = of.roles[0]
    role.file_keeper = role.role is Role.SCHOOL_STAFF
    row = DutyGrant(
        district_id=during.district_id, season_id=during.id, account_id=of.id, role_grant_id=role.id,
        approved_by_id=lead.id,
    )  # fmt: skip
    made: DutyGrant = add(row)
    return made


def counselling_note(of: Child, by: Account, text: str = "谈了想念父母的事", **values: Any) -> CounsellingNote:
    """A note of an account about a child."""
    made: CounsellingNote = add(CounsellingNote(child_id=of.id, author_id=by.id, text=text, **values))
    return made
