"""A guardian's own steps through a link: the digits that open it, and the answer that uses it up.

Every wrong try goes one way: it is counted, looked up and compared like a right one, and is told the same words.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import AttemptKind
from app.accounts.rules.throttling import Throttle
from app.children.codes import LinkKind
from app.children.consent_text import current_version
from app.children.doors import (
    find_child,
    guardians_of,
    hash_of,
    is_alive,
    may_try,
    plain_digits,
)
from app.children.models import (
    Carer,
    Child,
    ChildStatus,
    ChildWish,
    Consent,
    ConsentDecision,
    ConsentLink,
    ConsentMethod,
)
from app.children.rules.files import locked_child
from app.children.rules.receipts import new_receipt
from app.children.rules.recording import ConsentInput, put_consent
from app.foundation import audit, clock
from app.foundation.access import Permission, system_actor
from app.foundation.audit import Action
from app.foundation.chinese import normalise_name
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.secrets.keyring import keyring

BY_LINK = system_actor("consent link")


@dataclass(frozen=True)
class Opening:
    """What the right digits opened: a link, for a child, to this carer of the file."""

    link_id: uuid.UUID
    child_id: uuid.UUID
    carer_id: uuid.UUID


@dataclass(frozen=True)
class Answer:
    """What a guardian answered. ``text_version``: the text that was on the page."""

    agreed: bool
    name: str
    text_version: int
    online: bool = False
    home_visit: bool = False
    photo: bool = False
    sharing: bool = False
    child_wish: ChildWish = ChildWish.NOT_ASKED


def open_link(session: DbSession, token: str, digits: str, name: str = "") -> Opening:
    """Judge the digits, and for a class the child's name. Commits.

    Raises:
        Refused: wrong name or digits, no such link, closed, or too many tries: always the same words.
    """
    key, digits = hash_of(token), plain_digits(digits)
    throttle = Throttle(session, AttemptKind.FAMILY, keyring.token("consent.try", key, normalise_name(name)))
    throttle.begin()
    link = _locked(session, key)
    found = find_child(_asked_about(session, link), link, name, digits) if link is not None else None
    open_still = link is not None and may_try(link, clock.now()) and not throttle.blocked
    if link is None or found is None or not open_still:
        if link is not None and open_still:
            link.failures += 1
        session.commit()
        raise Refused("children.link_wrong")
    throttle.succeeded()
    child, carer = found
    kind = LinkKind.ONE_CHILD if link.child_id is not None else LinkKind.WHOLE_CLASS
    audit.record(session, BY_LINK, Action.CONSENT_LINK_OPENED, child, kind=kind.value)
    session.commit()
    return Opening(link.id, child.id, carer.id)


def answer(session: DbSession, opening: Opening, given: Answer) -> Consent:
    """Record the answer, and use the link up. A repeated answer takes effect once. Commits.

    Raises:
        Refused: the link was closed since, the file does not have this carer any more, the text on the page is not the
            current one, or no name was given.
    """
    child = locked_child(session, BY_LINK, Permission.CONSENT_RECORD, opening.child_id)
    link = session.get(ConsentLink, opening.link_id, with_for_update={"of": ConsentLink}, populate_existing=True)
    consent_id = uuid.uuid5(opening.link_id, str(child.id))
    known = session.get(Consent, consent_id)
    if known is not None:
        session.rollback()
        return known
    carer = carer_of(child, opening, for_carer=link is not None and link.authority is not None)
    if link is None or carer is None or not is_alive(link, clock.now()):
        raise Refused("children.link_closed")
    if given.text_version != current_version(session):
        raise Refused("children.text_changed")
    consent = put_consent(session, BY_LINK, child, _input(link, carer, given), consent_id)
    if link.child_id is not None:
        link.used_at = clock.now()
    if given.agreed:
        session.add(new_receipt(consent))
    session.commit()
    return consent


def carer_of(child: Child, opening: Opening, *, for_carer: bool) -> Carer | None:
    """Who opened the link, as long as the file still has them with a phone."""
    return next((one for one in guardians_of(child, for_carer=for_carer) if one.id == opening.carer_id), None)


def answered(session: DbSession, opening: Opening) -> Consent | None:
    """What was answered through this link for this child already."""
    return session.get(Consent, uuid.uuid5(opening.link_id, str(opening.child_id)))


def find_link(session: DbSession, token: str) -> ConsentLink | None:
    """The link of a token, whether it still opens or not."""
    return session.scalars(select(ConsentLink).where(ConsentLink.token_hash == hash_of(token))).one_or_none()


def _locked(session: DbSession, key: str) -> ConsentLink | None:
    wanted = select(ConsentLink).where(ConsentLink.token_hash == key).with_for_update(of=ConsentLink)
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _asked_about(session: DbSession, link: ConsentLink) -> Sequence[Child]:
    """The child of the link, or all children of the class, with their carers: the same queries whatever was typed."""
    query = select(Child).where(Child.status == ChildStatus.ACTIVE).options(selectinload(Child.carers))
    if link.child_id is not None:
        query = query.where(Child.id == link.child_id)
    else:
        query = query.where(Child.school_id == link.school_id)
        query = query.where(Child.grade == link.grade) if link.grade is not None else query
        query = query.where(Child.class_name == link.class_name) if link.class_name else query
    return session.scalars(query.order_by(Child.id)).all()


def _input(link: ConsentLink, carer: Carer, given: Answer) -> ConsentInput:
    return ConsentInput(
        decision=ConsentDecision.GIVEN if given.agreed else ConsentDecision.REFUSED,
        consenter=given.name.strip()[:40],
        relation=carer.relation,
        legal_guardian=carer.legal_guardian,
        method=ConsentMethod.ONE_TIME_LINK,
        given_on=clock.today(),
        text_version=given.text_version,
        online=given.online,
        home_visit=given.home_visit,
        photo=given.photo,
        sharing=given.sharing,
        child_wish=given.child_wish,
        authority=link.authority,
        # Who looks after the child says yes for the home as well.
        home_yes_by=given.name if carer.entrusted else None,
        link_id=link.id,
    )
