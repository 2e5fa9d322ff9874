"""Words for codes: what a rule's refusal or an enum's member is called on the page, registered by each part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from app.foundation.dates import plain_day
from app.foundation.errors import DomainError

_messages: dict[str, Any] = {}
_labels: dict[tuple[str, str], Any] = {}


def register_messages(messages: dict[str, Any]) -> None:
    """Add the messages (lazy strings, with ``%(name)s`` for parameters) of a part's codes."""
    _messages.update(messages)


def register_labels(labels: Mapping[StrEnum, Any] | Iterable[tuple[StrEnum, Any]]) -> None:
    """Add the words (lazy strings) of a part's enum members.

    As pairs where members of two enums share a value: such members are equal, so a dict would keep only one of them.
    """
    for member, text in labels.items() if isinstance(labels, Mapping) else labels:
        _labels[(type(member).__name__, member.value)] = text


def explain(error: DomainError) -> str:
    """The message of an error in the reader's language."""
    return message(error.code, **error.params)


def message(code: str, **params: object) -> str:
    """The message of a code in the reader's language.

    Raises:
        KeyError: no part registered the code.
    """
    text = str(_messages[code])
    words = {name: _worded(value) for name, value in params.items()}
    return text % words if words else text


def _worded(value: object) -> object:
    """A parameter as it is read: codes themselves (an enum member) are worded too, days written."""
    if isinstance(value, StrEnum):
        return label(value)
    return plain_day(value) if isinstance(value, date) else value


def knows(code: str) -> bool:
    """Whether a code has a message."""
    return code in _messages


def label(member: StrEnum) -> str:
    """The word for an enum's member in the reader's language."""
    return str(_labels[(type(member).__name__, member.value)])


def has_label(member: StrEnum) -> bool:
    """Whether an enum's member has a word."""
    return (type(member).__name__, member.value) in _labels
