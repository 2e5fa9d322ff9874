"""A long form that is interrupted: what was typed is there again, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.pages import fits

pytestmark = pytest.mark.browser
NAME = "滕小满"


def test_a_long_form_saves_itself_and_is_offered_again(visit: Visit) -> None:
    page = visit("demo-school")
    page.goto("/children/new")
    page.locator("input[name=name]").fill(NAME)
    page.locator("textarea[name=notes]").fill("填到一半，来电话了")
    expect(page.locator("[data-draft]")).to_contain_text("草稿已保存")
    page.goto("/children/new")
    expect(page.locator("main")).to_contain_text("您有一份草稿")
    expect(page.locator("input[name=name]")).to_have_value("")
    page.locator("textarea[name=notes]").fill("没看见上面的提示")
    page.wait_for_timeout(4000)
    expect(page.locator("[data-draft]")).to_have_text("", use_inner_text=True)  # nothing is kept over the earlier one
    page.locator("main a", has_text="继续填写草稿").click()
    expect(page.locator("input[name=name]")).to_have_value(NAME)
    expect(page.locator("textarea[name=notes]")).to_have_value("填到一半，来电话了")
    assert NAME not in page.url + page.title()
    fits(page)
    page.locator("main button", has_text="丢弃草稿").click()
    page.goto("/children/new")
    expect(page.locator("main")).not_to_contain_text("您有一份草稿")


def test_without_scripts_a_button_saves_the_draft(visit: Visit) -> None:
    page = visit("demo-school", scripts=False)
    page.goto("/children/new")
    page.locator("input[name=name]").fill(NAME)
    page.locator("main button", has_text="保存草稿").click()
    page.wait_for_url("**/children/new?draft=continue")
    expect(page.locator("main")).to_contain_text("草稿已保存")
    expect(page.locator("input[name=name]")).to_have_value(NAME)
    page.locator("main button", has_text="丢弃草稿").click()
    expect(page.locator("input[name=name]")).to_have_value("")
