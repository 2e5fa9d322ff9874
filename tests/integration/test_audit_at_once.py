"""Many writers at once, and the role the site runs under on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session as PlainSession
from sqlalchemy.orm import scoped_session

from app.foundation import audit
from app.foundation.access import Role, system_actor
from app.foundation.audit.sealing import audit_folder
from app.foundation.audit.verify import verify
from app.foundation.database import db
from app.seasons.models import Season
from tests import factories as make

ACTOR = system_actor("test")
Session = scoped_session[Any]
WRITERS, EACH = 6, 8


def test_writers_at_once_make_no_fork_and_wait_for_nobody_in_a_circle(app: Flask, session: Session) -> None:
    seasons = [make.season(make.district()).id for _ in range(3)]
    session.commit()
    failures: list[Exception] = []

    def write(number: int) -> None:
        order = seasons if number % 2 else seasons[::-1]  # each half meets the districts the other way round
        with app.app_context():
            try:
                for _ in range(EACH):
                    for season_id in order:
                        season = db.session.get_one(Season, season_id)
                        audit.record(db.session, ACTOR, audit.Action.SEASON_CREATED, season)
                    audit.record(db.session, ACTOR, audit.Action.DEMO_LOADED, children=number, volunteers=0)
                    db.session.commit()
            except Exception as error:  # noqa: BLE001 - whatever a thread meets is the finding
                failures.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    report = verify(session, audit_folder())
    assert (report.checked, report.breaks) == (WRITERS * EACH * 4, [])


@pytest.fixture
def business(app: Flask, database: str) -> Iterator[Any]:
    """An engine that signs in as the role the site runs under, after `flask audit grant`; None on SQLite."""
    if database == "sqlite":
        assert app.test_cli_runner().invoke(args=["audit", "grant", "site"]).exit_code == 1
        yield None
        return
    role = "tongxing_site"
    with db.engine.begin() as owner:
        owner.execute(text(f"DROP ROLE IF EXISTS {role}"))
        owner.execute(text(f"CREATE ROLE {role} LOGIN"))
    assert app.test_cli_runner().invoke(args=["audit", "grant", role]).exit_code == 0
    url: URL = db.engine.url
    engine = create_engine(url.set(username=role))
    yield engine
    engine.dispose()
    with db.engine.begin() as owner:
        owner.execute(text(f"DROP OWNED BY {role}; DROP ROLE {role}"))


def test_the_sites_role_adds_to_the_log_and_cannot_undo_it(session: Session, business: Any) -> None:
    make.account(Role.AUDITOR)
    season = make.season(make.district())
    session.commit()
    if business is None:
        return
    with PlainSession(business) as site:
        found = site.get_one(Season, season.id)
        found.kind = found.kind
        audit.record(site, ACTOR, audit.Action.SEASON_CREATED, found)
        site.commit()
        assert len(site.scalars(text("SELECT id FROM audit_event")).all()) == 1
        for statement in (
            "UPDATE audit_event SET details = '{}'",
            "DELETE FROM audit_event",
            "TRUNCATE audit_event",
            "ALTER TABLE audit_event DISABLE TRIGGER ALL",
            "DROP TRIGGER audit_event_no_change ON audit_event",
            "SET session_replication_role = replica",
            "DELETE FROM audit_chain",
            "INSERT INTO audit_segment VALUES ('x', 1, 9, 'x', 'x', 'x', now())",
            "CREATE OR REPLACE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN OLD; END $$",
        ):
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                site.execute(text(statement))
            site.rollback()


def test_a_role_that_owns_the_log_is_refused(app: Flask, business: Any) -> None:
    if business is None:
        return
    result = app.test_cli_runner().invoke(args=["audit", "grant", "tongxing"])
    assert result.exit_code == 1
    assert "could undo" in result.output
    assert "no role nobody_here" in app.test_cli_runner().invoke(args=["audit", "grant", "nobody_here"]).output
