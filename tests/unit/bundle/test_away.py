"""What the proxy says while no process of the site is there: a readable page, and an answer phones try again."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest

from tests.browser.site import ROOT, free_port

CONFIG = ROOT / "deploy" / "Caddyfile.district"
SECONDS = 20


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[int]:
    """The port of a district's Caddy before another port, where nobody listens."""
    if shutil.which("caddy") is None:
        pytest.skip("Caddy is not installed here")
    port = free_port()
    settings = {
        "SITE_URL": f"http://127.0.0.1:{port}", "SITE_TLS": "", "PORT": str(free_port()), "HOME": str(tmp_path),
    }  # fmt: skip
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(CONFIG)]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=os.environ | settings, stdout=log, stderr=log)
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(SECONDS)


def _wait_for(port: int) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            ask(port, "/away.css")
        except OSError:
            assert time.monotonic() < end, "Caddy did not begin"
            time.sleep(0.1)
        else:
            return


def ask(port: int, path: str, method: str = "GET") -> tuple[int, HTTPMessage, str]:
    """Status, headers and text of what the proxy answers."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/sessions/new"), ("POST", "/sessions/new")])
def test_a_visitor_of_a_site_that_restarts_reads_what_to_do(proxy: int, method: str, path: str) -> None:
    status, headers, page = ask(proxy, path, method)
    assert status == 503  # the phone's queue keeps what it holds on every answer from 500 up
    assert (headers["Retry-After"], headers["Cache-Control"]) == ("60", "no-store")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "网站暂时打不开" in page
    assert "The site is away for a moment" in page
    assert "<script" not in page
    assert "style=" not in page


def test_what_is_for_machines_alone_is_not_there(proxy: int) -> None:
    assert [ask(proxy, path)[0] for path in ("/metrics", "/ready", "/health")] == [404, 404, 404]
