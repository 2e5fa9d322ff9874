"""Who writes while machines die: village directors' phones, which send until they are told that it was taken."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.browser.site import PASSWORD

WAIT = 5
VISIT = {
    "place": "home", "met": "child", "health": "ok", "mood": "ok", "safety": "ok", "schooling": "ok",
    "parent_contact": "week", "risk_seen": "no",
}  # fmt: skip
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Unreachable(RuntimeError):
    """There was no answer, or one of a machine that is dying: it is tried again."""


@dataclass
class Told:
    """What the phones were told. ``acknowledged``: taken, by id; ``tries``: requests; ``again``: repeats among them."""

    acknowledged: set[str] = field(default_factory=set)
    tries: int = 0
    again: int = 0


class Phone:
    """A browser of somebody who is signed in."""

    def __init__(self, url: str, login: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.until(lambda: self._sign_in(login))

    def _sign_in(self, login: str) -> bytes:
        # With a fresh token each time: an answer that was lost may have begun another session.
        token = _token_in(self.ask("/sign-in"))
        return self.ask("/sign-in", {"login": login, "password": PASSWORD, "csrf_token": token})

    def ask(self, path: str, data: Mapping[str, str] | None = None, **headers: str) -> bytes:
        """The answer's body.

        Raises:
            Unreachable: there was none, or one of 500 and above.
        """
        body = None if data is None else urllib.parse.urlencode(data).encode()
        request = urllib.request.Request(self.url + path, data=body, headers=headers)
        try:
            with self.opener.open(request, timeout=WAIT) as answer:
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise AssertionError(f"{path}: {error.code} {error.read()[:400]!r}") from error
            raise Unreachable(path) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(path) from error

    def state(self) -> dict[str, Any]:
        """What the phone asks before it sends: a token, and the children there are."""
        told: dict[str, Any] = json.loads(self.until(lambda: self.ask("/visits/unsent")))
        return told

    def token(self, path: str) -> str:
        """The token of the first form of a page."""
        return _token_in(self.until(lambda: self.ask(path)))

    def until(self, work: Callable[[], bytes]) -> bytes:
        """What ``work`` gives, tried until some machine answers."""
        while True:
            try:
                return work()
            except Unreachable:
                time.sleep(0.05)


def _token_in(page: bytes) -> str:
    found = _TOKEN.search(page.decode())
    assert found is not None
    return found.group(1)


def write(phone: Phone, day: str, told: Told, lock: threading.Lock, stop: threading.Event) -> None:
    """Send visits, one after the other, each under its own number until it is taken."""
    known = phone.state()
    children: Sequence[Sequence[str]] = known["choices"]["child_id"]
    place = 0
    while not stop.is_set():
        number, place = str(uuid.uuid4()), place + 1
        child = children[place % len(children)][0]
        sent = {**VISIT, "visit_id": number, "child_id": child, "day": day, "csrf_token": known["token"]}
        first = True
        while True:
            with lock:
                told.tries += 1
                told.again += not first
            try:
                answer = json.loads(phone.ask("/visits/new", sent, **{"X-Outbox": "1"}))
            except Unreachable:
                first = False
                time.sleep(0.02)
                continue
            assert answer == {"taken": True}, answer
            with lock:
                told.acknowledged.add(number)
            break
