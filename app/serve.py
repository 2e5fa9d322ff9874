"""``make run``: migrate, fill an empty trial database with the demo district, start the site and one worker.

Each runs as a child process; Ctrl-C, or the end of either, stops both.
"""

from __future__ import annotations

import os
import signal
import subprocess  # nosec B404 - starts this program's own commands
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from config import ROOT, Settings, SettingsError, load_settings

GRACE_SECONDS = 10


def main() -> int:
    """Run until stopped; return the exit code."""
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command speaks to its terminal
        return 2
    if code := _flask("db", "upgrade"):
        return code
    if not settings.production and (code := _flask("demo", "load", "--if-empty")):
        return code
    processes = [_start(_web(settings)), _start([sys.executable, "-m", "flask", "--app", "wsgi", "worker"])]
    print(f"\n  童行 Tongxing: http://{settings.host}:{settings.port}/   (Ctrl-C stops it)\n", flush=True)  # noqa: T201 - as above
    if not settings.production:
        _flask("demo", "sign-ins")
    return _watch(processes)


def _flask(*arguments: str) -> int:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 # nosec B603 - fixed commands


def _web(settings: Settings) -> list[str]:
    listen = f"--listen={settings.host}:{settings.port}"
    # Without a proxy waitress drops what claims to come from one; with one, the application reads it.
    proxies = ["--no-clear-untrusted-proxy-headers"] if settings.proxies else []
    return [sys.executable, "-m", "app.web", "--threads=8", *proxies, listen, "wsgi:app"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # Its own group: Ctrl-C reaches this process alone, which then stops the others in order.
    environment = {**os.environ, "PYTHONPATH": str(Path(ROOT))}
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)  # noqa: S603 # nosec B603


def _watch(processes: list[subprocess.Popen[bytes]]) -> int:
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal's signature
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopping and all(process.poll() is None for process in processes):
        time.sleep(0.2)
    for process in processes:
        _end(process)
    return 0 if stopping else 1


def _end(process: subprocess.Popen[Any]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
