"""Who handles concerns in the demo district, who is on duty, and one concern that waits."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.rules.logins import login_token
from app.demo.service import Cast
from app.demo.words import GIVEN_GIRL, SURNAMES
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.foundation.ids import short_code
from app.pairing.models import Pairing, PairingState
from app.safeguarding.models import (
    Concern,
    ConcernAbout,
    ConcernEntry,
    ConcernState,
    DutyDay,
    EntryKind,
    Post,
    SafeguardingPost,
)
from app.safeguarding.rules.raising import CODE_LENGTH

DUTY_DAYS = 14
STORY = "（演示）这个孩子这周两次说不想回家，胳膊上有一块淤青，问他也不说。"


def make_safeguarding(session: DbSession, cast: Cast, rng: random.Random) -> None:
    """Add a deputy and a second, two weeks of the calendar, and a concern of the village's child director."""
    lead = cast.accounts[Role.SAFEGUARDING_LEAD]
    deputy, second = (_colleague(session, lead, rng, name) for name in ("demo-deputy", "demo-second"))
    session.flush()
    for post, account in ((Post.LEAD, lead), (Post.SECOND, second)):
        session.add(
            SafeguardingPost(
                district_id=cast.places.district.id, post=post, account_id=account.id,
                asked_by_id=cast.accounts[Role.ORGANIZER].id, confirmed_by_id=cast.accounts[Role.ADMINISTRATOR].id,
                confirmed_at=clock.now(),
            )
        )  # fmt: skip
    for offset in range(DUTY_DAYS):
        on_duty = deputy if offset >= DUTY_DAYS // 2 else lead
        day = cast.today + timedelta(days=offset)
        session.add(DutyDay(district_id=cast.places.district.id, day=day, account_id=on_duty.id))
    _concern(session, cast, lead)


def _colleague(session: DbSession, like: Account, rng: random.Random, login: str) -> Account:
    """Another demo account with the lead's role."""
    role = like.roles[0]
    made = Account(
        login=login, login_token=login_token(login), name=rng.choice(SURNAMES) + rng.choice(GIVEN_GIRL),
        password_hash=like.password_hash, demo=True,
    )  # fmt: skip
    made.roles.append(type(role)(role=role.role, scope=role.scope, area_id=role.area_id))
    session.add(made)
    return made


def _concern(session: DbSession, cast: Cast, lead: Account) -> None:
    met = select(Pairing).where(Pairing.state == PairingState.ACTIVE).order_by(Pairing.proposed_at, Pairing.id)
    pairing = session.scalars(met.limit(1)).first()
    director, now = cast.accounts[Role.VILLAGE_DIRECTOR], clock.now()
    concern = Concern(
        id=uuid.uuid4(), code=short_code(CODE_LENGTH), district_id=cast.places.district.id, about=ConcernAbout.CHILD,
        story=STORY, reporter_id=director.id, may_call=True, child_id=pairing.child_id if pairing else None,
        state=ConcernState.OPEN, raised_at=now, assigned_to_id=lead.id, due_at=now + timedelta(minutes=120),
    )  # fmt: skip
    concern.entries = [
        ConcernEntry(position=1, kind=EntryKind.RAISED, at=now),
        ConcernEntry(position=2, kind=EntryKind.ASSIGNED, at=now, target_id=lead.id),
    ]
    session.add(concern)
    session.flush()
