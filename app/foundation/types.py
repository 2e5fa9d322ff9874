"""Column types: UTC moments, sealed text, enums by value, and sets as sorted lists."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ClauseElement, ColumnElement, DateTime, Dialect, LargeBinary, String, TypeDecorator

from app.foundation.secrets.keyring import by_every_form, every_form, keyring

PERSONAL: dict[Any, Any] = {"personal": True}
"""``mapped_column(..., info=PERSONAL)``: not encrypted, but a person's own; the audit log names such a column only."""


def is_personal(column: ColumnElement[Any]) -> bool:
    """Whether the column is marked ``PERSONAL``."""
    return bool(getattr(column, "info", {}).get("personal"))


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[str]):
    """Text encrypted at rest; ``place`` is its ``table.column`` and is bound into the ciphertext."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """To the database."""
        return None if value is None else keyring.seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """From the database."""
        return None if value is None else keyring.open(bytes(value), self.place)


class Token(TypeDecorator[str]):
    """A keyed index over encrypted values, as ``keyring.token`` makes it.

    Compared with such a token by ``==`` or ``in_`` it is found under any installed key, so that search goes on while a
    rotation computes the tokens anew. What brings a token under a new key is said with ``retoken`` or ``runs_out``
    (see ``app.foundation.rotation.tokens``).
    """

    impl = String(64)
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[str]):
        """Looks for every form of a token."""

        def __eq__(self, other: Any) -> Any:
            forms = every_form(other) if isinstance(other, str) else ()
            return super().in_(forms) if len(forms) > 1 else super().__eq__(other)

        def in_(self, other: Any) -> Any:
            """Any of the tokens, in any form."""
            if isinstance(other, Iterable) and not isinstance(other, ClauseElement):
                other = list(by_every_form(other))
            return super().in_(other)

        __hash__ = TypeDecorator.Comparator.__hash__

    comparator_factory = Comparator

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else str(value)


class Values(TypeDecorator[enum.StrEnum]):
    """A ``StrEnum`` stored by value in plain text, so that a new member needs no change of type."""

    impl = String(40)
    cache_ok = True

    def __init__(self, members: type[enum.StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: enum.StrEnum | str | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> enum.StrEnum | None:
        """From the database."""
        return None if value is None else self.members(value)


class StringSet(TypeDecorator[frozenset[str]]):
    """A set of short strings as a sorted JSON list; NULL is "any", an empty list is "none"."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        """To the database."""
        return None if value is None else sorted(value)

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> frozenset[str] | None:
        """From the database."""
        return None if value is None else frozenset(value)
