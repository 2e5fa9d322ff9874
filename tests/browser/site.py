"""The running site that browsers visit, and the browser: for the tests and for the screenshots."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PASSWORD = "Tongxing-2026"


@dataclass(frozen=True)
class Site:
    """A running site."""

    url: str
    instance: Path
    environment: dict[str, str]

    def flask(self, *arguments: str) -> str:
        """Run a command of the product beside the running site; return what it printed."""
        return self.python("-m", "flask", "--app", "wsgi", *arguments)

    def python(self, *arguments: str) -> str:
        """Run Python with the site's settings beside it; return what it printed."""
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout


def prepared(instance: Path, **settings: str) -> Site:
    """A site that does not run yet: its settings, for commands of the product that come before."""
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "TASKS_URL", "APP_ENV"}
    }
    environment |= {"INSTANCE_PATH": str(instance), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | settings
    # By its name: a browser keeps the cookies of production, which are for HTTPS, on this machine under that alone.
    host = "localhost" if settings.get("APP_ENV") == "production" else "127.0.0.1"
    return Site(f"http://{host}:{port}", instance, environment)


@contextmanager
def serving(instance: Path) -> Iterator[Site]:
    """What `make run` starts: the site and its worker, with the demo district; stopped at the end."""
    with running(prepared(instance)) as site:
        yield site


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """The site and its worker, stopped at the end."""
    log = site.instance / "output.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.serve"], cwd=ROOT, env=site.environment, stdout=output, stderr=output
        )
        try:
            _wait(f"{site.url}/health", process, log)
            yield site
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def executable() -> str | None:
    """Where a Chromium or Chrome of this machine is; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def browsing() -> Iterator[Browser | None]:
    """A Chromium or Chrome of this machine; None where there is none."""
    path = executable()
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        # As a phone in China: the server's day begins at 16:00 UTC, and so does that of a form without a signal.
        environment: dict[str, str | float | bool] = {**os.environ, "TZ": "Asia/Shanghai"}
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env=environment)
        yield browser
        browser.close()


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Sign in on the sign-in page."""
    page.goto("/sign-in")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes], output: Path) -> None:
    for _ in range(900):
        assert process.poll() is None, f"the site stopped: {output.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the site did not answer: {output.read_text()[-2000:]}")
