"""What can go wrong in the domain. Codes, not sentences: the page words them in the reader's language."""

from __future__ import annotations


class DomainError(Exception):
    """Base of the errors a rule raises; ``code`` names the message, ``params`` fill it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Missing(DomainError):
    """There is no such thing, or it is not for this actor: the two look the same (404)."""

    def __init__(self) -> None:
        super().__init__("missing")


class TooMany(DomainError):
    """Too often within a while (429)."""

    def __init__(self) -> None:
        super().__init__("too_many")


class Refused(DomainError):
    """A rule says no. ``field`` names the input it is about, where it is about one."""

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


class Conflict(Refused):
    """Someone else was first: what the actor saw has changed since."""
