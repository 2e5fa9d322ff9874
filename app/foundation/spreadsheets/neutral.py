"""Cells that a spreadsheet program would run: kept as text, and given back unchanged when our file returns."""

import re

# Full-width signs too: East Asian versions of Excel read them as the plain ones.
_RUNS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def would_run(text: str) -> bool:
    """Whether a program could take this text for a formula, apostrophes before it included."""
    return bool(_RUNS.match(text))


def neutralised(text: str) -> str:
    """The text with an apostrophe before what would run."""
    return f"'{text}" if would_run(text) else text


def restored(text: str) -> str:
    """What `neutralised` was given."""
    return text[1:] if text.startswith("'") and would_run(text[1:]) else text


def printable(text: str) -> str:
    """Without the characters that no spreadsheet file can hold, and with one kind of line end."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
