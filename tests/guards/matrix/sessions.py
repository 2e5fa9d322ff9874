"""Sessions: logged by the volunteer, confirmed by those who can know it."""

from app.foundation.access import Role
from tests.guards.matrix import Row, row

READERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)
CONFIRMERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)


def _one(endpoint: str, *allowed: Role, method: str = "GET") -> Row:
    """A row of one session. The own one was served by another volunteer than the one who is tried."""
    return row(
        endpoint,
        *allowed,
        method=method,
        own=lambda w: {"session_id": w.own.sent.id},
        foreign=lambda w: {"session_id": w.foreign.sent.id},
    )


PAIRED = {"own": lambda w: {"number_id": w.own.active.id}, "foreign": lambda w: {"number_id": w.foreign.active.id}}

ROWS = [
    row("missed.index", *CONFIRMERS),
    row("missed.record", *CONFIRMERS, **PAIRED),
    row("missed.record", *CONFIRMERS, method="POST", **PAIRED),
    row(
        "missed.take_back",
        *CONFIRMERS,
        method="POST",
        own=lambda w: {"missed_id": w.own.missed.id},
        foreign=lambda w: {"missed_id": w.foreign.missed.id},
    ),
    row("missed.codes", *READERS),
    row("missed.new", Role.VOLUNTEER),
    row("missed.new", Role.VOLUNTEER, method="POST"),
    row("sessions.mine", Role.VOLUNTEER),
    row("sessions.new", Role.VOLUNTEER),
    row("sessions.new", Role.VOLUNTEER, method="POST"),
    row("sessions_unsent.empty", public=True, own=lambda _: {"language": "zh"}),
    row("sessions_unsent.state", Role.VOLUNTEER),
    row("sessions_unsent.missed_empty", public=True, own=lambda _: {"language": "zh"}),
    row("sessions_unsent.missed_state", Role.VOLUNTEER),
    _one("sessions.show"),
    _one("sessions.correct"),
    _one("sessions.correct", method="POST"),
    _one("sessions.withdraw"),
    _one("sessions.withdraw", method="POST"),
    _one("sessions.dispute"),
    _one("sessions.dispute", method="POST"),
    row("sessions_queue.index", *READERS),
    row("sessions_queue.confirm_many", *CONFIRMERS, method="POST"),
    row("sessions_queue.undo", *CONFIRMERS, Role.TOWNSHIP_SUPERVISOR, method="POST"),
    _one("sessions_queue.show", *READERS),
    _one("sessions_queue.confirm", *CONFIRMERS, method="POST"),
    _one("sessions_queue.send_back", *CONFIRMERS, method="POST"),
    _one("sessions_queue.void", *CONFIRMERS, method="POST"),
    row(
        "sessions_queue.answer",
        *CONFIRMERS,
        method="POST",
        own=lambda w: {"dispute_id": w.own.dispute.id},
        foreign=lambda w: {"dispute_id": w.foreign.dispute.id},
    ),
]
