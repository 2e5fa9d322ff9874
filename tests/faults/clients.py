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
CIRCLE, STALE, BROKEN, OUTAGE = 302, 400, 500, 503
"""Sent to and fro by two machines of which one knows the session; the answer to a form whose token, or session, is not
known any more; of a fault; of an outage.
"""
VISIT = {
    "place": "home", "met": "child", "health": "ok", "mood": "ok", "safety": "ok", "schooling": "ok",
    "parent_contact": "week", "risk_seen": "no",
}  # fmt: skip
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Unreachable(RuntimeError):
    """There was no answer, or one of a machine that is dying: it is tried again."""


class SignedOut(RuntimeError):
    """The site does not know the phone any more."""


@dataclass
class Told:
    """What the phones were told. ``acknowledged``: taken, by id; ``tries``: requests; ``again``: repeats among them;
    ``outages``: how often that nothing could be kept just then; ``broken``: that something broke, by a page of 500.
    """

    acknowledged: set[str] = field(default_factory=set)
    tries: int = 0
    again: int = 0
    outages: int = 0
    broken: int = 0


class Phone:
    """A browser of somebody who is signed in."""

    def __init__(self, url: str, login: str, told: Told | None = None) -> None:
        self.url, self.login, self.told = url, login, told or Told()
        self.sign_in()

    def sign_in(self) -> None:
        """As a browser that is opened for the first time."""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        while True:
            try:
                self.until(self._sign_in)
            except SignedOut:
                continue  # between the two requests the clock has jumped
            return

    def _sign_in(self) -> bytes:
        # With a fresh token each time: an answer that was lost may have begun another session.
        token = _token_in(self.ask("/sign-in"))
        return self.ask("/sign-in", {"login": self.login, "password": PASSWORD, "csrf_token": token})

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
                if "/sign-in" in answer.url and path != "/sign-in":
                    raise SignedOut(path)
                return found
        except urllib.error.HTTPError as error:
            if error.code in {STALE, CIRCLE}:
                raise SignedOut(path) from error
            if error.code < 500:
                raise AssertionError(f"{path}: {error.code} {error.read()[:400]!r}") from error
            self.told.outages += error.code == OUTAGE
            self.told.broken += error.code == BROKEN
            raise Unreachable(path) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(path) from error

    def state(self) -> dict[str, Any]:
        """What the phone asks before it sends: a token, and the children there are."""
        while True:
            try:
                told: dict[str, Any] = json.loads(self.until(lambda: self.ask("/visits/unsent")))
            except SignedOut:
                self.sign_in()
                continue
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


def write(phone: Phone, day: str, lock: threading.Lock, stop: threading.Event) -> None:
    """Send visits, one after the other, each under its own number until it is taken."""
    told, place = phone.told, 0
    known = phone.state()
    children: Sequence[Sequence[str]] = known["choices"]["child_id"]
    while not stop.is_set():
        number, place = str(uuid.uuid4()), place + 1
        sent = {**VISIT, "visit_id": number, "child_id": children[place % len(children)][0], "day": day}
        tried = 0
        while True:
            with lock:
                told.tries, told.again = told.tries + 1, told.again + bool(tried)
            tried += 1
            try:
                answer = json.loads(
                    phone.ask("/visits/new", {**sent, "csrf_token": known["token"]}, **{"X-Outbox": "1"})
                )
            except Unreachable:
                time.sleep(0.02)
                continue
            except SignedOut:
                known = phone.state()
                continue
            assert answer == {"taken": True}, answer
            with lock:
                told.acknowledged.add(number)
            break
