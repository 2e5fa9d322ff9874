"""What the commands that read a list of places or staff have in common: reading the file, wording what was found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click

from app.foundation.messages import has_label, label, message
from app.foundation.spreadsheets import Problem, Reading, Sheet, SheetError, read_sheet

R = TypeVar("R")
Told = dict[str, Any]


def read(file: Path, reader: Callable[[Sheet], Reading[R]]) -> Reading[R]:
    """The list in a file.

    Raises:
        click.ClickException: the file cannot be read as a table, or lacks a column it must have.
    """
    try:
        reading = reader(read_sheet(file.read_bytes()))
    except SheetError as error:
        raise click.ClickException(f"{file}: {_say(error.code, error.params)}") from error
    if reading.header.missing:
        raise click.ClickException("; ".join(_say(one.code, one.params) for one in reading.problems))
    return reading


def worded(problems: Iterable[Problem]) -> list[Told]:
    """Problems or warnings as ``{row, column, problem}``."""
    return [{"row": one.row, "column": one.column, "problem": _say(one.code, one.params)} for one in problems]


def problems(reading: Reading[R], refused: Sequence[tuple[int, str, Mapping[str, object]]]) -> list[Told]:
    """What the reader and what the rules refused, in the order of the rows."""
    ruled = [{"row": row, "column": "", "problem": message(code, **params)} for row, code, params in refused]
    return sorted([*worded(reading.problems), *ruled], key=lambda one: int(one["row"]))


def answer(result: Told, *, as_json: bool) -> None:
    """Print the outcome: one line of JSON, or sentences."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    for one in result["problems"]:
        click.echo(f"{one['row']}: {one['column']} {one['problem']}".replace(":  ", ": "), err=True)
    for one in result["warnings"]:
        click.echo(f"{one['row']}: {one['column']} {one['problem']} (?)", err=True)
    figures = (f"{name} {value}" for name, value in result.items() if isinstance(value, int))
    click.echo(", ".join(figures))


def _say(code: str, params: Mapping[str, object]) -> str:
    if not (isinstance(code, StrEnum) and has_label(code)):
        return str(code)
    words = {
        name: label(value) if isinstance(value, StrEnum) and has_label(value) else value
        for name, value in params.items()
    }
    return label(code) % words
