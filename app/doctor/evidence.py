"""What an inspector of graded protection 等级保护 asks to see, in the order of the standard's headings.

Each line says what the program does and a figure of this installation that was just counted. Where a measure is the
operator's (the room, the network, the people), the line says so: the program proves nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.accounts.browser import IDLE_SECONDS
from app.accounts.models import Account, RoleGrant
from app.accounts.rules.passwords import SHORTEST, SHORTEST_FOR_POWER
from app.accounts.rules.throttling import FAILURES, LOCK
from app.foundation import clock
from app.foundation.access import Permission, Role
from app.foundation.audit import AuditChain, AuditEvent, sealing
from app.foundation.database import db
from app.foundation.inventory import inventory
from app.foundation.secrets.keyring import keyring
from app.privacy.models import Breach, DataOfficer, Erasure, ImpactAssessment, RightsRequest


@dataclass(frozen=True)
class Proof:
    """One line: the heading of the standard, what is done, and where to see it."""

    heading: Any
    what: Any
    see: Any


def proofs() -> list[Proof]:
    """The lines, in order; reads only."""
    return [*_identity(), *_access(), *_audit(), *_secrecy(), *_personal(), *_operator()]


def _count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def _identity() -> Iterator[Proof]:
    heading = _l("Identification and authentication")
    factors = _count(Account, Account.active, Account.factor_since.is_not(None))
    yield Proof(
        heading,
        _l(
            "Passwords have at least %(least)s characters, those of powerful roles %(more)s, and none that "
            "is easily guessed; kept as argon2id.",
            least=SHORTEST,
            more=SHORTEST_FOR_POWER,
        ),
        _l(
            "%(count)s active accounts, %(factors)s with a second factor",
            count=_count(Account, Account.active),
            factors=factors,
        ),
    )
    yield Proof(
        heading,
        _l(
            "After %(failures)s failures an account waits %(minutes)s minutes; after %(idle)s idle minutes "
            "the password is asked again.",
            failures=FAILURES,
            minutes=LOCK.seconds // 60,
            idle=IDLE_SECONDS // 60,
        ),
        _l("Sign-in page; audit log, “sign-in refused”"),
    )


def _access() -> Iterator[Proof]:
    heading = _l("Access control")
    yield Proof(
        heading,
        _l(
            "%(count)s permissions, given to roles, each limited to a school, village, township or district; "
            "what is not allowed does not exist.",
            count=len(Permission),
        ),
        _l("A test walks every page with every role, in its own scope and in others"),
    )
    held = dict(db.session.execute(
        select(RoleGrant.role, func.count()).where(RoleGrant.ended_at.is_(None)).group_by(RoleGrant.role)
    ).all())  # fmt: skip
    yield Proof(
        heading,
        _l(
            "Administration, audit and children's files are in different hands: an administrator reads no "
            "file, an auditor changes nothing."
        ),
        _l(
            "%(administrators)s administrators, %(auditors)s auditors, %(leads)s safeguarding leads",
            administrators=held.get(Role.ADMINISTRATOR, 0),
            auditors=held.get(Role.AUDITOR, 0),
            leads=held.get(Role.SAFEGUARDING_LEAD, 0),
        ),
    )


def _audit() -> Iterator[Proof]:
    heading = _l("Security audit")
    first = db.session.scalar(select(func.min(AuditEvent.at)))
    seals = sealing.read_seals(sealing.audit_folder() / sealing.FILE).seals
    since = clock.local(first).date().isoformat() if first is not None else "—"
    yield Proof(
        heading,
        _l(
            "Every change and every reading of a child's file is on a log that can only grow; each row holds "
            "the mark of the one before."
        ),
        _l(
            "%(rows)s rows in %(chains)s chains since %(since)s; to check: flask audit verify",
            rows=_count(AuditEvent),
            chains=_count(AuditChain),
            since=since,
        ),
    )
    yield Proof(
        heading,
        _l("The heads of the log are signed once a day into a file outside the database."),
        _l("%(seals)s seals", seals=len(seals)),
    )


def _secrecy() -> Iterator[Proof]:
    rows = inventory()
    sealed = sum(row.sealed for row in rows)
    secrets = keyring.secrets
    yield Proof(
        _l("Secrecy and integrity of data"),
        _l(
            "Names, identity numbers, phones, addresses, health and notes are encrypted in the database "
            "(AES-256-GCM), found by keyed indexes only."
        ),
        _l(
            "%(sealed)s of %(all)s columns are encrypted; key %(key)s is in use; to see: flask keys status",
            sealed=sealed,
            all=len(rows),
            key=secrets.current_data_key,
        ),
    )
    strict = current_app.config["SETTINGS"].production
    yield Proof(
        _l("Secrecy and integrity of data"),
        _l(
            "Pages with a child's data are not stored by browsers; cookies go over HTTPS only; no script of "
            "another origin runs."
        ),
        _l("on") if strict else _l("in production mode; this is none"),
    )


def _personal() -> Iterator[Proof]:
    heading = _l("Protection of personal information")
    yield Proof(
        heading,
        _l("A guardian's consent for every child, with text version, way and day; taken back at any time."),
        _l(
            "An officer is named in %(officers)s districts; %(assessments)s impact assessments",
            officers=_count(DataOfficer),
            assessments=_count(ImpactAssessment),
        ),
    )
    yield Proof(
        heading,
        _l("Each column has a purpose, readers and a term; what is past its term is overwritten by itself."),
        _l(
            "%(erased)s files anonymised, %(requests)s requests of people about their data",
            erased=_count(Erasure),
            requests=_count(RightsRequest),
        ),
    )
    yield Proof(
        heading, _l("Breaches are registered, with the steps and days the law names."),
        _l("%(breaches)s registered", breaches=_count(Breach)),
    )  # fmt: skip


def _operator() -> Iterator[Proof]:
    yield Proof(
        _l("The operator's own part"),
        _l(
            "Room and machine, network, virus protection, backups elsewhere, training of staff, filing 备案 "
            "and the expert review."
        ),
        _l("The program proves nothing about these"),
    )
