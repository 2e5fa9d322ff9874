"""What happens to a child's file that floors above must act on, published in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from app.children.models import Child
from app.foundation.access import Actor


@dataclass(frozen=True)
class ConsentWithdrawn:
    """A valid consent ended before its date: withdrawn, or followed by a refusal. ``reason`` is a code."""

    child: Child
    actor: Actor
    reason: str


@dataclass(frozen=True)
class ChildGateShut:
    """The file changed, and a gate of the child does not hold: it must be judged whether a pairing can go on."""

    child: Child
    actor: Actor


@dataclass(frozen=True)
class ChildLeft:
    """The child left the ledger. ``reason`` is a code of ``LeaveReason``."""

    child: Child
    actor: Actor
    reason: str


@dataclass(frozen=True)
class ChildrenMerged:
    """Two files were one child's: what stands about ``gone`` stands about ``kept`` from now on."""

    kept: Child
    gone: Child
    actor: Actor


@dataclass(frozen=True)
class ChildTransferred:
    """The child's file moved to another school; consent and pairing go with it."""

    child: Child
    actor: Actor
