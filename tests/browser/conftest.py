"""Real Chromium against the real thing: what `make run` starts, with the demo district in a scratch folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.site import DESKTOP, PASSWORD, PHONE, Site, browsing, serving, sign_in

Visit = Callable[..., Page]
expect.set_options(timeout=15_000)  # as patient as everything else here: a busy machine is no fault of a page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with browsing() as browser:
        if browser is None:
            pytest.skip("Chromium is not installed here")
        yield browser


@pytest.fixture(scope="session")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """What `make run` starts: the site and its worker, with the demo district."""
    with serving(tmp_path_factory.mktemp("instance")) as running:
        yield running


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visit]:
    """Open the site as somebody: `visit()`, `visit("demo-school")`, `visit("demo-volunteer", phone=True)`.

    Every page fails its test on an error of the page's scripts, a breach of the content policy, a request elsewhere,
    or an answer of 500 and above.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_site(
        login: str | None = None, *, phone: bool = False, password: str = PASSWORD, scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=site.url, locale="zh-CN", viewport=PHONE if phone else DESKTOP, has_touch=phone, is_mobile=phone,
            java_script_enabled=scripts,
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        _watch(page, site.url, problems)
        page.goto("/")
        if login is not None:
            sign_in(page, login, password)
        return page

    yield open_site
    for context in contexts:
        context.close()
    assert not problems, problems


def _watch(page: Page, own: str, problems: list[str]) -> None:
    def check_origin(request: Request) -> None:
        if not request.url.startswith((own, "data:", "blob:")):
            problems.append(f"a request to another origin: {request.url}")

    page.on("pageerror", lambda error: problems.append(f"script error on {page.url}: {error}"))
    page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
    page.on("request", check_origin)
    page.on("response", lambda got: problems.append(f"{got.status} {got.url}") if got.status >= 500 else None)
