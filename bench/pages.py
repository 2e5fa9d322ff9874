"""List pages of the staff, and logging a session, beside a bare Flask that does one query or one durable insert.

Same process, same database file, the same machine at the same moment: rounds alternate. Ratios are of throughput: 0.6
says that our page is served six times while the bare one is served ten times.
"""

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from serving_place import Place, bare, place, times
from timing import compare, report

from app.foundation import clock

AT_ONCE, ROUNDS = 10, 7
LISTS = {"children": "/children", "pairings": "/pairings", "sessions": "/sessions/queue/"}
FIRST_HOUR, HOURS = 8, 3
"""Sessions of a day: three of half an hour, one beside the other."""


def main() -> None:
    with place() as there:
        plain = bare(there.file)
        for name, url in LISTS.items():
            list_page(name, url, there.browser(there.teacher), plain)
        log_sessions(there, plain)


def list_page(name: str, url: str, browser: Any, plain: Any) -> None:
    """One list with everything around it: the gate, the scope, the words, the menu; beside a table and nothing else."""
    answer = browser.get(url)
    assert answer.status_code == 200, (url, answer.status)
    ours, theirs = compare(times(AT_ONCE, lambda: browser.get(url)), times(AT_ONCE, lambda: plain.get("/")), ROUNDS)
    report(
        "list_page", page=name, rows=answer.text.count("<tr"), ours_ms=1000 * ours / AT_ONCE,
        bare_ms=1000 * theirs / AT_ONCE, ratio=theirs / ours, must=0.6, aim=0.8,
    )  # fmt: skip


def log_sessions(there: Place, plain: Any) -> None:
    """A phone's form, all rules, one audit event, committed; beside one row."""
    phones = [(there.browser(account), pairing) for account, pairing in there.pairs]
    turns = count()

    def log() -> None:
        number = next(turns)
        phone, pairing = phones[number % len(phones)]
        turn = number // len(phones)
        answer = phone.post("/sessions/new", data=form(pairing, turn))
        assert answer.status_code == 302, answer.text

    def insert() -> None:
        plain.post("/", data={"day": "2027-01-19", "note": "一起读了一篇课文"})

    ours, theirs = compare(times(AT_ONCE, log), times(AT_ONCE, insert), ROUNDS)
    report("log_session", ours_ms=1000 * ours / AT_ONCE, bare_ms=1000 * theirs / AT_ONCE, ratio=theirs / ours, must=0.5)


def form(pairing: Any, turn: int) -> dict[str, str]:
    """What the volunteer's phone sends for the session of this turn."""
    day = clock.today() - timedelta(days=1 + turn // HOURS)
    hour = FIRST_HOUR + turn % HOURS
    return {
        "session_id": str(uuid.uuid4()), "pairing_id": str(pairing), "day": day.isoformat(), "start": f"{hour:02}:00",
        "end": f"{hour:02}:30", "break_minutes": "0", "place": "school", "service_area": "tutoring",
        "adult_present": "yes", "safe": "yes", "note": "一起读了一篇课文",
    }  # fmt: skip


if __name__ == "__main__":
    main()
