"""Fifty people at once on slow phones: how long until a page is there, and the memory of web and worker.

The site runs as `make run` starts it, with the demo district. Each person opens the pages of their day one after the
other, over a line of 400 ms and 50 kB/s (the profile of the browser tests), and reads for a while in between. Told are
the seconds the site took, and those the person waited; nothing is compared here, a machine's own numbers are printed.
"""

import gzip
import http.cookiejar
import random
import re
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from timing import report

from tests.browser.site import PASSWORD, serving

USERS, SECONDS = 50, 90
LATENCY, BYTES_A_SECOND = 0.4, 50_000
READING = (2, 8)
"""Seconds a person looks at a page."""
DAY = {
    "demo-volunteer": ("/", "/sessions/", "/sessions/new", "/record"),
    "demo-school": ("/", "/children", "/sessions/queue/", "/approvals"),
    "demo-village": ("/", "/visits/", "/children"),
    "demo-organizer": ("/", "/coverage/", "/volunteers", "/pairings"),
}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def main(users: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site:
        people = [Person(site.url, login) for login in DAY]
        for person in people:
            person.sign_in()
        end, taken, waited, failed = time.monotonic() + seconds, list[float](), list[float](), list[str]()
        threads = [
            threading.Thread(target=live, args=(people[number % len(people)], number, end, taken, waited, failed))
            for number in range(users)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report(
            "load", users=users, seconds=seconds, pages=len(taken), failed=len(failed), why=sorted(set(failed))[:3],
            site_p50_s=share(taken, 0.5), site_p99_s=share(taken, 0.99),
            person_p50_s=share(waited, 0.5), person_p99_s=share(waited, 0.99), **memory(folder),
        )  # fmt: skip


class Person:
    """Who is signed in, by a cookie that all phones of the same account share."""

    def __init__(self, url: str, login: str) -> None:
        self.url, self.login = url, login
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def sign_in(self) -> None:
        """Once, before the clock runs."""
        found = TOKEN.search(gzip.decompress(self.ask("/sign-in")).decode())
        assert found is not None
        sent = {"login": self.login, "password": PASSWORD, "csrf_token": found.group(1)}
        self.ask("/sign-in", urllib.parse.urlencode(sent).encode())

    def ask(self, path: str, data: bytes | None = None) -> bytes:
        """The answer as it came over the line."""
        request = urllib.request.Request(self.url + path, data=data, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - on this machine
        with self.opener.open(request, timeout=60) as answer:
            body: bytes = answer.read()
            return body


def live(person: Person, number: int, end: float, taken: list[float], waited: list[float], failed: list[str]) -> None:
    """Open the pages of the day, again and again."""
    chance = random.Random(number)  # noqa: S311 - how long somebody reads is no secret
    pages = DAY[person.login]
    time.sleep(chance.uniform(0, READING[1]))
    turn = number
    while time.monotonic() < end:
        begin, turn = time.monotonic(), turn + 1
        try:
            body = person.ask(pages[turn % len(pages)])
        except OSError as error:
            failed.append(f"{pages[turn % len(pages)]}: {error}")
            continue
        took = time.monotonic() - begin
        line = LATENCY + len(body) / BYTES_A_SECOND
        time.sleep(line)
        taken.append(took)
        waited.append(took + line)
        time.sleep(chance.uniform(*READING))


def share(found: Sequence[float], part: float) -> float:
    """The value below which so many lie."""
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def memory(folder: str) -> dict[str, int]:
    """MiB in use by the processes of this site, by what they are."""
    found = {"web_mib": 0, "worker_mib": 0}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes().decode().split("\0")
            if f"INSTANCE_PATH={folder}\0".encode() not in (status.parent / "environ").read_bytes():
                continue
            resident = int(re.search(r"VmRSS:\s+(\d+)", status.read_text()).group(1)) // 1024  # type: ignore[union-attr] # every process has it
        except (OSError, AttributeError):
            continue
        if "app.web" in command:
            found["web_mib"] += resident
        if "worker" in command:
            found["worker_mib"] += resident
    return found


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else USERS, float(given[1]) if len(given) > 1 else SECONDS)
