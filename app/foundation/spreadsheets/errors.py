"""Why a file cannot be read as a table. The page has the words; here are the codes."""

from dataclasses import dataclass
from enum import StrEnum

from app.foundation.chinese import Param


class SheetCode(StrEnum):
    """Each with the params its sentence needs."""

    EMPTY = "empty"  # nothing is written in it
    FILE_TOO_LARGE = "file_too_large"  # limit (bytes)
    TOO_MANY_ROWS = "too_many_rows"  # limit
    TOO_MANY_COLUMNS = "too_many_columns"  # limit
    TOO_MANY_CELLS = "too_many_cells"  # limit
    CELL_TOO_LONG = "cell_too_long"  # limit, row
    EXPANDS_TOO_MUCH = "expands_too_much"  # limit (bytes)
    ENCRYPTED = "encrypted"
    OLD_XLS = "old_xls"
    OTHER_FORMAT = "other_format"  # format: xlsb, ods, html, pdf, xml, zip
    UNKNOWN_FORMAT = "unknown_format"
    DAMAGED = "damaged"
    NO_HEADER = "no_header"  # no row looks like column headings


codes = tuple(SheetCode)


class SheetError(ValueError):
    """The file as a whole is refused; `code` and `params` say why."""

    def __init__(self, code: SheetCode, **params: Param) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may cost. The default covers the largest school list many times over."""

    file_bytes: int = 10 * 1024 * 1024
    expanded_bytes: int = 60 * 1024 * 1024
    # Deflate reaches 1000:1 on nothing; real workbooks stay under 30:1.
    expansion_ratio: int = 100
    parts: int = 1_000
    rows: int = 20_000
    columns: int = 200
    cells: int = 1_000_000
    cell_characters: int = 32_767


LIMITS = Limits()
