"""The data inventory: one row per column of every table, in ``inventory.csv`` beside each part's models.

The rows are not a description only: the retention job overwrites exactly what they say, a person's copy holds exactly
what they say, and a guard test compares them with the models. Columns of the file:

``table, column``  what the row is about
``about``          whose data it is (``About``); ``nobody`` for what tells nothing about a person by itself
``class``          what kind of data (``DataClass``)
``sealed``         ``yes`` where the column is encrypted: must equal its type
``seen``           who reads it (``Seen``)
``kept``           how long (``Kept``)
``ground``         why it may be kept (``Ground``)
``end``            what becomes of it when the person's file is anonymised (``End``)
``copy``           whether the person's copy holds it (``Copy``)
``zh, en``         what it is called; may stay empty where it is about nobody
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

PARTS = Path(__file__).resolve().parent.parent
FILE = "inventory.csv"
HEADINGS = ("table", "column", "about", "class", "sealed", "seen", "kept", "ground", "end", "copy", "zh", "en")


class About(StrEnum):
    """Whose data a column holds."""

    CHILD = "child"
    CARER = "carer"
    VOLUNTEER = "volunteer"
    PAIR = "pair"
    """A child and a volunteer together."""
    HOLDER = "holder"
    """Who has the account."""
    OTHER = "other"
    """A third person named in somebody's record: a witness, a supervisor."""
    NOBODY = "nobody"


class DataClass(StrEnum):
    """What kind of data it is."""

    IDENTITY = "identity"
    TRAIT = "trait"
    CONTACT = "contact"
    FAMILY = "family"
    HEALTH = "health"
    EDUCATION = "education"
    PLACE = "place"
    NEED = "need"
    ASSESSMENT = "assessment"
    CONSENT = "consent"
    CHECK = "check"
    SERVICE = "service"
    WORK = "work"
    FREE_TEXT = "free_text"
    KEY = "key"
    CREDENTIAL = "credential"
    ACCESS = "access"
    LINK = "link"
    FIGURE = "figure"
    TECHNICAL = "technical"


class Seen(StrEnum):
    """Who reads it."""

    STAFF = "staff"
    NEAR = "near"
    GRANT = "grant"
    PARTNERS = "partners"
    LEAGUE = "league"
    LEAD = "lead"
    ACCOUNT = "account"
    AUDITOR = "auditor"
    WORKERS = "workers"
    PUBLIC = "public"
    MACHINE = "machine"


class Kept(StrEnum):
    """How long it is kept; the months of the first ones are settings."""

    CHILD_FILE = "child_file"
    VOLUNTEER_FILE = "volunteer_file"
    REQUEST = "request"
    UPLOAD = "upload"
    DRAFT = "draft"
    UNSENT = "unsent"
    """A form not sent: for a number of days that is no setting."""
    ATTEMPT = "attempt"
    ACCOUNT = "account"
    LOG = "log"
    CONCERN = "concern"
    """A concern about a child is never deleted and never anonymised; who handles concerns alone reads it."""
    IN_USE = "in_use"
    """Until staff end the thing it belongs to: its own part empties it then."""
    ALWAYS = "always"


class Ground(StrEnum):
    """Why it may be kept."""

    DUTY = "duty"
    CONSENT = "consent"
    AGREEMENT = "agreement"
    OFFICE = "office"
    SECURITY = "security"
    NONE = "none"


class End(StrEnum):
    """What becomes of a value when the file it belongs to is anonymised."""

    KEEP = "keep"
    EMPTY = "empty"
    DASH = "dash"
    """A dash, where the column must hold something."""
    YEAR = "year"
    """A date becomes the first day of its year."""
    REPLACE = "replace"
    """Something new at random: indexes, codes."""
    DELETE = "delete"
    """The whole row goes."""
    ARCHIVE = "archive"
    """The audit log's own rule: old segments leave whole."""


class Copy(StrEnum):
    """Whether the copy a person asks for holds it."""

    YES = "yes"
    OWN = "own"
    """Only for the very carer who asks: the other carers are third persons."""
    NO = "no"


@dataclass(frozen=True)
class Row:
    """One column of one table; ``part`` is whose file says so."""

    part: str
    table: str
    column: str
    about: About
    kind: DataClass
    sealed: bool
    seen: Seen
    kept: Kept
    ground: Ground
    end: End
    copy: Copy
    zh: str
    en: str

    @property
    def personal(self) -> bool:
        """Whether it tells something about a person."""
        return self.about is not About.NOBODY


class InventoryError(ValueError):
    """A line of an inventory file cannot be read; the message says which and why."""


@cache
def inventory() -> tuple[Row, ...]:
    """Every row of every part, by table and in the order of the files.

    Raises:
        InventoryError: a line is not what the head of this module says.
    """
    found = [row for file in sorted(PARTS.glob(f"*/{FILE}")) for row in read_file(file)]
    return tuple(sorted(found, key=lambda row: row.table))


def read_file(file: Path) -> Iterable[Row]:
    """The rows of one file.

    Raises:
        InventoryError: as ``inventory``.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != HEADINGS:
            raise InventoryError(f"{file}: the first line must be {','.join(HEADINGS)}")
        for values in reader:
            yield _row(file, reader.line_num, values)


def of_table(table: str) -> tuple[Row, ...]:
    """The rows of one table."""
    return tuple(row for row in inventory() if row.table == table)


def _row(file: Path, line: int, values: dict[str, str]) -> Row:
    try:
        return Row(
            file.parent.name, values["table"], values["column"], About(values["about"]), DataClass(values["class"]),
            {"yes": True, "no": False}[values["sealed"]], Seen(values["seen"]), Kept(values["kept"]),
            Ground(values["ground"]), End(values["end"]), Copy(values["copy"]), values["zh"], values["en"],
        )  # fmt: skip
    except (ValueError, KeyError) as error:
        raise InventoryError(f"{file.parent.name}/{file.name}, line {line}: {error}") from error
