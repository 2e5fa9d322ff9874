"""Is the database there, whole, and of this program's age?"""

from __future__ import annotations

from collections.abc import Iterator

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import text

from app.doctor.findings import Finding, State, check
from app.foundation.audit import roles
from app.foundation.database import db


@check
def tables_of_this_program() -> Iterator[Finding]:
    """The migrations of the database against those of the program."""
    config = current_app.extensions["migrate"].migrate.get_config()
    wanted = ScriptDirectory.from_config(config).get_current_head()
    there = MigrationContext.configure(db.session.connection()).get_current_revision()
    if there == wanted:
        yield Finding(
            State.GOOD, _l("The database answers, and its tables are of this program (%(number)s).", number=there)
        )
        return
    yield Finding(
        State.BAD,
        _l("The tables are at %(there)s, the program at %(wanted)s.", there=there or "—", wanted=wanted),
        _l("Back up, then run: flask db upgrade"),
    )


@check
def file_is_whole() -> Iterator[Finding]:
    """SQLite: is the file sound, does every reference lead somewhere, and does a written line survive a power cut?"""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.session.connection()
    said = connection.execute(text("PRAGMA quick_check(3)")).scalars().all()
    loose = len(connection.execute(text("PRAGMA foreign_key_check")).all())
    if list(said) == ["ok"] and not loose:
        yield Finding(State.GOOD, _l("The database file is sound."))
    else:
        yield Finding(
            State.BAD,
            _l("The database file is damaged (%(loose)s references lead nowhere).", loose=loose),
            _l("Stop the site, keep a copy of the file as it is, and restore the last backup."),
        )
    kept = (
        connection.execute(text("PRAGMA journal_mode")).scalar(),
        connection.execute(text("PRAGMA synchronous")).scalar(),
    )
    if kept != ("wal", 2):
        yield Finding(
            State.BAD,
            _l("The database does not wait for the disk: what was saved can be lost at a power cut."),
            _l("Start the site with its own commands only; nothing else may open the file with other settings."),
        )


@check
def role_may_not_rewrite_the_log() -> Iterator[Finding]:
    """PostgreSQL: the role of the site must not be able to change the audit log."""
    if db.engine.dialect.name != "postgresql":
        return
    if roles.may_rewrite(db.session):
        yield Finding(
            State.LOOK,
            _l("The site's role in PostgreSQL may change the audit log."),
            _l("Make a role for the site and run as the owner: flask audit grant ROLE"),
        )
    else:
        yield Finding(State.GOOD, _l("The site's role in PostgreSQL may add to the audit log and read it, no more."))
