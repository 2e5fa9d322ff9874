"""The headings a kind of list is known to have, and which field each of them means."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.foundation.chinese import squeeze

GROUP_MARK = " > "
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_NUMBERING = re.compile(r"^\(?\d{1,2}[.、)](?=\D)")
_ORNAMENT = re.compile("[_*:;,。、!?\"'“”_★●※\\-]+")
# Columns of our own problem file and running numbers: known, and of no use.
_NUMBER_COLUMNS = ("序号", "编号", "序", "号", "行号", "no", "no.", "#", "id")
_REASON_COLUMNS = ("原因", "问题原因", "问题", "退回原因", "reason", "reasons", "problem")


def heading_key(text: str) -> str:
    """A heading without what varies: width, space, brackets with hints, stars, numbering, case."""
    bare = _BRACKETED.sub("", squeeze(text))
    return _ORNAMENT.sub("", _NUMBERING.sub("", bare)).lower()


@dataclass(frozen=True, slots=True)
class FieldNames:
    """One field with the headings that mean it; the first is the one we write ourselves."""

    name: str
    headings: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over several columns. `fields` maps the headings under it; others are looked up plainly.

    A closed group speaks of another person, so a plain heading under it (姓名, 联系电话) may only
    mean one of `own` fields: the carer's 住址 is not the child's.
    """

    headings: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False
    own: frozenset[str] = frozenset()


class Vocabulary:
    """All headings of one kind of list."""

    def __init__(self, fields: Iterable[FieldNames], groups: Iterable[Group] = ()) -> None:
        self.fields = tuple(fields)
        self.required = tuple(one.name for one in self.fields if one.required)
        self._plain = {heading_key(text): one.name for one in self.fields for text in one.headings}
        self._groups = {heading_key(text): group for group in groups for text in group.headings}
        self._grouped = {
            id(group): {heading_key(text): name for text, name in group.fields.items()}
            for group in self._groups.values()
        }
        self._canonical = {one.name: one.headings[0] for one in self.fields}

    def field_of(self, heading: str, groups: tuple[str, ...] = ()) -> str | None:
        """The field of a heading under its groups, the nearest group first."""
        *written, leaf = heading.split(GROUP_MARK.strip())
        key = heading_key(leaf)
        for text in reversed((*groups, *written)):
            group = self._groups.get(heading_key(text))
            if group is None:
                continue
            if key in self._grouped[id(group)]:
                return self._grouped[id(group)][key]
            if group.closed:
                plain = self._plain.get(key)
                return plain if plain in group.own else None
        return self._plain.get(key)

    def is_group(self, heading: str) -> bool:
        """Whether the text is a known heading over several columns."""
        return heading_key(heading) in self._groups

    def canonical(self, name: str) -> str:
        """The heading we write for a field."""
        return self._canonical[name]


def is_number_column(heading: str) -> bool:
    """Whether a column only counts the rows."""
    return heading_key(heading) in _NUMBER_COLUMNS


def is_reason_column(heading: str) -> bool:
    """Whether a column is the one our problem file adds."""
    return heading_key(heading) in _REASON_COLUMNS
