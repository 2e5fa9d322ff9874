"""The one door for messages: which ways are open, and sending one message by one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Channel(StrEnum):
    """A way out of the house."""

    EMAIL = "email"
    SMS = "sms"
    WECOM = "wecom"
    """The robot of a WeCom group: it speaks to a group, never to one person."""


PERSONAL = (Channel.EMAIL, Channel.SMS)
"""The ways that lead to one person."""


@dataclass(frozen=True)
class Message:
    """What is sent. ``to`` is an address, a mobile number, or a robot's own URL; ``code`` a number to type in.

    Nothing about a child is ever in one: whoever makes it has sentences of their own and counts, and no names.
    """

    to: str = field(repr=False)
    subject: str
    text: str
    code: str = field(default="", repr=False)


class NotSent(Exception):
    """The message did not go out. ``why`` is a code; ``final`` means that trying again is of no use."""

    def __init__(self, why: str, *, final: bool = False, down: bool = False) -> None:
        super().__init__(why)
        self.why, self.final = why[:40], final
        self.down = down
        """The service itself does not answer: nothing else will go out by it now."""


class Sender(Protocol):
    """One way. ``send`` raises ``NotSent`` and nothing else, and gives up within a few seconds."""

    def send(self, message: Message) -> None:
        """Send one message."""


class Notifier:
    """The ways that are configured; a channel without a sender is closed, and nobody is offered it."""

    def __init__(self, senders: Mapping[Channel, Sender], site_url: str = "") -> None:
        self._senders = dict(senders)
        self.site_url = site_url.rstrip("/")
        """Where the links in messages lead."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The open ways, in their order."""
        return tuple(channel for channel in Channel if channel in self._senders)

    def send(self, channel: Channel, message: Message) -> None:
        """Send one message.

        Raises:
            NotSent: it did not go out.
        """
        sender = self._senders.get(channel)
        if sender is None:
            raise NotSent("closed")
        sender.send(message)
