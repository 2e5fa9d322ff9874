"""A province of invented rows on PostgreSQL: `PYTHONPATH=. python bench/size.py --help`.

Districts of 2,500 children each, like the first one: 11 townships of 11 villages, 33 schools, one season at its work, a
fifth of the children with a volunteer, sessions of every day, visits, activities, tasks and an audit log.
"""

import argparse
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from province import Size, fill
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.pool import NullPool
from timing import report

from app import create_app
from app.foundation.database import Base, db
from config import load_settings
from tests import postgresql


def loose(connection: Connection) -> list[str]:
    """References that lead nowhere, over all tables."""
    found = []
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            ours, theirs = constraint.columns, [one.column for one in constraint.elements]
            other = constraint.referred_table.alias()
            match = [one == other.columns[that.name] for one, that in zip(ours, theirs, strict=True)]
            there = [one.is_not(None) for one in ours]
            if connection.execute(select(1).where(*there, ~select(1).where(*match).exists()).limit(1)).first():
                found.append(f"{table.name}: {constraint.name}")
    return found


@contextlib.contextmanager
def province(size: Size, url: str, folder: Path) -> Iterator[Flask]:
    """An application over a database with so many rows; made unless it is there."""
    app = create_app(load_settings({"APP_ENV": "testing", "INSTANCE_PATH": str(folder), "DATABASE_URL": url}))
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            filled = connection.execute(select(1).select_from(Base.metadata.tables["area"]).limit(1)).first()
            if not filled:
                fill(connection, size)
        if not filled:
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                started = time.monotonic()
                connection.execute(text("VACUUM ANALYZE"))
                report("size_analyze", seconds=time.monotonic() - started)
        yield app
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    plain = Size()
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("children", "volunteers", "sessions", "of_a_district"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(plain, name))
    parser.add_argument(
        "--url", help="an empty database on PostgreSQL, as its superuser; by default one that is thrown away"
    )
    parser.add_argument("--folder", type=Path, required=True, help="where the keys of the encrypted columns lie")
    asked = parser.parse_args()
    size = Size(asked.children, asked.volunteers, asked.sessions, asked.of_a_district)
    with contextlib.ExitStack() as stack:
        url = asked.url or stack.enter_context(scratch("size"))[0]
        stack.enter_context(province(size, url, asked.folder))
        connection = stack.enter_context(db.engine.connect())
        large = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        pairs = size.pairs * size.districts
        report(
            "size", children=size.of_a_district * size.districts, volunteers=pairs, sessions=pairs * size.each,
            gigabytes=large / 1e9, loose=loose(connection),
        )  # fmt: skip


@contextlib.contextmanager
def scratch(*names: str) -> Iterator[list[str]]:
    """URLs of empty databases on a server of their own, gone afterwards."""
    with postgresql.server() as server:
        if server is None:
            raise SystemExit("PostgreSQL is not installed here.")
        admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            for name in names:
                connection.execute(text(f"CREATE DATABASE {name}"))
        yield [f"{server}/{name}" for name in names]


if __name__ == "__main__":
    main()
