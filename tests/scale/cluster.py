"""Two web processes and two workers on one database, each as on a machine of its own, and killed as machines are."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests import postgresql
from tests.browser.site import ROOT, Site, free_port, prepared
from tests.scale.balancer import balancing

DATABASE = "tongxing_scaled"
GUNICORN = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "8"]
WORKER = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


@dataclass
class Machine:
    """One process with its children, that can be killed and started again."""

    command: list[str]
    site: Site
    log: IO[str]
    own: dict[str, str] = field(default_factory=dict)
    """Settings of this machine alone."""
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start it, as after the power is back."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.site.environment | self.own, stdout=self.log, stderr=self.log,
            start_new_session=True,
        )  # fmt: skip

    def tell(self, number: signal.Signals) -> None:
        """Send it, and what it started, a signal."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """As when the power goes: nothing is finished, nothing is said."""
        self.tell(signal.SIGKILL)
        self.process.wait(10)

    def end(self) -> None:
        """Stop it as a service manager does."""
        self.tell(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass(frozen=True)
class Cluster(Site):
    """A running site of several processes; ``url`` is that of the balancer before them."""

    webs: list[Machine] = field(default_factory=list)
    workers: list[Machine] = field(default_factory=list)
    database: str = ""
    server: postgresql.Server | None = None

    @property
    def machines(self) -> list[Machine]:
        """All of them."""
        return [*self.webs, *self.workers]

    def ask(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """Rows of the database, read beside the program."""
        with create_engine(self.database, poolclass=NullPool).connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]


@contextlib.contextmanager
def on_database(kind: str, instance: Path) -> Iterator[tuple[dict[str, str], postgresql.Server | None] | None]:
    """The settings of an empty database: ``sqlite``, or ``postgresql`` with its server; None: it is not installed."""
    if kind == "sqlite":
        files = {"DATABASE_URL": "tongxing.db", "TASKS_URL": "tasks.db"}
        yield {name: f"sqlite:///{instance / file}" for name, file in files.items()}, None
        return
    with postgresql.running(postgresql.DURABLE) as server:
        if server is None:
            yield None
            return
        with create_engine(f"{server.url}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as one:
            one.execute(text(f"CREATE DATABASE {DATABASE} TEMPLATE template0"))
        yield {"DATABASE_URL": f"{server.url}/{DATABASE}", "TASKS_URL": f"{server.url}/{DATABASE}"}, server


@contextlib.contextmanager
def cluster(
    instance: Path, kind: str = "postgresql", *, doubled: bool = False, own: Sequence[dict[str, str]] = (), **more: str
) -> Iterator[Cluster | None]:
    """The cluster with the demo district; None where its database is not installed.

    ``own``: settings of each machine alone, two web machines and then two workers; ``doubled``: every request reaches
    both web machines; ``more``: settings of all.
    """
    with on_database(kind, instance) as database, contextlib.ExitStack() as stack:
        if database is None:
            yield None
            return
        site = prepared(instance, **database[0], **{"BACKUP_KEEP": "0", **more})
        for command in (("db", "upgrade"), ("demo", "load", "--if-empty")):
            site.flask(*command)
        log = stack.enter_context((instance / "output.txt").open("w"))
        ports = [free_port(), free_port()]
        commands = [[*GUNICORN, "--bind", f"127.0.0.1:{port}", "wsgi:app"] for port in ports] + [WORKER, WORKER]
        machines = [
            Machine(command, site, log, dict(settings))
            for command, settings in zip(commands, own or [{}] * len(commands), strict=True)
        ]
        for one in machines:
            stack.callback(one.end)
        for port in ports:
            _wait(f"http://127.0.0.1:{port}/ready")
        stack.enter_context(balancing(int(site.url.rsplit(":", 1)[1]), ports, doubled=doubled))
        url = database[0]["DATABASE_URL"]
        yield Cluster(**vars(site), webs=machines[:2], workers=machines[2:], database=url, server=database[1])


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")
