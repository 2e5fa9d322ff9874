"""Every page's query plans: walks the pages of each role over a big PostgreSQL and names the statements that read a big
table from end to end, and those that are slow. No figure to reach: what it names is to be mended or said.

`PYTHONPATH=. python bench/plans.py --url ... --folder ...` over rows of `bench/size.py`; by default over a small
province that is made and thrown away.
"""

import argparse
import contextlib
import contextvars
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from province import Size, key_of
from size import province, scratch
from sqlalchemy import event, text
from timing import report

from app.accounts.models import Account
from app.foundation.database import db

BIG = 20_000
"""Rows from which on a table is read by an index, or the page does not last."""
SMALL = Size(30_000, 10_000, 100_000, 300)
"""A hundred districts: of twenty, PostgreSQL is right to read a table whole for a twentieth of its rows."""
SLOW = 0.2
"""Seconds of one statement that is told of."""
POSTS = ("volunteer", "staff", "director", "supervisor", "organizer", "lead", "administrator", "auditor")
OF_PLACES = (
    "/coverage/townships/{township}", "/coverage/villages/{village}", "/coverage/schools/{school}",
    "/coverage/?by=village", "/coverage/?by=school",
    "/ledgers/districts/{district}", "/ledgers/townships/{township}", "/ledgers/villages/{village}",
    "/ledgers/schools/{school}", "/children/{child}", "/volunteers/{volunteer}", "/pairings/{pairing}",
    "/search?q=赵小满", "/search?q=C000000001", "/audit?action=child.listed", "/audit?day=2020-01-01",
    "/sessions/queue/?state=confirmed", "/visits/?show=overdue", "/tasks/?show=ended",
)  # fmt: skip
LEFT_OUT = ("/static", "/sign-out", "/metrics", "/health", "/ready")


@dataclass
class Watched:
    """The statements of a request, with their parameters and seconds."""

    said: list[tuple[str, Any, float]] = field(default_factory=list)


@contextlib.contextmanager
def watching() -> Iterator[Watched]:
    watched, begun = Watched(), [0.0]

    def before(*_arguments: Any) -> None:
        begun[0] = time.perf_counter()

    def after(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        watched.said.append((statement, parameters, time.perf_counter() - begun[0]))

    event.listen(db.engine, "before_cursor_execute", before)
    event.listen(db.engine, "after_cursor_execute", after)
    try:
        yield watched
    finally:
        event.remove(db.engine, "before_cursor_execute", before)
        event.remove(db.engine, "after_cursor_execute", after)


def signed_in(app: Flask, post: str) -> FlaskClient:
    """A browser in which the first of a post is signed in."""
    account = db.session.get_one(Account, key_of(f"account-{post}", 0))
    browser = app.test_client()
    with browser.session_transaction() as cookies:
        cookies.update({"_user_id": account.get_id(), "_fresh": True, "factor_passed": True})
    return browser


def big_tables(big: int) -> dict[str, int]:
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'"))
        return {name: number for name, number in rows if number >= big}


def read_whole(statement: str, parameters: Any, big: dict[str, int]) -> set[str]:
    """The big tables that the plan of a statement reads from end to end."""
    if not statement.lstrip().upper().startswith(("SELECT", "WITH")):
        return set()
    with db.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
        connection.rollback()
    found, nodes = set(), [plan[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in big:
            found.add(node["Relation Name"])
    return found


def pages(app: Flask) -> list[str]:
    """Addresses to read: every one that takes nothing, and those of the first places."""
    plain = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith(LEFT_OUT)
    ]
    kinds = ("district", "township", "village", "school", "child", "volunteer", "pairing")
    places = {kind: key_of(kind, 0) for kind in kinds}
    return sorted(plain) + [one.format(**places) for one in OF_PLACES]


@dataclass(frozen=True)
class Said:
    """A statement of a page: the big tables it reads from end to end, its seconds, and itself."""

    whole: frozenset[str]
    seconds: float
    statement: str


def read(browser: FlaskClient, address: str, big: dict[str, int]) -> tuple[int, float, list[Said]]:
    """A page's status, seconds and statements."""
    with watching() as watched:
        begun = time.perf_counter()
        answer = contextvars.Context().run(browser.get, address)  # as on a server: nothing of the request before
        took = time.perf_counter() - begun
    if answer.status_code != 200:
        return answer.status_code, took, []
    said = [Said(frozenset(read_whole(one, given, big)), seconds, one) for one, given, seconds in watched.said]
    return answer.status_code, took, said


def walk(app: Flask, only: str, rows: int) -> None:
    big = big_tables(rows)
    report("plans_tables", **dict(sorted(big.items(), key=lambda one: -one[1])))
    whole = slow = 0
    for post in POSTS:
        browser = signed_in(app, post)
        for address in (one for one in pages(app) if only in one):
            status, took, said = read(browser, address, big)
            if status >= 500:
                report("plans_error", post=post, page=address, status=status)
            if status != 200:
                continue
            bad = [one for one in said if one.whole or one.seconds > SLOW]
            tables = sorted(frozenset().union(*(one.whole for one in said)))
            lasting = sum(one.seconds > SLOW for one in said)
            report("plans", post=post, page=address, seconds=took, statements=len(said), whole=tables, slow=lasting)
            for one in bad:
                report(
                    "plans_statement", page=address, seconds=one.seconds, whole=sorted(one.whole),
                    statement=" ".join(one.statement.split()),
                )  # fmt: skip
            whole, slow = whole + sum(bool(one.whole) for one in said), slow + lasting
    report("plans_sum", statements_that_read_a_big_table_whole=whole, slow=slow)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a database filled by bench/size.py; by default a small one that is thrown away")
    parser.add_argument("--folder", type=Path, help="where its keys lie")
    parser.add_argument("--only", default="", help="pages with this in their address")
    parser.add_argument("--big", type=int, default=BIG, help="rows from which on a table is big; fewer in a small one")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(TemporaryDirectory()))
        url = asked.url or stack.enter_context(scratch("plans"))[0]
        walk(stack.enter_context(province(SMALL, url, folder)), asked.only, asked.big)


if __name__ == "__main__":
    main()
