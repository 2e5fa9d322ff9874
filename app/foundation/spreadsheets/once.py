"""openpyxl's row-by-row reader without the size of the sheets.

Before the first row openpyxl looks for the size a sheet declares. Where a sheet declares none, as written by most
programs that stream, it parses the whole sheet to find that out, and then parses it again for the rows. And a size
that is declared is often wrong and would cut rows off.
"""

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet


class OnceReader(ExcelReader):  # type: ignore[misc] # openpyxl has no types
    """Reads a workbook whose sheets give their rows as they come."""

    def read_worksheets(self) -> None:
        """Put every sheet in its place, unread."""
        for sheet, relation in self.parser.find_sheets():
            if relation.target not in self.valid_files:
                continue
            if "chartsheet" in relation.Type:
                self.read_chartsheet(sheet, relation)
                continue
            rows = _Unsized(self.wb, sheet.name, relation.target, self.shared_strings)
            rows.sheet_state = sheet.state
            self.wb._sheets.append(rows)  # noqa: SLF001 - openpyxl offers no other way to add a read-only sheet


class _Unsized(ReadOnlyWorksheet):  # type: ignore[misc] # openpyxl has no types
    """A sheet as long and as wide as its rows are."""

    def _get_size(self) -> None:
        """Do not look for it."""
