"""May this process be given visitors? It may while the database answers and has the tables this program needs.

During an upgrade without a pause, tables run ahead: a database that a newer program has already widened still serves
this one, since a migration first adds, and takes away only a release later. A database that lags behind does not.
"""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.foundation.database import db


def lacking(app: Flask) -> str:
    """What is missing: ``database``, ``migration``, or nothing."""
    scripts = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    try:
        there = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        db.session.rollback()
        return "database"
    known = {script.revision for script in scripts.walk_revisions()}
    return "migration" if there is None or (there in known and there != scripts.get_current_head()) else ""
