"""Rows of the running of the program."""

from app.foundation.access import Role
from tests.guards.matrix import row

JOB = {"own": lambda world: {"job_id": world.own.job.id}}

ROWS = [
    row("operations.ready", public=True),
    row("operations.metrics", public=True),
    row("operations.index", Role.ADMINISTRATOR),
    row("operations.restart_job", Role.ADMINISTRATOR, method="POST", **JOB),
    row("operations.backup_now", Role.ADMINISTRATOR, method="POST"),
]
