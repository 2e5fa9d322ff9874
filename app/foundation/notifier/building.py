"""The notifier of an application, built from its settings."""

from __future__ import annotations

import logging

from flask import Flask, current_app

from app.foundation.notifier.base import Channel, Message, Notifier, Sender
from app.foundation.notifier.mail import MailSender
from app.foundation.notifier.settings import NotifySettings
from app.foundation.notifier.web import TextSender, WecomSender

log = logging.getLogger(__name__)


class ConsoleSender:
    """Shows a message in the log of a developer; to whom it goes is not said."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def send(self, message: Message) -> None:
        """Show it."""
        log.warning("%s: %s\n%s", self._channel.value, message.subject, message.text)


def install_notifier(app: Flask, settings: NotifySettings) -> None:
    """Give the app its notifier."""
    senders: dict[Channel, Sender] = {}
    if settings.console:
        senders = {channel: ConsoleSender(channel) for channel in Channel}
    if settings.mail:
        senders[Channel.EMAIL] = MailSender(settings.mail)
    if settings.texting:
        senders[Channel.SMS] = TextSender(settings.texting)
    if settings.wecom:
        senders[Channel.WECOM] = WecomSender(settings.wecom_host)
    app.extensions["notifier"] = Notifier(senders, settings.site_url or "http://localhost:8000")


def notifier() -> Notifier:
    """The notifier of the running application."""
    found: Notifier = current_app.extensions["notifier"]
    return found
