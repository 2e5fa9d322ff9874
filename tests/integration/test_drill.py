"""The drill is walked to its end, and leaves no trace in any table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.database import Base
from app.safeguarding.drill import SCENES
from tests import factories as make


def test_a_drill_touches_no_record(session: scoped_session[Any], sign_in: Callable[[Account], FlaskClient]) -> None:
    def rows() -> dict[str, int]:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "account"]
        return {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}

    lead = make.account(Role.SAFEGUARDING_LEAD, make.district())
    session.commit()
    browser = sign_in(lead)
    browser.get("/drill")
    before = rows()
    for number, scene in enumerate(SCENES, 1):
        for choice in scene.choices:
            page = browser.get(f"/drill?scene={number}&answer={choice.letter}").get_data(as_text=True)
            assert (f"scene={number + 1}" in page) is choice.right
    assert browser.get(f"/drill?scene={len(SCENES) + 1}").status_code == 200
    assert browser.get("/drill?scene=99").status_code == 404
    assert rows() == before


def test_each_scene_has_one_right_answer_and_it_is_not_always_the_same() -> None:
    right = [[one.letter for one in scene.choices if one.right] for scene in SCENES]
    assert all(len(letters) == 1 for letters in right)
    assert len({letters[0] for letters in right}) > 1
