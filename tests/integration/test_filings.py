"""The filing numbers that the law wants at the foot of a public site, and their check at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.filings import Filings, load_filings
from config import SettingsError, load_settings
from tests import factories as make

PNG = b"\x89PNG\r\n\x1a\n"
FILED = Filings("滇ICP备12345678号-1", "滇公网安备53030302000123号", PNG)
POLICE_LINK = "https://beian.mps.gov.cn/#/query/webSearch?code=53030302000123"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/join", "/open-figures/zh"])
def test_every_public_page_shows_what_is_filed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert "beian" not in answer.get_data(as_text=True)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], filings=FILED))
    for locale in ("zh_Hans_CN", "en"):
        client.post("/language", data={"locale": locale, "next": "/"})
        page = client.get(path, follow_redirects=True).get_data(as_text=True)
        assert 'href="https://beian.miit.gov.cn/"' in page
        assert FILED.icp in page
        assert f'href="{POLICE_LINK}"' in page
        assert FILED.police in page


def test_the_pages_behind_the_sign_in_show_it_too_and_the_badge_is_our_own_picture(
    app: Flask, session: object, sign_in: Callable[[Account], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make.account(Role.AUDITOR)
    session.commit()  # type: ignore[attr-defined] # a scoped session
    browser = sign_in(account)
    assert browser.get("/filing-badge.png").status_code == 204
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], filings=FILED))
    page = browser.get("/").get_data(as_text=True)
    assert FILED.icp in page
    assert 'src="/filing-badge.png"' in page
    assert browser.get("/filing-badge.png").data == PNG


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ICP_NUMBER", "12345678"), ("ICP_NUMBER", "滇ICP备12345678号<b>"), ("POLICE_NUMBER", "滇公网安备123号"),
        ("POLICE_NUMBER", "javascript:alert(1)"), ("POLICE_BADGE", "/nowhere.png"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_one_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({"APP_ENV": "testing", "INSTANCE_PATH": str(tmp_path), name: value})


def test_numbers_as_the_registers_write_them_are_taken(tmp_path: Path) -> None:
    badge = tmp_path / "badge.png"
    badge.write_bytes(PNG)
    env = {
        "ICP_NUMBER": "京ICP备05000001号",
        "POLICE_NUMBER": "京公网安备 11010502000001号",
        "POLICE_BADGE": str(badge),
    }
    found, problems = load_filings(env)
    assert problems == []
    assert found.police_url.endswith("code=11010502000001")
    badge.write_bytes(b"<svg>")
    assert load_filings(env)[1] != []
