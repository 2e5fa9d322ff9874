"""Links that ask a guardian far away: made for one child, for each child of a class, or for a class's group chat."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, update

from app.children.codes import LinkKind
from app.children.doors import TOKEN_LENGTH, guardians_of, hash_of
from app.children.models import Child, ChildStatus, ConsentLink
from app.children.rules.files import locked_child
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.ids import short_code
from app.places.models import Area, School


def make_link(
    session: DbSession,
    actor: Actor,
    child_id: uuid.UUID,
    *,
    days: int,
    for_carer: bool = False,
    authority: str = "",
) -> str:
    """A fresh token for one child, told once; earlier ones stop working. Commits.

    Args:
        session: the transaction.
        actor: staff of the child's school or village.
        child_id: the child.
        days: how long it opens.
        for_carer: the link is for who looks after the child, not for the legal guardians.
        authority: then, where the parent's written authorisation is kept.

    Raises:
        Refused: the authorisation is missing, nobody it could be for has a phone on file, or the child left the ledger.
    """
    written = authority.strip()[:60] or None
    if for_carer and written is None:
        raise Refused("children.not_guardian", field="authority")
    child = locked_child(session, actor, Permission.CONSENT_LINK, child_id)
    token = _link(session, actor, child, days, written if for_carer else None)
    audit.record(session, actor, Action.CONSENT_LINKS_MADE, child, kind=LinkKind.ONE_CHILD.value, count=1)
    session.commit()
    return token


def make_slips(session: DbSession, actor: Actor, children: Sequence[Child], *, days: int) -> list[tuple[Child, str]]:
    """A fresh token for each child of whom a legal guardian's phone is on file. Commits.

    Raises:
        Missing: a child outside the actor's school or village.
    """
    made = []
    for one in sorted(children, key=lambda child: child.id):
        child = locked_child(session, actor, Permission.CONSENT_LINK, one.id)
        if child.status is ChildStatus.ACTIVE and guardians_of(child, for_carer=False):
            made.append((child, _link(session, actor, child, days, None)))
    if made:
        district = session.get(Area, made[0][0].district_id)
        kind = LinkKind.ONE_CHILD.value
        audit.record(session, actor, Action.CONSENT_LINKS_MADE, district, kind=kind, count=len(made))
    session.commit()
    tokens = {child.id: token for child, token in made}
    return [(child, tokens[child.id]) for child in children if child.id in tokens]


def make_class_link(
    session: DbSession, actor: Actor, school: School | None, *, grade: int | None, class_name: str | None, days: int
) -> str:
    """A fresh token for a class's group chat, told once; an earlier one of the class stops working. Commits."""
    school = authorize(actor, Permission.CONSENT_LINK, school)
    same = [ConsentLink.school_id == school.id, ConsentLink.grade.is_not_distinct_from(grade)]
    _end(session, *same, ConsentLink.class_name.is_not_distinct_from(class_name))
    token = short_code(TOKEN_LENGTH)
    link = ConsentLink(
        district_id=school.district_id, school_id=school.id, grade=grade, class_name=class_name,
        token_hash=hash_of(token), expires_at=clock.now() + timedelta(days=days), made_by_id=actor.id,
    )  # fmt: skip
    session.add(link)
    audit.record(session, actor, Action.CONSENT_LINKS_MADE, link, kind=LinkKind.WHOLE_CLASS.value, count=1)
    session.commit()
    return token


def end_link(session: DbSession, actor: Actor, link: ConsentLink | None) -> ConsentLink:
    """A link stops working at once. Ending it twice is ending it once. Commits.

    Raises:
        Missing: it is of a child or a class outside the actor's scope.
    """
    if link is None:
        raise Missing
    authorize(actor, Permission.CONSENT_LINK, link if link.child is None else link.child)
    if link.ended_at is None:
        link.ended_at = clock.now()
        kind = LinkKind.ONE_CHILD if link.child_id is not None else LinkKind.WHOLE_CLASS
        audit.record(session, actor, Action.CONSENT_LINK_ENDED, link, kind=kind.value)
    session.commit()
    return link


def _link(session: DbSession, actor: Actor, child: Child, days: int, authority: str | None) -> str:
    if child.status is not ChildStatus.ACTIVE:
        raise Refused("children.not_on_ledger")
    if not guardians_of(child, for_carer=authority is not None):
        raise Refused("children.link_nobody", field="authority" if authority else None)
    _end(session, ConsentLink.child_id == child.id)
    token = short_code(TOKEN_LENGTH)
    session.add(
        ConsentLink(
            district_id=child.district_id,
            child_id=child.id,
            authority=authority,
            token_hash=hash_of(token),
            expires_at=clock.now() + timedelta(days=days),
            made_by_id=actor.id,
        )
    )
    return token


def _end(session: DbSession, *which: ColumnElement[bool]) -> None:
    """End those that are neither used nor ended."""
    open_ones = update(ConsentLink).where(*which, ConsentLink.used_at.is_(None), ConsentLink.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=clock.now()), execution_options={"synchronize_session": False})
