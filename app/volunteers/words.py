"""A problem of a row of a sign-up list in words, for a page, a file or a command."""

from __future__ import annotations

from app.foundation.messages import message
from app.foundation.spreadsheets import Problem
from app.volunteers.signup_list import SIGNUP

BLANKS = dict.fromkeys(
    ("value", "why", "field", "heading", "longest", "age", "lowest", "highest", "limit", "first_row", "text"), ""
)


def say(problem: Problem) -> str:
    """What is wrong with a row, as a sentence in the reader's language."""
    return message(f"signup.{problem.code}", **{**BLANKS, **problem.params})


def heading_of(problem: Problem) -> str:
    """The heading a problem is about, as the file has it, else as we know it; empty for the whole row."""
    if problem.column or "field" not in problem.params:
        return problem.column
    return SIGNUP.canonical(str(problem.params["field"]))


def column_of(problem: Problem) -> str:
    """The column a problem is about, with its letter, for people who look for it in their file."""
    heading = heading_of(problem)
    return f"{heading} ({problem.letter})" if heading and problem.letter else heading
