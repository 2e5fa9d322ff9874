"""The settings of the ways out, checked at start: a way is off until its settings are there and make sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

LOCAL = {"127.0.0.1", "localhost"}
WECOM_HOST = "qyapi.weixin.qq.com"
_ADDRESS = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True)
class Mail:
    """How e-mail leaves: the provider's host, over TLS from the start (``smtps``) or after STARTTLS (``smtp``)."""

    host: str
    port: int
    sender: str
    tls: str
    """``implicit``, ``starttls``, or ``none`` (a server on this very machine only)."""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Texting:
    """How text messages leave: any provider that takes one HTTP request a message.

    ``body`` is a template with ``{phone}``, ``{text}`` and ``{code}``: JSON (values are escaped as JSON) where it
    begins with a brace, else a form. ``header`` carries the token. ``expect`` stands in the answer of a
    provider that took the message.
    """

    url: str
    body: str
    token: str = field(default="", repr=False)
    header: str = "Authorization"
    expect: str = ""


@dataclass(frozen=True)
class NotifySettings:
    """What of it is set. ``console``: show messages in the log instead of sending them, for development."""

    site_url: str = ""
    mail: Mail | None = None
    texting: Texting | None = None
    wecom: bool = False
    wecom_host: str = WECOM_HOST
    console: bool = False


def load_notify(env: Mapping[str, str], environment: str) -> tuple[NotifySettings, list[str]]:
    """The settings, and what is wrong with them in sentences."""
    strict, problems = environment == "production", list[str]()
    mail, texting = _mail(env, problems), _texting(env, problems)
    wecom, console = _switch(env, "WECOM", problems), _switch(env, "NOTIFY_CONSOLE", problems)
    site = env.get("SITE_URL", "").strip().rstrip("/")
    if site and not _is_site(urlsplit(site), strict=strict):
        problems.append("SITE_URL must be the address people open, such as https://tongxing.example.cn.")
    if not site and (mail or texting or wecom):
        problems.append("SITE_URL is missing: messages would lead nowhere.")
    if console and strict:
        problems.append("NOTIFY_CONSOLE writes messages into the log: it is for development only.")
    host = env.get("WECOM_HOST", WECOM_HOST)
    if strict and host != WECOM_HOST:
        problems.append("WECOM_HOST is for tests only.")
    return NotifySettings(site, mail, texting, wecom, host, console), problems


def is_local(parts: SplitResult) -> bool:
    """Whether a URL stays on this machine."""
    return parts.hostname in LOCAL


def _mail(env: Mapping[str, str], problems: list[str]) -> Mail | None:
    written, sender = env.get("SMTP_URL", "").strip(), env.get("MAIL_FROM", "").strip()
    if not written:
        return None
    parts = urlsplit(written)
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError:
        port = 0
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not port:
        problems.append("SMTP_URL must be smtps://host:465 or smtp://host:587; the user goes into SMTP_USER.")
        return None
    if parts.username or parts.password:
        problems.append("SMTP_URL must not hold the password: use SMTP_USER and SMTP_PASSWORD.")
    if not _ADDRESS.fullmatch(sender):
        problems.append("MAIL_FROM must be the e-mail address that messages come from.")
    user, password = env.get("SMTP_USER", ""), env.get("SMTP_PASSWORD", "")
    if bool(user) != bool(password):
        problems.append("SMTP_USER and SMTP_PASSWORD go together.")
    plain = is_local(parts) and parts.scheme == "smtp" and not user
    tls = "implicit" if parts.scheme == "smtps" else "none" if plain else "starttls"
    return Mail(parts.hostname, port, sender, tls, user, password)


def _texting(env: Mapping[str, str], problems: list[str]) -> Texting | None:
    url = env.get("SMS_URL", "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local(parts)):
        problems.append("SMS_URL must begin with https://: it carries people's numbers.")
    body = env.get("SMS_BODY", "")
    if "{phone}" not in body or not ("{text}" in body or "{code}" in body):
        problems.append("SMS_BODY must say where {phone} and {text} go, as the provider's manual has it.")
    header = env.get("SMS_HEADER", "Authorization")
    if not _HEADER.fullmatch(header):
        problems.append("SMS_HEADER must be the name of a header.")
    return Texting(url, body, env.get("SMS_TOKEN", ""), header, env.get("SMS_EXPECT", ""))


def _switch(env: Mapping[str, str], name: str, problems: list[str]) -> bool:
    written = env.get(name, "0")
    if written not in {"0", "1"}:
        problems.append(f"{name} must be 0 or 1.")
    return written == "1"


def _is_site(parts: SplitResult, *, strict: bool) -> bool:
    fits = bool(parts.hostname) and not parts.query and not parts.fragment and "@" not in parts.netloc
    return fits and (parts.scheme == "https" or (parts.scheme == "http" and (not strict or is_local(parts))))
