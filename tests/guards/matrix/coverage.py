"""Coverage: organizer, township supervisor and school staff, each in the own scope."""

from app.foundation.access import Role
from tests.guards.matrix import row

READERS = (Role.ORGANIZER, Role.TOWNSHIP_SUPERVISOR, Role.SCHOOL_STAFF)
OF_AREAS = (Role.ORGANIZER, Role.TOWNSHIP_SUPERVISOR)

ROWS = [
    row("figures.index", *READERS),
    row("figures.definitions", *READERS),
    row("figures.national", *READERS),
    row("published.index", public=True, own=lambda _w: {"language": "zh"}),
    row("published.district", public=True, own=lambda w: {"language": "zh", "code": w.own.district.code}),
    row("published.figures_file", public=True, own=lambda w: {"language": "zh", "code": w.own.district.code}),
    row("published.about_file", public=True, own=lambda w: {"language": "en", "code": w.own.district.code}),
    row("survey.index", *READERS),
    row("survey.cell", *READERS, own=lambda _w: {"group": "schooling", "line": "primary", "band": "6-13"}),
    row("figures.show", *READERS, own=lambda _w: {"code": "sessions"}),
    row("coverage.index", *READERS),
    row("coverage.without_school", *READERS),
    row("coverage.pictures", *READERS),
    row("coverage.step", *READERS, own=lambda _w: {"step": "asked"}),
    row(
        "coverage.township",
        *OF_AREAS,
        own=lambda w: {"area_id": w.own.township.id},
        foreign=lambda w: {"area_id": w.foreign.township.id},
    ),
    row(
        "coverage.without_village",
        *OF_AREAS,
        own=lambda w: {"area_id": w.own.township.id},
        foreign=lambda w: {"area_id": w.foreign.township.id},
    ),
    row(
        "coverage.village",
        *OF_AREAS,
        own=lambda w: {"area_id": w.own.village.id},
        foreign=lambda w: {"area_id": w.foreign.village.id},
    ),
    row(
        "coverage.school",
        *READERS,
        own=lambda w: {"school_id": w.own.school.id},
        foreign=lambda w: {"school_id": w.foreign.school.id},
    ),
]
