"""Any uploaded table to sheets of cells."""

from app.foundation.spreadsheets.archive import Kind, kind_of
from app.foundation.spreadsheets.delimited import read_text
from app.foundation.spreadsheets.errors import LIMITS, Limits, SheetCode, SheetError
from app.foundation.spreadsheets.sheet import Sheet
from app.foundation.spreadsheets.workbooks import read_workbook


def read_sheets(data: bytes, *, limits: Limits = LIMITS) -> tuple[Sheet, ...]:
    """Every sheet that holds something, in the file's order. Raises SheetError and nothing else."""
    read = read_workbook if kind_of(data, limits) is Kind.WORKBOOK else read_text
    sheets = tuple(read(data, limits))
    if not sheets:
        raise SheetError(SheetCode.EMPTY)
    return sheets


def read_sheet(data: bytes, *, limits: Limits = LIMITS) -> Sheet:
    """The sheet with the most in it, the first of equals."""
    return max(read_sheets(data, limits=limits), key=lambda sheet: sheet.filled)
