"""A PostgreSQL server for the tests: the one named by TEST_POSTGRESQL_URL, else one started from local binaries."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

URL = "TEST_POSTGRESQL_URL"
DURABLE = "-c max_connections=60"
"""As PostgreSQL comes: what was committed is there after a crash."""
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first."""
    places = [str(path.parent) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)]
    found = shutil.which("initdb", path=os.pathsep.join([*places, os.environ.get("PATH", "")]))
    return Path(found).resolve().parent if found else None


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; the distribution's package makes the user postgres."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Server:
    """A server of its own on 127.0.0.1. ``url`` is without a database's name."""

    folder: Path
    scratch: Path
    port: int
    durability: str

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"postgresql+psycopg://tongxing@127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        """Its files."""
        return self.scratch / "data"

    def make(self) -> None:
        """Write an empty cluster of databases."""
        made = ["-A", "trust", "-U", "tongxing", "-E", "UTF8", "--no-sync"]
        self._run("initdb", *made, check=True)

    def start(self) -> bool:
        """Start it; return whether it answers."""
        own = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={self.scratch} -p {self.port}"
        return self._run("pg_ctl", "-o", f"{self.durability} {own}", "-l", f"{self.scratch}/log", "-w", "start")

    def stop(self) -> None:
        """Stop it as a loss of power does."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def running(self) -> bool:
        """Whether it runs."""
        return self._run("pg_ctl", "status")

    def tell(self, number: signal.Signals) -> None:
        """Send all its processes a signal: stopped, it is as one whose disk does not answer."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            first = int((self.data / "postmaster.pid").read_text().split()[0])
            for process in (first, *_children(first)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, number)

    def _run(self, program: str, *arguments: str, check: bool = False) -> bool:
        command = _as_server_user([str(self.folder / program), "-D", str(self.data), *arguments])
        return subprocess.run(command, check=check, stdout=subprocess.DEVNULL, cwd=self.scratch).returncode == 0


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
    return found


@contextlib.contextmanager
def running(durability: str = OPTIONS) -> Iterator[Server | None]:
    """Run a scratch server, that can be stopped and started; None without PostgreSQL."""
    folder = binaries()
    if folder is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="tongxing-pg-") as scratch:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(scratch, owner.pw_uid, owner.pw_gid)
        made = Server(folder, Path(scratch), _free_port(), durability)
        made.make()
        assert made.start()
        try:
            yield made
        finally:
            made.stop()


@contextlib.contextmanager
def server(durability: str = OPTIONS) -> Iterator[str | None]:
    """Run a scratch server; yields its URL without a database name, or None without PostgreSQL."""
    with running(durability) as made:
        yield made.url if made is not None else None
