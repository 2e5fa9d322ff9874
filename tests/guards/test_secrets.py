"""What the models say about encryption: each place is its own, each index can be rotated, no child has an ID number."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import Column, String

from app.foundation.database import Base
from app.foundation.rotation.stock import holdings, sealed_columns, token_columns
from app.foundation.rotation.tokens import way_of
from app.foundation.types import Token

# Plain hashes of long random tokens: no key stands behind them. See app/children/doors.py.
UNKEYED = {"consent_link.token_hash", "consent_receipt.code_hash"}
ID_NUMBER = re.compile(r"id_?(number|card|no)\b|identity_?(number|card|no)\b|citizen|resident_id|passport|sfz")
# Volunteers give theirs for the police query, encrypted; a paper copy is no number.
OF_VOLUNTEERS = {"volunteer.id_number"}


def columns() -> list[Column[object]]:
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_a_sealed_value_is_bound_to_its_own_column(app: Flask) -> None:
    assert len(sealed_columns()) > 30
    assert [str(one) for one in sealed_columns() if one.type.place != str(one)] == []  # type: ignore[attr-defined] # Sealed


def test_every_keyed_index_can_come_under_a_new_key(app: Flask) -> None:
    assert len(token_columns()) >= 7
    for column in token_columns():
        way_of(column)
    looks = re.compile(r"_(token|hash)$")
    unkeyed = {str(c) for c in columns() if looks.search(c.name) and isinstance(c.type, String) and c.type.length == 64}
    assert unkeyed == UNKEYED
    assert all(holding.key is not None for holding in holdings())
    assert [str(c) for c in columns() if isinstance(c.type, Token) and "child" in c.table.name] != []


def test_no_column_is_for_the_id_number_of_a_child(app: Flask) -> None:
    assert {str(column) for column in columns() if ID_NUMBER.search(column.name)} == OF_VOLUNTEERS
