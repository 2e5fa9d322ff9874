"""WeChat's browser on a phone, by its User-Agent: what would be saved elsewhere stands there to be pressed long."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.pages import fits
from tests.browser.site import PHONE, Site, sign_in

pytestmark = pytest.mark.browser

AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
    " MicroMessenger/8.0.44(0x18002c2d) NetType/2G Language/zh_CN"
)


def is_drawn(picture: Locator) -> None:
    expect(picture).to_be_visible()
    picture.evaluate("picture => picture.decode()")  # raises where no picture came


def test_a_certificate_is_kept_by_a_long_press(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(
        base_url=site.url, locale="zh-CN", viewport=PHONE, has_touch=True, is_mobile=True, user_agent=AGENT
    )
    page = context.new_page()
    sign_in(page, "demo-volunteer")
    page.goto("/record")
    page.locator("main tbody a[href^='/certificates/']").first.click()
    is_drawn(page.locator("img.qr"))
    expect(page.locator("[data-print]")).to_have_count(0)
    page.get_by_role("link", name="存为图片").click()
    is_drawn(page.locator("img.sheet-picture").first)
    expect(page.locator("main")).to_contain_text("在浏览器打开")
    fits(page)
    page.goto("/my-data")
    page.locator("form[action$='/my-data/copy'] button").click()
    expect(page.locator("h1")).to_have_text("请用手机浏览器打开")
    context.close()
