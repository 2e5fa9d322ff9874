"""Reads of activities and classes, always scoped to the actor."""

from app.activities.queries.events import (
    PAGE,
    Narrowing,
    Tick,
    activities,
    activity,
    count_unrecorded,
    known_ids,
    own_codes,
    planned,
    present_count,
    schools,
    sites,
    ticks,
    to_attend,
    townships,
)

__all__ = [
    "PAGE",
    "Narrowing",
    "Tick",
    "activities",
    "activity",
    "count_unrecorded",
    "known_ids",
    "own_codes",
    "planned",
    "present_count",
    "schools",
    "sites",
    "ticks",
    "to_attend",
    "townships",
]
