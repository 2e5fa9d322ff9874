"""Group activities: staff, at sites within their scope."""

from app.foundation.access import Role
from tests.guards.matrix import row

RECORDERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)
# The world's activity is at a site of the school, in no village.
OF_THE_SCHOOL = (Role.SCHOOL_STAFF, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)

NEAR = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
SITE = {
    "own": lambda w: {"site_id": w.own.activity.site_id},
    "foreign": lambda w: {"site_id": w.foreign.activity.site_id},
}
CLASS = {"own": lambda w: {"class_id": w.own.site_class.id}, "foreign": lambda w: {"class_id": w.foreign.site_class.id}}
PLACE = {
    "own": lambda w: {"enrolment_id": w.own.enrolment.id},
    "foreign": lambda w: {"enrolment_id": w.foreign.enrolment.id},
}
# Whose school, village or office lies in the township sees its sites and classes, to enrol children there.
ALL_NEAR = {"own": frozenset(RECORDERS), "other_school": frozenset(RECORDERS)}
NEAR_TWO = {"own": frozenset(NEAR), "other_school": frozenset(NEAR)}

ROWS = [
    *(
        row(
            endpoint,
            *OF_THE_SCHOOL,
            method=method,
            own=lambda w: {"activity_id": w.own.activity.id},
            foreign=lambda w: {"activity_id": w.foreign.activity.id},
        )
        for endpoint, method in (
            ("activities.edit", "GET"),
            ("activities.edit", "POST"),
            ("activities.end", "GET"),
            ("activities.end", "POST"),
            ("activities.serve", "GET"),
            ("activities.serve", "POST"),
        )
    ),
    row("safety.index", *RECORDERS),
    row("safety.lesson", *NEAR),
    row("safety.lesson", *NEAR, method="POST"),
    row("safety.topics", Role.ORGANIZER),
    row("safety.topics", Role.ORGANIZER, method="POST"),
    row("sites.index", *RECORDERS),
    row("sites.show", *RECORDERS, allowed_in=ALL_NEAR, **SITE),
    row("sites.new", *OF_THE_SCHOOL, **SITE),
    row("sites.new", *OF_THE_SCHOOL, method="POST", **SITE),
    *(
        row(
            "sites.running",
            Role.ORGANIZER,
            Role.ADMINISTRATOR,
            method=method,
            own=SITE["own"],
            foreign=lambda w: {"site_id": w.foreign.township.id},
        )
        for method in ("GET", "POST")
    ),
    row("classes.show", *RECORDERS, allowed_in=ALL_NEAR, **CLASS),
    row("classes.edit", *OF_THE_SCHOOL, **CLASS),
    row("classes.edit", *OF_THE_SCHOOL, method="POST", **CLASS),
    row("classes.make_dates", *OF_THE_SCHOOL, method="POST", **CLASS),
    row("classes.close", *OF_THE_SCHOOL, method="POST", **CLASS),
    row("classes.enrol", *NEAR, allowed_in=NEAR_TWO, **CLASS),
    row("classes.enrol", *NEAR, method="POST", allowed_in=NEAR_TWO, **CLASS),
    row("classes.offers", *NEAR),
    row("classes.offers", *NEAR, method="POST"),
    row("classes.place", *NEAR, **PLACE),
    row("classes.place", *NEAR, method="POST", **PLACE),
    row("activities.index", *RECORDERS),
    row("activities.new", *RECORDERS),
    row("activities.new", *RECORDERS, method="POST"),
    row("activities.empty", public=True, own=lambda _: {"language": "zh"}),
    row("activities.state", *RECORDERS),
    row("activities.attendance_empty", public=True, own=lambda _: {"language": "zh"}),
    row("activities.attendance_state", *RECORDERS),
    row("activities.attendance", *RECORDERS),
    row("activities.attendance", *RECORDERS, method="POST"),
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
