"""Are the posts filled, apart from each other, and behind a second factor?"""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import Account, RoleGrant
from app.accounts.queries import has_accounts, has_demo_accounts
from app.doctor.findings import Finding, State, check
from app.foundation.access import Role
from app.foundation.database import db
from app.places.models import Area, AreaLevel

FEWEST_ADMINISTRATORS = 2


@check
def nothing_of_the_demo() -> Iterator[Finding]:
    """Everybody knows the password of a demo account."""
    if has_demo_accounts(db.session):
        yield Finding(
            State.BAD,
            _l("This is a demo: its accounts have a password that everybody knows."),
            _l("Never enter a real child here. Start over with an empty database: flask setup"),
        )


@check
def somebody_can_sign_in() -> Iterator[Finding]:
    """An installation without any account waits for its first administrator, whom only a command makes."""
    if not has_accounts(db.session):
        yield Finding(
            State.BAD,
            _l("There is no account yet: nobody can sign in."),
            _l("Run on the server, and open the link that it prints: flask setup"),
        )


@check
def administrators_and_auditors() -> Iterator[Finding]:
    """At least two administrators, an auditor, and nobody who is both."""
    if not has_accounts(db.session):
        return
    administrators, auditors = _holders(Role.ADMINISTRATOR), _holders(Role.AUDITOR)
    if len(administrators) < FEWEST_ADMINISTRATORS:
        yield Finding(
            State.LOOK,
            _l("There are %(count)s administrators: one who is ill locks everybody out.", count=len(administrators)),
            _l("Invite a second administrator; important acts then also have their second person."),
        )
    if not auditors:
        yield Finding(State.LOOK, _l("Nobody reads the audit log."), _l("Invite an auditor who has no other role."))
    if administrators & auditors:
        yield Finding(State.BAD, _l("Somebody is administrator and auditor at once."), _l("End one of the two roles."))
    if len(administrators) >= FEWEST_ADMINISTRATORS and auditors and not administrators & auditors:
        yield Finding(State.GOOD, _l("Administration and audit are in different hands."))


@check
def a_lead_everywhere() -> Iterator[Finding]:
    """Every district that has children's staff has somebody who handles concerns."""
    lead = exists().where(
        RoleGrant.area_id == Area.id, RoleGrant.role == Role.SAFEGUARDING_LEAD, RoleGrant.ended_at.is_(None)
    )
    without = db.session.scalars(select(Area.name).where(Area.level == AreaLevel.DISTRICT, ~lead).order_by(Area.name))
    names = list(without)
    for name in names:
        yield Finding(
            State.BAD,
            _l("Nobody handles concerns in %(name)s.", name=name),
            _l("Invite a safeguarding lead before any child is registered."),
        )
    if not names and db.session.scalar(select(Area.id).where(Area.level == AreaLevel.DISTRICT).limit(1)):
        yield Finding(State.GOOD, _l("Every district has a safeguarding lead."))


@check
def second_factors() -> Iterator[Finding]:
    """Staff who have not set up their second factor: they are asked for it at their next sign-in."""
    staff, grant = aliased(Account), RoleGrant
    works = exists().where(grant.account_id == staff.id, grant.role != Role.VOLUNTEER, grant.ended_at.is_(None))
    query = select(func.count()).select_from(staff).where(staff.active, works, staff.password_hash.is_not(None))
    everybody = db.session.scalar(query) or 0
    without = db.session.scalar(query.where(staff.factor_since.is_(None))) or 0
    if without:
        yield Finding(
            State.LOOK,
            _l("%(count)s of %(all)s staff have no second factor yet.", count=without, all=everybody),
            _l("They are asked for it when they sign in next; nothing of a child is shown before."),
        )
    elif everybody:
        yield Finding(State.GOOD, _l("All %(all)s staff have a second factor.", all=everybody))


def _holders(role: Role) -> set[object]:
    query = select(RoleGrant.account_id).join(Account, Account.id == RoleGrant.account_id)
    return set(db.session.scalars(query.where(RoleGrant.role == role, RoleGrant.ended_at.is_(None), Account.active)))
