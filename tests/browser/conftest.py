"""Real Chromium against the real thing: what `make run` starts, with the demo district in a scratch folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 860}


def chromium_path() -> str | None:
    """A Chromium or Chrome of this machine."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


@dataclass(frozen=True)
class Site:
    """A running site."""

    url: str
    instance: Path
    environment: dict[str, str]

    def flask(self, *arguments: str) -> str:
        """Run a command of the product beside the running site; return what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """What `make run` starts: the site and its worker, with the demo district."""
    instance, port = tmp_path_factory.mktemp("instance"), free_port()
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "TASKS_URL", "APP_ENV"}
    }
    environment |= {"INSTANCE_PATH": str(instance), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    with (instance / "output.txt").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.serve"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            _wait(f"http://127.0.0.1:{port}/health", process, instance / "output.txt")
            yield Site(f"http://127.0.0.1:{port}", instance, environment)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes], output: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, f"the site stopped: {output.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the site did not answer: {output.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visit]:
    """Open the site as somebody: `visit()`, `visit("demo-school")`, `visit("demo-volunteer", phone=True)`.

    Every page fails its test on an error of the page's scripts, a breach of the content policy, or a request elsewhere.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_site(
        login: str | None = None, *, phone: bool = False, password: str = "Tongxing-2026", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=site.url, locale="zh-CN", viewport=PHONE if phone else DESKTOP, has_touch=phone, is_mobile=phone,
            java_script_enabled=scripts,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        page.on(
            "console", lambda message: problems.append(message.text) if "Content Security" in message.text else None
        )
        page.on("request", lambda request: _check_origin(request.url, site.url, problems))
        page.goto("/")
        if login is not None:
            sign_in(page, login, password)
        return page

    yield open_site
    for context in contexts:
        context.close()
    assert not problems, problems


def _check_origin(url: str, own: str, problems: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:")):
        problems.append(f"a request to another origin: {url}")


def sign_in(page: Page, login: str, password: str) -> None:
    """Sign in on the sign-in page."""
    page.goto("/sign-in")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/")


def fits(page: Page) -> None:
    """Assert that nothing reaches beyond the sides of the screen."""
    width = page.evaluate("document.documentElement.scrollWidth")
    shown = page.evaluate("document.documentElement.clientWidth")
    assert width <= shown, f"{page.url} is {width} px wide on a screen of {shown} px"
