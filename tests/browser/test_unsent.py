"""What waits on a phone: refused with the reason, its writer's alone, asked about at sign-out, without a name."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site, sign_in
from tests.browser.unsent import SESSION, kept, logged, opened, prepared, put, wait_kept, write, written

pytestmark = pytest.mark.browser

ROW = "#outbox li[data-row]"


def signed_out(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector(\"form[action$='/sign-out']\").requestSubmit()")


def test_what_is_not_taken_comes_back_with_the_reason(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    before = logged(page)
    for day in (4000, 4001):
        written(page, "日期写错了", 8, day)
    page.context.set_offline(False)
    rows = page.locator(ROW)
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("没有被接受")
    expect(rows.first.locator("[data-why]")).to_contain_text("日期：这一天不在服务季内")
    rows.first.locator("[data-act=drop]").click()
    expect(rows).to_have_count(2)  # asks first
    rows.first.locator("[data-act=drop]").click()
    expect(rows).to_have_count(1)
    # Without a signal it opens where it was written, with the reason; it can be sent again from there.
    page.context.set_offline(True)
    rows.first.locator("[data-act=send]").click()
    page.wait_for_url(f"**{SESSION}#*")
    expect(page.locator("[data-refusal]")).to_contain_text("这一天不在服务季内")
    expect(page.locator("textarea[name=note]")).to_have_value("日期写错了")
    page.locator("main form.form button[type=submit]").click()
    expect(rows).to_have_count(1)
    page.context.set_offline(False)
    expect(rows.first).to_contain_text("没有被接受")
    # With one, on the usual page.
    rows.first.locator("[data-act=send]").click()
    page.wait_for_url("**/sessions/new")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("textarea[name=note]")).to_have_value("日期写错了")
    write(page, "日期改好了", 11)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/sessions/*-*")
    wait_kept(page, "!Object.keys(kept.drafts).length")
    assert logged(page) == before + 1
    # Refused on the usual page, and left: it says at once that it waits for its writer, not for a signal.
    page.goto("/sessions/new")
    write(page, "又写错了", 11, 4000)
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    wait_kept(page, "Object.values(kept.drafts).every(draft => draft.refused && !draft.until)")
    page.goto("/")
    expect(rows.first).to_contain_text("没有被接受")
    expect(rows.first.locator("[data-why]")).to_contain_text("这一天不在服务季内")


def test_a_sign_in_that_ran_out_loses_nothing(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    before = logged(page)
    written(page, "登录过期以后", 12)
    page.context.clear_cookies(name="tongxing")
    page.context.set_offline(False)
    expect(page.locator("#outbox [data-say]")).to_contain_text("登录")
    expect(page.locator(ROW)).to_have_count(1)
    page.locator("#outbox [data-enter] a").click()
    page.wait_for_url("**/sign-in")
    expect(page.locator(ROW)).to_have_count(1)
    sign_in(page, "demo-volunteer")
    wait_kept(page, "!Object.keys(kept.drafts).length")
    assert logged(page) == before + 1


def test_signing_out_asks_first_and_leaves_no_code(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    before = logged(page)
    written(page, "走之前没发出", 13)
    page.route("**/sessions/unsent*", lambda route: route.abort())
    page.context.set_offline(False)
    signed_out(page)
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("还有内容没有提交")
    dialog.locator("button[value=cancel]").click()
    expect(page.locator(".menu-name").first).to_be_attached()
    assert len(kept(page)["drafts"]) == 1
    signed_out(page)
    with page.expect_navigation():
        dialog.locator("button[value=keep]").click()
    found = kept(page)
    assert (len(found["drafts"]), found["choices"], found["owner"]) == (1, {}, "")
    # Somebody else on the same phone neither sees nor sends it.
    page.unroute("**/sessions/unsent*")
    sign_in(page, "demo-village")
    prepared(page)
    expect(page.locator(ROW)).to_have_count(0)
    assert len(kept(page)["drafts"]) == 1
    signed_out(page)  # nothing of hers: nobody asks
    page.wait_for_function("() => !document.querySelector('.menu-name')")
    sign_in(page, "demo-volunteer")
    wait_kept(page, "!Object.keys(kept.drafts).length")
    assert logged(page) == before + 1
    written(page, "扔掉的", 14)
    page.route("**/sessions/unsent*", lambda route: route.abort())
    page.context.set_offline(False)
    signed_out(page)
    with page.expect_navigation():
        dialog.locator("button[value=drop]").click()
    assert kept(page)["drafts"] == {}
    sign_in(page, "demo-volunteer")
    assert logged(page) == before + 1


def test_a_phone_keeps_no_name(visit: Visit, site: Site) -> None:
    program = (
        "from app import create_app\nfrom app.children.models import Carer, Child\nfrom sqlalchemy import select\n"
        "from app.foundation.database import db\nwith create_app().app_context():\n"
        "    print(*db.session.scalars(select(Child.name)), *db.session.scalars(select(Carer.name)), sep='\\n')"
    )
    names = {name for name in site.python("-c", program).split("\n") if len(name) > 1}
    assert len(names) > 100
    for login in ("demo-volunteer", "demo-village", "demo-school"):
        page = prepared(visit(login, phone=True))
        if login == "demo-volunteer":
            written(page, "放学后辅导数学", 15, days=4000)
            page.context.set_offline(False)
            expect(page.locator(f"{ROW} [data-why] li").first).to_be_visible()
        everything = json.dumps(
            [kept(page), page.evaluate("({...localStorage, ...sessionStorage})")], ensure_ascii=False
        )
        assert [choices for kind in kept(page)["choices"].values() for choices in kind.values()], "codes are there"
        assert [name for name in names if name in everything] == []
        assert page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))") == ["tongxing"]


def test_older_drafts_move_over_and_a_phone_without_a_database_keeps_them_too(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    record = kept(page)
    draft = {"kind": "session", "owner": record["owner"], "fields": [["note", "旧版本里写的"]], "ready": False}
    number = "7d9a0f0e-5a55-4a5e-9d6b-3c2f6d1f0a11"
    page.evaluate(
        "text => localStorage.setItem('tongxing-outbox', text)", json.dumps({**record, "drafts": {number: draft}})
    )
    opened(page, SESSION)
    expect(page.locator("textarea[name=note]")).to_have_value("旧版本里写的")
    assert page.evaluate("localStorage.getItem('tongxing-outbox')") is None
    assert list(kept(page)["drafts"]) == [number]
    put(page, {**record, "drafts": {}})
    page.context.add_init_script(
        "Object.defineProperty(globalThis, 'indexedDB', {get() { throw new Error('private'); }})"
    )
    page.goto("/")
    page.wait_for_function("() => JSON.parse(localStorage.getItem('tongxing-outbox') ?? '{}').fresh > 0")
    before = logged(page)
    written(page, "无痕模式", 16)
    expect(page.locator(ROW)).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator(ROW)).to_have_count(0)
    assert logged(page) == before + 1
