"""Pages by key: every row once, forwards and back, whatever comes and goes meanwhile; no cursor breaks a page."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.foundation.database import db
from app.foundation.paging import Page, entity_page, list_page
from app.places.models import Area
from tests import factories as make

SIZE = 3


def places(number: int = 10) -> list[str]:
    """Districts of which several share a name; ordered by name and id."""
    for one in range(number):
        make.district(name=f"区{one // 4}")
    db.session.commit()
    return list(map(str, db.session.scalars(select(Area.id).order_by(Area.name, Area.id))))


def page(cursor: str | None = None, *, descending: bool = False) -> Page[Area]:
    return entity_page(db.session, select(Area), (Area.name, Area.id), cursor, SIZE, descending=descending)


def worked_out(cursor: str | None = None, *, descending: bool = False) -> Page[Area]:
    """The same of rows that were read already."""
    rows = db.session.scalars(select(Area)).all()
    return list_page(rows, lambda one: (one.name, one.id), cursor, SIZE, descending=descending)


@pytest.mark.parametrize("page", [page, worked_out])
@pytest.mark.parametrize("descending", [False, True])
def test_forwards_and_back_every_row_stands_once_in_its_place(
    app: Flask, page: Callable[..., Page[Area]], *, descending: bool
) -> None:
    wanted, walked, seen = places(), page(descending=descending), []
    assert walked.previous is None
    while True:
        seen.append([str(one.id) for one in walked.rows])
        if walked.next is None:
            break
        walked = page(walked.next, descending=descending)
    assert [one for rows in seen for one in rows] == (wanted[::-1] if descending else wanted)
    back = [seen[-1]]
    while walked.previous is not None:
        walked = page(walked.previous, descending=descending)
        back.append([str(one.id) for one in walked.rows])
    assert back[::-1] == seen


@pytest.mark.parametrize("page", [page, worked_out])
def test_what_comes_and_goes_before_a_page_moves_no_row_of_it(app: Flask, page: Callable[..., Page[Area]]) -> None:
    wanted = places()
    first = page()
    db.session.execute(delete(Area).where(Area.id == first.rows[-1].id))
    make.district(name="区")  # before all others
    assert [str(one.id) for one in page(first.next).rows] == wanted[SIZE : 2 * SIZE]


def packed(*told: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


SOME = "0" * 32
WRONG = (
    "", "%", "é", "x" * 5000, packed(), packed(0), packed(0, "区1"), packed(2, "区1", SOME), packed(0, 7, SOME),
    packed(0, None, SOME), packed(0, "区1", 7), packed(0, "区1", "no id"), packed(0, "a\0b", SOME),
    packed(0, "\ud800", SOME), packed(0, ["区1"], SOME), "W" * 700,
)  # fmt: skip


@pytest.mark.parametrize("cursor", WRONG)
def test_what_is_no_cursor_is_the_first_page(app: Flask, cursor: str) -> None:
    wanted = places(4)
    assert [str(one.id) for one in page(cursor).rows] == wanted[:SIZE]
