"""What leaves the house as a message: one ``Notifier`` over e-mail, text messages and robots of WeCom groups."""

from app.foundation.notifier.base import Channel, Message, Notifier, NotSent
from app.foundation.notifier.building import install_notifier, notifier
from app.foundation.notifier.settings import NotifySettings

__all__ = ["Channel", "Message", "NotSent", "Notifier", "NotifySettings", "install_notifier", "notifier"]
