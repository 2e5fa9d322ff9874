"""Two web processes and two workers on one PostgreSQL, each as on a machine of its own, and killed as machines are."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
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


@dataclass(frozen=True)
class Cluster(Site):
    """A running site of several processes; ``url`` is that of the balancer before them."""

    webs: list[subprocess.Popen[bytes]] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    database: str = ""

    def ask(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """Rows of the database, read beside the program."""
        with create_engine(self.database, poolclass=NullPool).connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]


def kill(process: subprocess.Popen[bytes]) -> None:
    """As when the power goes: nothing is finished, nothing is said. Its children go with it."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@contextlib.contextmanager
def scaled(instance: Path) -> Iterator[Cluster | None]:
    """The cluster with the demo district; None where PostgreSQL is not installed."""
    with postgresql.server() as server, contextlib.ExitStack() as stack:
        if server is None:
            yield None
            return
        with create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as admin:
            admin.execute(text(f"CREATE DATABASE {DATABASE} TEMPLATE template0"))
        url = f"{server}/{DATABASE}"
        site = prepared(instance, DATABASE_URL=url, TASKS_URL=url, BACKUP_KEEP="0")
        for command in (("db", "upgrade"), ("demo", "load", "--if-empty")):
            site.flask(*command)
        ports = [free_port(), free_port()]
        with (instance / "output.txt").open("w") as log:
            start = _starter(site, log, stack)
            webs = [start([*GUNICORN, "--bind", f"127.0.0.1:{port}", "wsgi:app"]) for port in ports]
            workers = [start(WORKER), start(WORKER)]
            for port in ports:
                _wait(f"http://127.0.0.1:{port}/health")
            stack.enter_context(balancing(int(site.url.rsplit(":", 1)[1]), ports))
            yield Cluster(**vars(site), webs=webs, workers=workers, database=url)


def _starter(site: Site, log: IO[str], stack: contextlib.ExitStack) -> Callable[[list[str]], subprocess.Popen[bytes]]:
    def start(command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, cwd=ROOT, env=site.environment, stdout=log, stderr=log, start_new_session=True
        )
        stack.callback(_end, process)
        return process

    return start


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        kill(process)


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")
