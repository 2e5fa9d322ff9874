"""A PostgreSQL server for the tests: the one named by TEST_POSTGRESQL_URL, else one started from local binaries."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
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


@contextlib.contextmanager
def server(durability: str = OPTIONS) -> Iterator[str | None]:
    """Run a scratch server on 127.0.0.1; yields its URL without a database name, or None without PostgreSQL."""
    folder = binaries()
    if folder is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="tongxing-pg-") as scratch:
        data, port = Path(scratch) / "data", _free_port()
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(scratch, owner.pw_uid, owner.pw_gid)
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": scratch}
        initdb = [str(folder / "initdb"), "-D", str(data), "-A", "trust", "-U", "tongxing", "-E", "UTF8", "--no-sync"]
        subprocess.run(_as_server_user(initdb), **quiet)
        options = f"{durability} -c listen_addresses=127.0.0.1 -c unix_socket_directories={scratch} -p {port}"
        control = [str(folder / "pg_ctl"), "-D", str(data)]
        start = [*control, "-o", options, "-l", f"{scratch}/log", "-w", "start"]
        subprocess.run(_as_server_user(start), **quiet)
        try:
            yield f"postgresql+psycopg://tongxing@127.0.0.1:{port}"
        finally:
            subprocess.run(_as_server_user([*control, "-m", "immediate", "-w", "stop"]), **quiet)
