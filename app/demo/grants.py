"""Staged disclosure in the demo: file keepers and the director on duty, requests in every state, a note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Account, RoleGrant
from app.children.codes import OpenReason
from app.children.disclosure.codes import GrantOutcome, Section
from app.children.models import AccessGrant, Child, CounsellingNote, DutyGrant
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.seasons.models import Season

HOURS = 72


def make_grants(session: DbSession, season: Season, accounts: dict[Role, Account], children: Sequence[Child]) -> None:
    """Add them; ``children`` are of the printed school, whose staff is the one to sign in as."""
    lead = accounts[Role.SAFEGUARDING_LEAD]
    on_duty = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
    for role in session.scalars(select(RoleGrant).where(RoleGrant.role.in_(on_duty))):
        role.file_keeper = role.role is Role.SCHOOL_STAFF
        session.add(DutyGrant(district_id=season.district_id, season_id=season.id, account_id=role.account_id,
                              role_grant_id=role.id, approved_by_id=lead.id))  # fmt: skip
    consented = [child for child in children if child.consented_until]
    staff, now = accounts[Role.SCHOOL_STAFF], clock.now()
    if len(consented) > 1:
        first, second = consented[:2]
        session.add(_request(first, staff, Section.HEALTH, OpenReason.HEALTH_CARE, "体检前核对用药（演示）",
                             outcome=GrantOutcome.GRANTED, decided_by_id=lead.id, decided_at=now,
                             expires_at=now + timedelta(hours=HOURS)))  # fmt: skip
        supervisor = accounts[Role.TOWNSHIP_SUPERVISOR]
        session.add(
            _request(second, supervisor, Section.PHONES, OpenReason.HOME_VISIT, "周五入户，联系不上奶奶（演示）")
        )
        session.add(
            CounsellingNote(child_id=first.id, author_id=staff.id, text="聊了新学期，情绪平稳；约好下周再见（演示）")
        )
    session.flush()


def _request(
    child: Child, asker: Account, section: Section, reason: OpenReason, words: str, **decided: object
) -> AccessGrant:
    return AccessGrant(
        child_id=child.id, district_id=child.district_id, account_id=asker.id, role_grant_id=asker.roles[0].id,
        sections=frozenset({section.value}), reason=reason, words=words, hours=HOURS, **decided,
    )  # fmt: skip
