"""What may be done with places."""

from app.places.rules.divisions import Division, import_divisions, read_divisions
from app.places.rules.finding import (
    add_area,
    find_or_create_district,
    find_or_create_school,
    find_or_create_township,
    find_or_create_village,
)
from app.places.rules.importing import PlacesImported, import_places
from app.places.rules.keeping import save_area, save_school, save_site

__all__ = [
    "Division",
    "PlacesImported",
    "add_area",
    "find_or_create_district",
    "find_or_create_school",
    "find_or_create_township",
    "find_or_create_village",
    "import_divisions",
    "import_places",
    "read_divisions",
    "save_area",
    "save_school",
    "save_site",
]
