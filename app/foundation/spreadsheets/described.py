"""What the columns of a text table are, told to programs as *CSV on the Web* has it (W3C, ``csv-metadata``).

A table of this kind is tidy: one row for one thing, headings that never change, codes beside names, ISO dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MIMETYPE = "application/csvm+json"
CSV = "text/csv; charset=utf-8; header=present"


@dataclass(frozen=True)
class Described:
    """One column: its name for programs, its headings, and what its cells are.

    ``datatype``: a name of XML Schema (``integer``, ``date``, ``dateTime`` ...). ``one_of``: the only values.
    """

    name: str
    zh: str
    en: str
    datatype: str = "string"
    required: bool = True
    one_of: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        """As it stands in the file: Chinese (``zh``), or else the name."""
        return self.zh if language == "zh" else self.name


@dataclass(frozen=True)
class Table:
    """A kind of table. ``key``: the names of the columns that together are in no two rows."""

    name: str
    zh: str
    en: str
    columns: tuple[Described, ...]
    key: tuple[str, ...]

    def headings(self, language: str = "en") -> list[str]:
        """The heading row."""
        return [one.heading(language) for one in self.columns]

    def metadata(self, address: str) -> dict[str, Any]:
        """The description of the file at ``address``, which may be relative to the description's own."""
        return {
            "@context": "http://www.w3.org/ns/csvw",
            "url": address,
            "dc:title": [{"@value": self.zh, "@language": "zh"}, {"@value": self.en, "@language": "en"}],
            "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\r\n", "\n"]},
            "tableSchema": {"columns": [_column(one) for one in self.columns], "primaryKey": list(self.key)},
        }

    def rows(self, values: Sequence[dict[str, Any]]) -> list[list[Any]]:
        """Cells in the order of the columns."""
        return [[value[one.name] for one in self.columns] for value in values]


def _column(one: Described) -> dict[str, Any]:
    datatype: Any = one.datatype
    if one.one_of:
        datatype = {"base": one.datatype, "format": "|".join(one.one_of)}
    return {
        "name": one.name,
        "titles": {"zh": [one.zh, one.name], "en": [one.name]},
        "dc:description": one.en,
        "datatype": datatype,
        "required": one.required,
        "null": "",
    }
