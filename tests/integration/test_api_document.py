"""What docs/api.md shows works: its Python is run here as it stands there."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from flask import Flask

from app.api.signing import new_secret, signed
from app.foundation import clock
from app.foundation.access import Role
from tests.guards.world import make_world
from tests.programs import API, program, token_of

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def shown() -> dict[str, Any]:
    """The functions of the document."""
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL):
        exec(compile(block, "docs/api.md", "exec"), names)  # noqa: S102 - our own document, in a test
    return names


def test_the_reader_reads_every_page(app: Flask) -> None:
    world = make_world()
    token = token_of(world.own.accounts[Role.SCHOOL_STAFF])
    client = program(app, "none")

    def opened(asked: Any) -> io.BytesIO:
        address = asked.full_url.removeprefix("https://example.org")
        return io.BytesIO(client.get(address, headers=dict(asked.header_items())).data)

    items = shown()["read"]("https://example.org", token, "children?limit=2", opened)
    whole = program(app, token).get(f"{API}/children?limit=200").get_json()["items"]
    assert items == whole
    assert len(items) > 4


def test_the_verifier_believes_ours_alone() -> None:
    verify, secret, body = shown()["verify"], new_secret(), b'{"type":"test"}'
    headers = signed(secret, "msg_1", clock.now(), body)
    assert verify(secret, headers, body)
    assert not verify(new_secret(), headers, body)
    assert not verify(secret, headers, body + b" ")
    assert not verify(secret, {**headers, "webhook-timestamp": "1"}, body)


def test_the_table_names_every_address(app: Flask) -> None:
    written = set(re.findall(r"(?<![\w/])(/[a-z]+(?:/[a-z{}]+)*)", DOCUMENT.replace("`", " ")))
    for rule in app.url_map.iter_rules():
        path = re.sub(
            r"<\w+:(\w+)>", lambda found: "{id}" if found[1].endswith("_id") else f"{{{found[1]}}}", rule.rule
        )
        if path.startswith(f"{API}/") and path != f"{API}/openapi.json":
            assert path.removeprefix(API) in written, path
