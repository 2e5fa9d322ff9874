"""Finding the heading rows of a list, wherever they are, and what each column means."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.spreadsheets.bodies import BodyRow, Skipped, body_of
from app.foundation.spreadsheets.errors import SheetCode, SheetError
from app.foundation.spreadsheets.sheet import Sheet, column_letter
from app.foundation.spreadsheets.vocabulary import (
    GROUP_MARK,
    Vocabulary,
    is_number_column,
    is_reason_column,
)

_DEEPEST = 3
_SEARCHED_ROWS = 400
_FEWEST_KNOWN = 2
_LONGEST_HEADING = 60
_MOSTLY = 0.6
_MOST_MERGED = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `title` is a heading on one line that means the same when the column is read again."""

    letter: str
    heading: str
    group: str
    field: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a list was understood to be; `unknown`, `repeated` and `missing` are for a person to settle."""

    header_rows: tuple[int, ...]
    columns: Mapping[str, Column]
    body: tuple[BodyRow, ...]
    skipped: tuple[Skipped, ...]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    missing: tuple[str, ...]

    def column_of(self, name: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns.values() if column.field == name), None)


@dataclass(frozen=True, slots=True)
class _Header:
    """Candidate heading rows: per column its groups, outermost first, and its own heading."""

    rows: tuple[int, ...]
    leaves: Mapping[int, tuple[tuple[str, ...], str]]


def recognise(sheet: Sheet, vocabulary: Vocabulary, mapping: Mapping[str, str | None] | None = None) -> Recognised:
    """Header, columns and body of a list. `mapping` gives columns by letter a field, or none, by hand."""
    header = _find(sheet, vocabulary)
    columns, repeated = _columns(header, vocabulary, mapping or {})
    by_field = {column.field: letter for letter, column in columns.items() if column.field}
    body, skipped = body_of(sheet, header.rows[-1], columns)
    return Recognised(
        header_rows=header.rows,
        columns=columns,
        body=body,
        skipped=skipped,
        unknown=tuple(letter for letter, one in columns.items() if _is_unknown(one) and letter not in repeated),
        repeated=repeated,
        missing=tuple(name for name in vocabulary.required if name not in by_field),
    )


def _is_unknown(column: Column) -> bool:
    useless = is_number_column(column.heading) or is_reason_column(column.heading)
    return column.field is None and not useless


def _find(sheet: Sheet, vocabulary: Vocabulary) -> _Header:
    """The one to three rows that name the most fields; the shallowest and earliest of equals."""
    merged = _merged_headings(sheet)
    best: _Header | None = None
    best_score = (_FEWEST_KNOWN - 1, 0)
    for first in range(1, min(len(sheet.rows), _SEARCHED_ROWS) + 1):
        for depth in range(1, _DEEPEST + 1):
            header = _header(sheet, vocabulary, merged, range(first, first + depth))
            score = (_understood(header, vocabulary), -depth)
            if score > best_score:
                best, best_score = header, score
    best = best or _likely(sheet, vocabulary)
    if best is None:
        raise SheetError(SheetCode.NO_HEADER)
    return best


def _understood(header: _Header, vocabulary: Vocabulary) -> int:
    """Fields named, and groups: without its group a carer's 姓名 would look like one more child's."""
    fields = {vocabulary.field_of(leaf, groups) for groups, leaf in header.leaves.values()} - {None}
    groups = {group for above, _ in header.leaves.values() for group in above if vocabulary.is_group(group)}
    return len(fields) + len(groups) if len(fields) >= _FEWEST_KNOWN else 0


def _likely(sheet: Sheet, vocabulary: Vocabulary) -> _Header | None:
    """With no known heading: the first row that fills most columns with short texts, rows of data below it."""
    enough = max(_FEWEST_KNOWN, sheet.width * _MOSTLY)
    for number, row in sheet.numbered():
        filled = [cell for cell in row if not cell.blank]
        texts = [cell for cell in filled if isinstance(cell.value, str) and len(cell.text) <= _LONGEST_HEADING]
        if len(texts) == len(filled) >= enough and number < len(sheet.rows):
            return _header(sheet, vocabulary, {}, range(number, number + 1))
    return None


def _merged_headings(sheet: Sheet) -> dict[tuple[int, int], tuple[int, str]]:
    """For each cell covered by a merged block near the top: where the block starts and what it says."""
    texts: dict[tuple[int, int], tuple[int, str]] = {}
    for span in sheet.merged:
        if span.top > _SEARCHED_ROWS or len(texts) > _MOST_MERGED:
            break
        said = (span.top, sheet.cell(span.top, span.left).text)
        for row in range(span.top, min(span.bottom, span.top + _DEEPEST) + 1):
            for column in range(span.left, min(span.right, sheet.width) + 1):
                texts.setdefault((row, column), said)
    return texts


def _header(
    sheet: Sheet, vocabulary: Vocabulary, merged: Mapping[tuple[int, int], tuple[int, str]], span: range
) -> _Header:
    rows = tuple(row for row in span if row <= len(sheet.rows))
    # A file with merged blocks says how far a group reaches; only a text table leaves that to be guessed.
    guess = not any(row in rows for row, _ in merged)
    leaves = {}
    groups = [""] * len(rows)
    for column in range(1, max((len(sheet.rows[row - 1]) for row in rows), default=0) + 1):
        texts = []
        for level, row in enumerate(rows):
            own = sheet.cell(row, column).text
            groups[level] = own or groups[level]
            covered = merged.get((row, column), (0, ""))
            inherited = covered[1] if covered[0] >= rows[0] else ""
            if guess and not own and row != rows[-1] and vocabulary.is_group(groups[level]):
                inherited = groups[level]
            texts.append(own or inherited)
        stacked = tuple(dict.fromkeys(text for text in texts if text))
        written = any(not sheet.cell(row, column).blank for row in rows) or not guess
        if stacked and written and len(stacked[-1]) <= _LONGEST_HEADING:
            leaves[column] = (stacked[:-1], stacked[-1])
    return _Header(rows, leaves)


def _columns(
    header: _Header, vocabulary: Vocabulary, mapping: Mapping[str, str | None]
) -> tuple[dict[str, Column], tuple[str, ...]]:
    """Columns by letter, and the letters whose field an earlier column already has."""
    known = {one.name for one in vocabulary.fields}
    by_hand = {letter.upper(): name for letter, name in mapping.items() if name is None or name in known}
    reserved = {name for name in by_hand.values() if name}
    taken: set[str] = set()
    columns: dict[str, Column] = {}
    repeated = []
    for number, (groups, leaf) in sorted(header.leaves.items()):
        letter = column_letter(number)
        name = by_hand[letter] if letter in by_hand else vocabulary.field_of(leaf, groups)
        if name in taken or (name in reserved and letter not in by_hand):
            repeated.append(letter)
            name = None
        taken |= {name} if name else set()
        title = _title(vocabulary, groups, leaf, name) or f"{_flat(leaf)} #{letter}"
        columns[letter] = Column(letter, leaf, groups[-1] if groups else "", name, title)
    return columns, tuple(repeated)


def _title(vocabulary: Vocabulary, groups: tuple[str, ...], leaf: str, name: str | None) -> str:
    """The heading on one line, as short as it can be and still mean the same; empty where there is none."""
    written = [_flat(leaf)]
    if groups:
        written.append(f"{_flat(groups[-1])}{GROUP_MARK}{_flat(leaf)}")
    if name:
        # Mapped by hand: the word we know for the field.
        written.append(vocabulary.canonical(name))
    return next((text for text in written if vocabulary.field_of(text) == name), "")


def _flat(text: str) -> str:
    return " ".join(text.split())
