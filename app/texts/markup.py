"""The plain markup of standing texts: what an organizer can type in a box without learning a language.

``# heading`` · ``- point`` · ``[name] sentence`` (a box to tick; consent only) · an empty line between paragraphs.
A quiz: ``? question``, then ``+ right answer``, ``- wrong answer``, and ``! why``. Full-width signs mean the same.
Pure: no database, no page.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

_SIGNS = str.maketrans("＃？＋－！［］", "#?+-![]")
_BOX = re.compile(r"\[([a-z_]+)\]\s*(.+)")
BLANK = re.compile(r"【[^】]*】")
"""What the shipped texts leave to be filled in."""


class BlockKind(StrEnum):
    """What a piece of text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINTS = "points"


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph is its one line; points are several."""

    kind: BlockKind
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The one line."""
        return self.lines[0]


@dataclass(frozen=True)
class Chapter:
    """A heading and what stands under it; before the first heading it is empty."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Question:
    """One question of a quiz; ``right`` is the index of the right answer, ``why`` what is said to a wrong one."""

    text: str
    answers: tuple[str, ...]
    right: int
    why: str


class Malformed(ValueError):
    """A text that cannot be used; ``code`` says why, ``line`` where (from 1)."""

    def __init__(self, code: str, line: int) -> None:
        super().__init__(f"{code} in line {line}")
        self.code = code
        self.line = line


def _signed(line: str) -> tuple[str, str]:
    """The sign a line begins with (empty: none) and what follows it."""
    bare = line.strip()
    head = bare[:1].translate(_SIGNS)
    return (head, bare[1:].strip()) if head in "#?+-!" and head else ("", bare)


def _box(line: str) -> tuple[str, str] | None:
    bare = line.strip()
    found = _BOX.fullmatch(bare[: bare.find("］") + 1].translate(_SIGNS) + bare[bare.find("］") + 1 :])
    return (found.group(1), found.group(2)) if found else None


def blocks(body: str) -> tuple[Block, ...]:
    """Headings, paragraphs and lists in order; boxes to tick are left out."""
    made: list[Block] = []
    points: list[str] = []

    def close() -> None:
        if points:
            made.append(Block(BlockKind.POINTS, tuple(points)))
            points.clear()

    for line in body.splitlines():
        sign, text = _signed(line)
        if sign == "-" and text:
            points.append(text)
            continue
        close()
        if not text or _box(line) is not None:
            continue
        made.append(Block(BlockKind.HEADING if sign == "#" else BlockKind.PARAGRAPH, (text,)))
    close()
    return tuple(made)


def chapters(body: str) -> tuple[Chapter, ...]:
    """The text cut at its headings; what stands before the first has none and is left out where it is empty."""
    cut: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks(body):
        if block.kind is BlockKind.HEADING:
            cut.append((block.text, []))
        else:
            cut[-1][1].append(block)
    return tuple(Chapter(heading, tuple(inside)) for heading, inside in cut if heading or inside)


def boxes(body: str) -> tuple[tuple[str, str], ...]:
    """Names and sentences of what can be ticked, in order."""
    return tuple(found for line in body.splitlines() if (found := _box(line)) is not None)


def preamble(body: str) -> tuple[Block, ...]:
    """What a quiz says before its first question."""
    before: list[str] = []
    for line in body.splitlines():
        if _signed(line)[0] == "?":
            break
        before.append(line)
    return blocks("\n".join(before))


def questions(body: str) -> tuple[Question, ...]:
    """The questions of a quiz in order.

    Raises:
        Malformed: there is none, or one has fewer than two answers, or not exactly one right answer.
    """
    lines = list(enumerate(body.splitlines(), 1))
    starts = [place for place, (_number, line) in enumerate(lines) if _signed(line)[0] == "?"]
    if not starts:
        raise Malformed("no_question", 1)
    ends = [*starts[1:], len(lines)]
    return tuple(_question(lines[start:end]) for start, end in zip(starts, ends, strict=True))


def _question(lines: list[tuple[int, str]]) -> Question:
    number, first = lines[0]
    answers: list[str] = []
    right: list[int] = []
    why = ""
    for _place, line in lines[1:]:
        sign, text = _signed(line)
        if sign in {"+", "-"} and text:
            if sign == "+":
                right.append(len(answers))
            answers.append(text)
        elif sign == "!":
            why = text
    if len(answers) < 2:
        raise Malformed("few_answers", number)
    if len(right) != 1:
        raise Malformed("one_right_answer", number)
    return Question(_signed(first)[1], tuple(answers), right[0], why)


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    """The lines taken out (``-``) and put in (``+``), in order; lines that stayed are left out."""
    compared = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(line[0], line[2:]) for line in compared if line[0] in "+-" and line[2:].strip()]
