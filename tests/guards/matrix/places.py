"""Places: organizers keep those of their district, the administrator all."""

from app.foundation.access import Role
from tests.guards.matrix import Row, row

KEEPERS = (Role.ORGANIZER, Role.ADMINISTRATOR)
# The administrator's scope is the installation: another district is foreign to the organizer alone, which
# tests/integration/test_places.py tries. Here "foreign" is what does not exist.
ROWS: list[Row] = [
    row("places.index", *KEEPERS),
    row("places.schools", *KEEPERS),
    row("places.sites", *KEEPERS),
    row("places.new_area", *KEEPERS),
    row("places.new_area", *KEEPERS, method="POST"),
    row("places.new_school", *KEEPERS),
    row("places.new_school", *KEEPERS, method="POST"),
    row("places.new_site", *KEEPERS),
    row("places.new_site", *KEEPERS, method="POST"),
    *(
        row(
            "places.area",
            *KEEPERS,
            method=method,
            own=lambda w: {"area_id": w.own.township.id},
            foreign=lambda w: {"area_id": w.foreign.school.id},
        )
        for method in ("GET", "POST")
    ),
    *(
        row(
            "places.school",
            *KEEPERS,
            method=method,
            own=lambda w: {"school_id": w.own.school.id},
            foreign=lambda w: {"school_id": w.foreign.township.id},
        )
        for method in ("GET", "POST")
    ),
    *(
        row(
            "places.site",
            *KEEPERS,
            method=method,
            own=lambda w: {"site_id": w.own.site.id},
            foreign=lambda w: {"site_id": w.foreign.township.id},
        )
        for method in ("GET", "POST")
    ),
]
