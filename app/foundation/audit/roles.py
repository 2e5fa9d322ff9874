"""On PostgreSQL: the role the site runs under, which may add to the log and read it, and nothing more."""

from __future__ import annotations

from sqlalchemy import Connection, text

from app.foundation.database import DbSession

ADD_ONLY = ("audit_event",)
READ_ONLY = ("audit_segment", "alembic_version")
ROWS = "SELECT, INSERT, UPDATE, DELETE"


class UnfitRole(ValueError):
    """The role could undo what it is denied; the message says why."""


def grant_business(connection: Connection, role: str) -> None:
    """Give ``role`` what the site needs, now and of tables to come. Run as their owner, after every migration.

    Raises:
        UnfitRole: there is no such role, or it is a superuser or owns the log.
    """
    _check(connection, role)
    name = connection.dialect.identifier_preparer.quote(role)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT {ROWS} ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {ROWS} ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
        f"REVOKE DELETE ON audit_chain FROM {name}",
        *(f"REVOKE ALL ON {table} FROM {name}" for table in (*ADD_ONLY, *_there(connection))),
        *(f"GRANT SELECT, INSERT ON {table} TO {name}" for table in ADD_ONLY),
        *(f"GRANT SELECT ON {table} TO {name}" for table in _there(connection)),
    ]
    for statement in statements:
        connection.exec_driver_sql(statement)


def may_rewrite(session: DbSession) -> bool:
    """Whether this connection's role may do more to the log than add and read; on SQLite whoever has the file may."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    query = (
        "SELECT pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') "
        "FROM pg_class c WHERE c.oid = 'audit_event'::regclass"
    )
    return bool(session.scalar(text(query)))


def _there(connection: Connection) -> list[str]:
    """The tables to be read only; the last is there where migrations made the schema."""
    found = text("SELECT to_regclass(:name) IS NOT NULL")
    return [name for name in READ_ONLY if connection.scalar(found, {"name": name})]


def _check(connection: Connection, role: str) -> None:
    query = text(
        "SELECT r.rolsuper, pg_has_role(r.oid, c.relowner, 'MEMBER') FROM pg_roles r, pg_class c "
        "WHERE r.rolname = :role AND c.oid = 'audit_event'::regclass"
    )
    found = connection.execute(query, {"role": role}).one_or_none()
    if found is None:
        raise UnfitRole(f"there is no role {role}: make it with CREATE ROLE {role} LOGIN PASSWORD '...'")
    if any(found):
        raise UnfitRole(f"the role {role} is a superuser or owns the log: it could undo what it is denied")
