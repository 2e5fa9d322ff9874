"""Group activities: staff, at sites within their scope."""

from app.foundation.access import Role
from tests.guards.matrix import row

RECORDERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)
# The world's activity is at a site of the school, in no village.
OF_THE_SCHOOL = (Role.SCHOOL_STAFF, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)

ROWS = [
    row("activities.index", *RECORDERS),
    row("activities.new", *RECORDERS),
    row("activities.new", *RECORDERS, method="POST"),
    row("activities.empty", public=True, own=lambda _: {"language": "zh"}),
    row("activities.state", *RECORDERS),
    row(
        "activities.show",
        *OF_THE_SCHOOL,
        own=lambda w: {"activity_id": w.own.activity.id},
        foreign=lambda w: {"activity_id": w.foreign.activity.id},
    ),
    row(
        "activities.attend",
        *OF_THE_SCHOOL,
        method="POST",
        own=lambda w: {"activity_id": w.own.activity.id},
        foreign=lambda w: {"activity_id": w.foreign.activity.id},
    ),
]
