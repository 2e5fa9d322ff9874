"""The pure part of a roster import: a sheet in, children and problems out."""

from app.children.roster.answers import Guardianship, LeftBehind
from app.children.roster.codes import RosterCode, codes
from app.children.roster.needs import RowNeed, read_needs
from app.children.roster.persons import UNDER_AGE
from app.children.roster.reading import RosterReading, read_roster
from app.children.roster.row import RosterRow
from app.children.roster.vocabulary import ROSTER

__all__ = [
    "ROSTER",
    "UNDER_AGE",
    "Guardianship",
    "LeftBehind",
    "RosterCode",
    "RosterReading",
    "RosterRow",
    "RowNeed",
    "codes",
    "read_needs",
    "read_roster",
]
