"""What a text must be before it is kept. Pure: reads what was typed and what the program ships."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.errors import Refused
from app.texts import shipped
from app.texts.kinds import TextKind
from app.texts.markup import BLANK, Malformed, boxes, chapters, questions

LONGEST = 20_000


@dataclass(frozen=True)
class Typed:
    """A version as typed; ``pass_percent`` is a quiz's."""

    title_zh: str
    title_en: str
    body_zh: str
    body_en: str
    summary: str = ""
    pass_percent: int | None = None


def check(kind: TextKind, typed: Typed) -> None:
    """Refuse a text that the pages could not show or that would lose what they need.

    Raises:
        Refused: naming the field, and in a quiz the line.
    """
    for field in ("title_zh", "title_en", "body_zh", "body_en"):
        if not getattr(typed, field).strip():
            raise Refused("texts.empty", field=field)
    for field in ("body_zh", "body_en"):
        if len(getattr(typed, field)) > LONGEST:
            raise Refused("texts.too_long", field=field, longest=LONGEST)
    if kind is TextKind.QUIZ:
        _check_quiz(typed)
    if kind is TextKind.COURSE and len(chapters(typed.body_zh)) != len(chapters(typed.body_en)):
        raise Refused("texts.chapters_differ", field="body_en")
    _check_boxes(kind, typed)


def _check_quiz(typed: Typed) -> None:
    read = {}
    for field in ("body_zh", "body_en"):
        try:
            read[field] = questions(getattr(typed, field))
        except Malformed as error:
            raise Refused(f"texts.{error.code}", field=field, line=error.line) from error
    shape = [[(len(one.answers), one.right) for one in read[field]] for field in ("body_zh", "body_en")]
    if shape[0] != shape[1]:
        raise Refused("texts.quiz_differs", field="body_en")
    if typed.pass_percent is None or not 50 <= typed.pass_percent <= 100:
        raise Refused("texts.pass_percent", field="pass_percent")


def _check_boxes(kind: TextKind, typed: Typed) -> None:
    """What is ticked under a text is a column of a table: the sentences may change, their number and names may not."""
    wanted = [name for name, _sentence in boxes(shipped.read(kind, "zh_Hans_CN")[1])]
    for field in ("body_zh", "body_en"):
        if [name for name, _sentence in boxes(getattr(typed, field))] != wanted:
            raise Refused("texts.boxes", field=field, names=" ".join(f"[{name}]" for name in wanted))


def gaps(body: str) -> list[str]:
    """What is still to be filled in, as it stands in the text."""
    return BLANK.findall(body)
