"""A district in a file of its own for the benches of pages, with signed-in browsers, and a bare Flask beside it."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from flask import Flask, g, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from app import create_app
from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.pairing.models import PairingState
from config import load_settings
from tests import factories as make

CHILDREN, PAIRS, ROWS = 120, 60, 25
TABLE = """<!doctype html><title>Rows</title><table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""


@dataclass
class Place:
    """``pairs``: each volunteer's account and active pairing."""

    app: Flask
    file: Path
    organizer: Account
    teacher: Account
    pairs: list[tuple[Account, uuid.UUID]]

    def browser(self, account: Account) -> FlaskClient:
        """One in which the account is signed in."""
        client = self.app.test_client()
        with client.session_transaction() as cookies:
            cookies["_user_id"] = account.get_id()
            cookies["_fresh"] = cookies["factor_passed"] = True
        return client


@contextmanager
def place() -> Iterator[Place]:
    """One school with children, of whom some are paired; the database is a file written durably, as it is served."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"APP_ENV": "testing", "INSTANCE_PATH": folder})
        # No token is sent, and none asked for: it is a string compared.
        app = create_app(replace(settings, extra={"WTF_CSRF_CHECK_DEFAULT": False}))
        app.before_request(_trust)
        with app.app_context():
            db.create_all()
            filled = _filled(app, Path(folder) / "tongxing.db")
            db.session.remove()
        yield filled


def _trust() -> None:
    g.csrf_valid = True


def _filled(app: Flask, file: Path) -> Place:
    township = make.township(make.district())
    school, today = make.school(township), clock.today()
    season = make.season(township, starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=20))
    season.district_id = township.district_id
    children = [make.child(school, township, name=f"孩子{number}") for number in range(CHILDREN)]
    pairs = []
    for child in children[:PAIRS]:
        make.consent(child)
        account = make.account(Role.VOLUNTEER)
        volunteer = make.vetted(make.volunteer(township, account_id=account.id))
        make.availability(volunteer, season)
        begun = clock.now() - timedelta(days=20)
        pairing = make.pairing(child, volunteer, season, PairingState.ACTIVE)
        pairing.activated_at = pairing.approved_at = begun
        pairs.append((account, pairing.id))
    organizer = make.account(Role.ORGANIZER, township.parent)
    teacher = make.account(Role.SCHOOL_STAFF, school)
    db.session.commit()
    return Place(app, file, organizer, teacher, pairs)


def bare(file: Path) -> FlaskClient:
    """Flask, one query, a table; and one row written durably: what a page costs when nothing is asked of it."""
    app = Flask("bare")
    engine = create_engine(f"sqlite:///{file}", hide_parameters=True)
    query = text(f"SELECT code, sex, birth_date, grade, class_name, registered_on FROM child LIMIT {ROWS}")  # noqa: S608 - a number of ours
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare_row (id TEXT PRIMARY KEY, day TEXT, note TEXT)"))

    @app.get("/")
    def rows() -> str:
        with engine.connect() as connection:
            return render_template_string(TABLE, rows=connection.execute(query).all())

    @app.post("/")
    def insert() -> str:
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO bare_row VALUES (:id, :day, :note)"),
                {"id": str(uuid.uuid4()), "day": request.form["day"], "note": request.form["note"]},
            )
        return "ok"

    return app.test_client()


def times(number: int, work: Callable[[], object]) -> Callable[[], None]:
    """``work``, so often."""

    def repeated() -> None:
        for _ in range(number):
            work()

    return repeated
