"""Two web processes and two workers on one database, each as on a machine of its own, and killed as machines are."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
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
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start it, as after the power is back."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.site.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

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

    def ask(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """Rows of the database, read beside the program."""
        with create_engine(self.database, poolclass=NullPool).connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]


@contextlib.contextmanager
def on_database(kind: str, instance: Path) -> Iterator[dict[str, str] | None]:
    """The settings of an empty database: ``sqlite``, or ``postgresql``, of which None says that it is not installed."""
    if kind == "sqlite":
        files = {"DATABASE_URL": "tongxing.db", "TASKS_URL": "tasks.db"}
        yield {name: f"sqlite:///{instance / file}" for name, file in files.items()}
        return
    with postgresql.server(postgresql.DURABLE) as server:
        if server is None:
            yield None
            return
        with create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as admin:
            admin.execute(text(f"CREATE DATABASE {DATABASE} TEMPLATE template0"))
        yield {"DATABASE_URL": f"{server}/{DATABASE}", "TASKS_URL": f"{server}/{DATABASE}"}


@contextlib.contextmanager
def cluster(instance: Path, kind: str = "postgresql", **settings: str) -> Iterator[Cluster | None]:
    """The cluster with the demo district; None where its database is not installed."""
    with on_database(kind, instance) as database, contextlib.ExitStack() as stack:
        if database is None:
            yield None
            return
        site = prepared(instance, **database, **{"BACKUP_KEEP": "0", **settings})
        for command in (("db", "upgrade"), ("demo", "load", "--if-empty")):
            site.flask(*command)
        log = stack.enter_context((instance / "output.txt").open("w"))
        ports = [free_port(), free_port()]
        webs = [Machine([*GUNICORN, "--bind", f"127.0.0.1:{port}", "wsgi:app"], site, log) for port in ports]
        workers = [Machine(WORKER, site, log) for _ in range(2)]
        for one in (*webs, *workers):
            stack.callback(one.end)
        for port in ports:
            _wait(f"http://127.0.0.1:{port}/ready")
        stack.enter_context(balancing(int(site.url.rsplit(":", 1)[1]), ports))
        yield Cluster(**vars(site), webs=webs, workers=workers, database=database["DATABASE_URL"])


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")
