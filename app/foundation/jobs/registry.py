"""Which function does which kind of job, and what it is given."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.foundation.database import DbSession

ATTEMPTS = 3


class LostLease(RuntimeError):
    """Another worker holds the job now; what this one made must not be stored."""


@dataclass
class JobContext:
    """What a handler works with. ``beat`` and ``progress`` raise ``LostLease`` once another worker took the job."""

    job_id: uuid.UUID
    lease: uuid.UUID
    payload: dict[str, Any]
    session: DbSession
    beat: Callable[[], None]
    progress: Callable[[int, str], None]
    hold: Callable[[], None]
    """Locks the job row for the running transaction and checks the lease: call it just before storing a result."""


JobHandler = Callable[[JobContext], dict[str, Any]]
_handlers: dict[str, JobHandler] = {}
_attempts: dict[str, int] = {}


def job(kind: str, *, attempts: int = ATTEMPTS) -> Callable[[JobHandler], JobHandler]:
    """Register the handler of a kind of job; it returns the job's result (figures and ids).

    ``attempts``: after so many it is given up.
    """

    def register(function: JobHandler) -> JobHandler:
        _handlers[kind], _attempts[kind] = function, attempts
        return function

    return register


def handler(kind: str) -> JobHandler:
    """The handler of a kind.

    Raises:
        KeyError: no part registered it.
    """
    return _handlers[kind]


def attempts_of(kind: str) -> int:
    """How often a job of a kind is tried."""
    return _attempts.get(kind, ATTEMPTS)


def patient_kinds() -> dict[str, int]:
    """The kinds that are tried more often, or less, than others."""
    return {kind: number for kind, number in _attempts.items() if number != ATTEMPTS}


Chore = Callable[[DbSession], object]
_chores: list[Chore] = []


def chore(function: Chore) -> Chore:
    """Have the worker call this every minute: short work that time alone makes due. It commits by itself."""
    if function not in _chores:
        _chores.append(function)
    return function


def chores() -> list[Chore]:
    """Everything to be done every minute."""
    return list(_chores)
