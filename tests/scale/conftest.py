"""The cluster for the tests of this folder, and the browser that visits it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import chromium, visit
from tests.scale.cluster import Cluster, cluster

__all__ = ["chromium", "site", "visit"]


@pytest.fixture(scope="session")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two web processes, two workers, PostgreSQL, and a balancer before them."""
    with cluster(tmp_path_factory.mktemp("instance")) as running:
        if running is None:
            pytest.skip("PostgreSQL is not installed here")
        yield running
