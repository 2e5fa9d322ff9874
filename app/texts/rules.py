"""What may happen to a standing text: drafted, published as a wording fix or as material, ticked as reviewed."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import ActKind, PendingAct
from app.accounts.rules import is_open
from app.accounts.rules.creating import ask
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.texts import shipped
from app.texts.checks import Typed, check
from app.texts.kinds import TextChange, TextKind
from app.texts.models import StandingText
from app.texts.queries import current, draft, versions

COMPARED = ("title_zh", "title_en", "body_zh", "body_en", "pass_percent")


def save_draft(session: DbSession, actor: Actor, kind: TextKind, typed: Typed, *, seen: str) -> StandingText:
    """Keep the draft of the next version; ``seen`` is the ``stamp`` of the draft the form was made from.

    Raises:
        Refused: the text is not usable (see ``check``), or it waits for a second person.
        Conflict: somebody else changed the draft meanwhile.
    """
    authorize(actor, Permission.TEXT_WRITE, current(session, kind))
    check(kind, typed)
    held = _locked_draft(session, kind)
    if stamp(held) != seen:
        raise Conflict("texts.changed_meanwhile")
    _refuse_asked(session, held)
    if held is None:
        _keep_shipped(session, kind)
        held = StandingText(kind=kind)
        session.add(held)
    for name, value in asdict(typed).items():
        setattr(held, name, value.replace("\r\n", "\n").strip() if isinstance(value, str) else value)
    held.written_by_id, held.written_at = actor.id, clock.now()
    held.reviewed_by_id = held.reviewed_at = None  # what was reviewed was another text
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("texts.changed_meanwhile") from error
    audit.record(session, actor, Action.TEXT_DRAFTED, held, text=kind.value)
    session.commit()
    return held


def discard_draft(session: DbSession, actor: Actor, kind: TextKind) -> None:
    """Throw the draft away; without one nothing happens.

    Raises:
        Refused: it waits for a second person.
    """
    authorize(actor, Permission.TEXT_WRITE, current(session, kind))
    held = _locked_draft(session, kind)
    if held is None:
        return
    _refuse_asked(session, held)
    audit.record(session, actor, Action.TEXT_DISCARDED, held, text=kind.value)
    session.delete(held)
    session.commit()


def publish(session: DbSession, actor: Actor, kind: TextKind, change: TextChange, *, seen: str) -> PendingAct | None:
    """Publish the draft as a wording fix; as material ask for it, and return what waits for the second person.

    Raises:
        Refused: there is no draft, it says what the version in force says, waits already, or lacks a summary.
        Conflict: it is not the draft that was seen.
    """
    authorize(actor, Permission.TEXT_WRITE, current(session, kind))
    held = _locked_draft(session, kind)
    if held is None:
        raise Refused("texts.no_draft")
    if stamp(held) != seen:
        raise Conflict("texts.changed_meanwhile")
    _refuse_asked(session, held)
    if not differs(held, current(session, kind)):
        raise Refused("texts.same")
    if change is TextChange.MATERIAL:
        if not held.summary:
            raise Refused("texts.summary_missing")
        act = ask(session, actor, held.id, ActKind.PUBLISH_TEXT)
        session.commit()
        return act
    _number(session, held, change)
    held.published_by_id = actor.id
    _log_published(session, actor, held)
    session.commit()
    return None


def publish_confirmed(session: DbSession, actor: Actor, act: PendingAct) -> None:
    """Publish as material what somebody asked for, as the second person. The caller has judged who, and commits.

    Raises:
        Refused: the draft is gone.
    """
    held = session.get(StandingText, act.subject_id, with_for_update=True, populate_existing=True)
    if held is None or held.number is not None:
        raise Refused("texts.no_draft")
    _number(session, held, TextChange.MATERIAL)
    held.published_by_id, held.confirmed_by_id = act.asked_by_id, actor.id
    session.flush()
    _log_published(session, actor, held)


def review(session: DbSession, actor: Actor, kind: TextKind, number: int | None) -> StandingText:
    """Tick that a version (None: the draft) was reviewed. Ticking twice is ticking once.

    Raises:
        Missing: there is no such version, or the actor wrote it.
    """
    if number is None:
        held = _locked_draft(session, kind)
    else:
        _keep_shipped(session, kind)
        wanted = select(StandingText).where(StandingText.kind == kind, StandingText.number == number)
        held = session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()
    text = authorize(actor, Permission.TEXT_REVIEW, held)
    if actor.id is None:
        raise Missing  # a person ticks, not a command
    if text.reviewed_at is None:
        text.reviewed_by_id, text.reviewed_at = actor.id, clock.now()
        audit.record(session, actor, Action.TEXT_REVIEWED, text, text=kind.value, number=number)
    session.commit()
    return text


def stamp(held: StandingText | None) -> str:
    """What tells one state of a draft from another; empty where there is none."""
    return held.written_at.isoformat() if held is not None else ""


def differs(one: StandingText, other: StandingText) -> bool:
    """Whether two versions say different things."""
    return any(getattr(one, name) != getattr(other, name) for name in COMPARED)


def waiting_act(session: DbSession, held: StandingText | None) -> PendingAct | None:
    """What waits for a second person about a draft."""
    if held is None:
        return None
    wanted = select(PendingAct).where(PendingAct.subject_id == held.id, PendingAct.outcome.is_(None))
    return next((act for act in session.scalars(wanted) if is_open(act)), None)


def _locked_draft(session: DbSession, kind: TextKind) -> StandingText | None:
    found = draft(session, kind)
    if found is None:
        return None
    held = session.get(StandingText, found.id, with_for_update=True, populate_existing=True)
    return held if held is not None and held.number is None else None


def _refuse_asked(session: DbSession, held: StandingText | None) -> None:
    """What a second person is asked to confirm must stay what they read."""
    if waiting_act(session, held) is not None:
        raise Refused("texts.asked")


def _keep_shipped(session: DbSession, kind: TextKind) -> None:
    """Save what the program ships as version 1, before anything is put beside it."""
    kept = select(StandingText.id).where(StandingText.kind == kind, StandingText.number == shipped.NUMBER)
    if session.scalar(kept) is None:
        text = shipped.made(kind)
        text.published_at = clock.now()
        session.add(text)
        session.flush()


def _number(session: DbSession, held: StandingText, change: TextChange) -> None:
    held.number = (versions(session, held.kind)[0].number or 0) + 1
    held.change, held.published_at = change, clock.now()


def _log_published(session: DbSession, actor: Actor, held: StandingText) -> None:
    change = held.change.value if held.change is not None else None
    details = {"text": held.kind.value, "number": held.number, "change": change}
    audit.record(session, actor, Action.TEXT_PUBLISHED, held, **details)
