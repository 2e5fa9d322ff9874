"""What all tests share: no silent skips in CI, and one PostgreSQL server for all workers."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import postgresql
from tests.thorough import examples

settings.register_profile(
    "default", deadline=None, max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("default")

_server = contextlib.ExitStack()
gc.disable()  # until everything is imported and collected: all of it stays, and it is looked through again and again


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that the workers inherit their environment from."""
    # Commands that tests run import the whole program, and would compile all of it every time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    wants_database = not hasattr(config, "workerinput") and postgresql.URL not in os.environ
    if wants_database and not config.option.collectonly:
        url = _server.enter_context(postgresql.server())
        if url is not None:
            os.environ[postgresql.URL] = url
            _server.callback(os.environ.pop, postgresql.URL, None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector looks only through what the tests make."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """Stop what was started."""
    _server.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[None]:
    """With REQUIRE_ALL=1 a skipped test is a failed one: CI must not look green for what it did not run."""
    outcome: Any = yield
    report = outcome.get_result()
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_ALL=1: {report.longrepr}"
