"""Text messages and robots of WeCom groups: one HTTP request a message, by the standard library."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import quote_plus, urlsplit

from app.foundation.notifier.base import Message, NotSent
from app.foundation.notifier.settings import Texting, is_local

PATIENCE = 8  # seconds
MOST = 65536
BUSY = 429
WECOM_LIMIT = 45009
"""What WeCom answers to a robot that speaks too often."""


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token, or a person's number, to an address that nobody configured."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """None is followed."""
        del args, kwargs


_opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))


def post(url: str, body: bytes, headers: dict[str, str]) -> bytes:
    """Send a request, and return at most ``MOST`` bytes of the answer.

    Raises:
        NotSent: no answer, or another one than yes.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local(parts)):
        raise NotSent("address", final=True)
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - judged above
    return sent_by(_opener, request)


def sent_by(opener: urllib.request.OpenerDirector, request: urllib.request.Request, most: int = MOST) -> bytes:
    """Send a request by an opener, and return at most ``most`` bytes of the answer.

    Raises:
        NotSent: as ``post``.
    """
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            found: bytes = answer.read(most)
            return found
    except urllib.error.HTTPError as error:
        error.close()
        refused = 400 <= error.code < 500 and error.code != BUSY
        raise NotSent(f"answered_{error.code}", final=refused) from error
    except (OSError, ValueError, HTTPException) as error:
        raise NotSent(type(error).__name__, down=True) from error


class TextSender:
    """Sends by the provider whose request the settings describe."""

    def __init__(self, texting: Texting) -> None:
        self._texting = texting

    def send(self, message: Message) -> None:
        """Send one text message.

        Raises:
            NotSent: the provider refused it, or did not answer.
        """
        as_json = self._texting.body.lstrip().startswith("{")
        body = self._texting.body
        # The text last: the others are digits, so nothing in a value is taken for a place of the template.
        for name, value in (("phone", message.to), ("code", message.code), ("text", message.text)):
            escaped = json.dumps(value, ensure_ascii=False)[1:-1] if as_json else quote_plus(value)
            body = body.replace(f"{{{name}}}", escaped)
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        headers = {"Content-Type": f"{kind}; charset=utf-8"}
        if self._texting.token:
            headers[self._texting.header] = self._texting.token
        answer = post(self._texting.url, body.encode(), headers)
        if self._texting.expect.encode() not in answer:
            raise NotSent("refused")


class WecomSender:
    """Speaks in a WeCom group by the URL of its robot, which is the message's ``to``."""

    def __init__(self, host: str) -> None:
        self._host = host

    def send(self, message: Message) -> None:
        """Say one thing in a group.

        Raises:
            NotSent: the address is not WeCom's, or it refused or did not answer.
        """
        if urlsplit(message.to).netloc != self._host:
            raise NotSent("address", final=True)  # whoever writes the address must not make the server ask others
        said = json.dumps({"msgtype": "text", "text": {"content": message.text}}, ensure_ascii=False)
        answer = post(message.to, said.encode(), {"Content-Type": "application/json; charset=utf-8"})
        code = _code_of(answer)
        if code:
            raise NotSent(f"wecom_{code}", final=code != WECOM_LIMIT)


def _code_of(answer: bytes) -> int:
    try:
        return int(json.loads(answer)["errcode"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotSent("wecom_answer") from error
