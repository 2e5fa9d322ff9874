"""A problem of a row in words, for a page, a file or a command."""

from __future__ import annotations

from app.children.roster import ROSTER
from app.foundation.messages import message
from app.foundation.spreadsheets import Problem, SheetError

BLANKS = dict.fromkeys(
    ("value", "why", "field", "heading", "longest", "age", "limit", "first_row", "grade", "birth_date", "text", "child",
     "phone"),
    "",
)  # fmt: skip


def say(problem: Problem) -> str:
    """What is wrong with a row, as a sentence in the reader's language."""
    return message(f"roster.{problem.code}", **{**BLANKS, **problem.params})


def heading_of(problem: Problem) -> str:
    """The heading a problem is about, as the file has it, else as we know it; empty for the whole row."""
    if problem.column or "field" not in problem.params:
        return problem.column
    return ROSTER.canonical(str(problem.params["field"]))


def column_of(problem: Problem) -> str:
    """The column a problem is about, with its group and letter, for people who look for it in their file."""
    heading = heading_of(problem)
    if problem.group:
        heading = f"{problem.group} / {heading}"
    return f"{heading} ({problem.letter})" if heading and problem.letter else heading


def say_sheet(error: SheetError) -> str:
    """Why a whole file is refused."""
    limit = error.params.get("limit", 0)
    megabytes = int(limit) // (1024 * 1024) if str(limit).isdigit() else 0
    return message(
        f"sheet.{error.code.value}", **{"limit": "", "row": "", "format": "", **error.params, "mb": megabytes}
    )
