"""What may be done with places."""

from app.places.rules.finding import (
    add_area,
    find_or_create_district,
    find_or_create_school,
    find_or_create_township,
    find_or_create_village,
)

__all__ = [
    "add_area",
    "find_or_create_district",
    "find_or_create_school",
    "find_or_create_township",
    "find_or_create_village",
]
