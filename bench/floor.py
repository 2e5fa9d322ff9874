"""What the promises alone cost: a page of nothing but what no list of children may leave out, beside the bare one.

Rungs, each with what stands on the one before, written as short as can be, without gate, scope, rules, menu or words:

- ``account``: who asks, by the cookie, with the roles; a closed account is nobody.
- ``event``: one event on the audit log, chained, committed durably before the page is made: no log, no page.
- ``names``: thirty names, which lie encrypted.

and for a session that is logged ``account``, the row and its event in one durable transaction. A list page cannot be
faster than the last rung: what it does beside these, and what the bare page is to it, says how far it may get.
"""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, render_template_string, session
from flask.testing import FlaskClient
from serving_place import ROWS, TABLE, Place, bare, place, times
from sqlalchemy import select, text
from timing import compare, report

from app.accounts.browser import load_account
from app.children.models import Child
from app.foundation import audit
from app.foundation.database import db
from app.places.models import Area

AT_ONCE, ROUNDS = 20, 9
RUNGS = ("account", "event", "names")


def main() -> None:
    with place() as there:
        plain, floor = bare(there.file), floor_of(there)
        for rung in RUNGS:
            measure("list_floor", rung, lambda rung=rung: floor.get(f"/{rung}"), lambda: plain.get("/"))
        measure("log_floor", "row_and_event", lambda: floor.post("/"), lambda: plain.post("/", data=WRITTEN))


WRITTEN = {"day": "2027-01-19", "note": "一起读了一篇课文"}


def measure(bench: str, rung: str, ours: Callable[[], Any], theirs: Callable[[], Any]) -> None:
    for answer in (ours(), theirs()):
        assert answer.status_code == 200, answer.status
    seconds, least = compare(times(AT_ONCE, ours), times(AT_ONCE, theirs), ROUNDS)
    report(bench, rung=rung, ours_ms=1000 * seconds / AT_ONCE, bare_ms=1000 * least / AT_ONCE, ratio=least / seconds)


def floor_of(there: Place) -> FlaskClient:
    """A Flask of its own on the district's database, keys and log."""
    app = Flask("floor")
    app.secret_key = uuid.uuid4().hex
    query = text(f"SELECT code, sex, birth_date, grade, class_name, registered_on FROM child LIMIT {ROWS}")  # noqa: S608 - a number of ours
    names = select(Child.name).limit(ROWS)
    with there.app.app_context():
        district = db.session.scalars(select(Area.id).where(Area.parent_id.is_(None))).first()

    @app.get("/<rung>")
    def rows(rung: str) -> str:
        far = RUNGS.index(rung)
        with there.app.app_context():
            actor = _who().actor()
            found = [list(row) for row in db.session.execute(query)]
            if far >= RUNGS.index("names"):
                for row, name in zip(found, db.session.scalars(names), strict=True):
                    row[0] = name
            if far >= RUNGS.index("event"):
                subject = db.session.get(Area, district)
                audit.record_and_commit(db.session, actor, audit.Action.CHILD_LISTED, subject, page="list", count=ROWS)
        return render_template_string(TABLE, rows=found)

    @app.post("/")
    def log() -> str:
        with there.app.app_context():
            actor, subject = _who().actor(), db.session.get(Area, district)
            db.session.execute(
                text("INSERT INTO bare_row VALUES (:id, :day, :note)"), {"id": str(uuid.uuid4()), **WRITTEN}
            )
            audit.record_and_commit(db.session, actor, audit.Action.SESSION_LOGGED, subject, minutes=30)
        return "ok"

    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["account"] = there.teacher.get_id()
        cookie["factor_passed"] = True
    return client


def _who() -> Any:
    account = load_account(session["account"])
    assert account is not None
    return account


if __name__ == "__main__":
    main()
