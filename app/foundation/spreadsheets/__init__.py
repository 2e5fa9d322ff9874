"""Tables in files: reading them under limits, finding their headings, and writing them safely."""

from app.foundation.spreadsheets.bodies import BodyRow, Skipped, SkippedAs
from app.foundation.spreadsheets.errors import LIMITS, Limits, SheetCode, SheetError, codes
from app.foundation.spreadsheets.headings import Column, Recognised, recognise
from app.foundation.spreadsheets.mending import mending_file, mending_table
from app.foundation.spreadsheets.problems import Problem, Reading
from app.foundation.spreadsheets.reading import read_sheet, read_sheets
from app.foundation.spreadsheets.rows import RowReader, columns_missing, read_rows
from app.foundation.spreadsheets.sheet import Cell, Sheet, Span, column_letter, column_number
from app.foundation.spreadsheets.vocabulary import FieldNames, Group, Vocabulary
from app.foundation.spreadsheets.writing import to_csv, to_xlsx

__all__ = [
    "LIMITS",
    "BodyRow",
    "Cell",
    "Column",
    "FieldNames",
    "Group",
    "Limits",
    "Problem",
    "Reading",
    "Recognised",
    "RowReader",
    "Sheet",
    "SheetCode",
    "SheetError",
    "Skipped",
    "SkippedAs",
    "Span",
    "Vocabulary",
    "codes",
    "column_letter",
    "column_number",
    "columns_missing",
    "mending_file",
    "mending_table",
    "read_rows",
    "read_sheet",
    "read_sheets",
    "recognise",
    "to_csv",
    "to_xlsx",
]
