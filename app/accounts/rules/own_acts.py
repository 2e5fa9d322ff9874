"""Acts of the parts above that need a second person: they name the kind, and say here what is done and shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.accounts.models import ActKind, PendingAct
from app.foundation.access import Actor
from app.foundation.database import DbSession


@dataclass(frozen=True)
class ActWords:
    """What the second person reads before deciding: a title, rows of label and value, and where the whole stands."""

    title: str
    rows: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True)
class OwnAct:
    """A kind of act of a part above. None of the functions commits.

    ``may_still_ask``: whether who asked could ask now. ``carry_out``: do it for the second person; raises ``Refused``
    where what was asked for is not there as it was. ``words``: None where the record is gone.
    """

    may_still_ask: Callable[[DbSession, PendingAct], bool]
    carry_out: Callable[[DbSession, Actor, PendingAct], None]
    words: Callable[[DbSession, PendingAct], ActWords | None]


_kinds: dict[ActKind, OwnAct] = {}


def register_act(kind: ActKind, own: OwnAct) -> None:
    """Say what a kind of act means; called where a part's handlers are defined."""
    _kinds[kind] = own


def own_act(kind: ActKind) -> OwnAct | None:
    """What a part above registered for a kind; None: it is one of accounts."""
    return _kinds.get(kind)


def words_of(session: DbSession, act: PendingAct) -> ActWords | None:
    """What is said about an act of a part above."""
    own = own_act(act.kind)
    return own.words(session, act) if own is not None else None
