"""The API attacked by its own description: no fault of ours, no undocumented answer, and nothing without a token.

``API_EXAMPLES`` says how many requests of each operation are made, by default few; by hand: ``API_EXAMPLES=300``.
"""

from __future__ import annotations

import contextvars
import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.api import callers
from app.catalogue.rules import ensure_defaults
from app.foundation.access import Role
from app.foundation.database import db
from tests.guards.names import names_by_role
from tests.guards.world import make_world
from tests.programs import API, token_of

EXAMPLES = int(os.environ.get("API_EXAMPLES", "2"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def operations(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every operation, asked in a context of its own, as on a server."""
    monkeypatch.setattr(callers, "CALLS", 10**9)

    def isolated(environ: Any, start: Any) -> Any:
        return contextvars.Context().run(app, environ, start)

    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", isolated)
    return [found.ok() for found in schema.get_all_operations()]


def attack(operation: Any, mode: GenerationMode, ask: Callable[[Any], None]) -> None:
    """Make requests of an operation, as described or against it, and have each asked."""

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case: Any) -> None:
        ask(case)

    each()


def test_every_answer_is_one_the_description_foresees(app: Flask, operations: list[Any]) -> None:
    ensure_defaults(db.session)
    world = make_world()
    may_know, answers = names_by_role(world), Counter[str]()
    asked = [Role.ORGANIZER, Role.SCHOOL_STAFF, Role.VOLUNTEER]
    tokens = {role: token_of(world.own.accounts[role]) for role in asked}
    world.own.volunteer.account_id = None
    db.session.flush()
    world.own.active.volunteer.account_id = world.own.accounts[Role.VOLUNTEER].id
    db.session.commit()
    real = {"session_id": str(world.own.sent.id), "pairing_id": str(world.own.active.id), "code": world.own.child.code}
    assert len(operations) > 15

    def ask(role: Role, case: Any) -> None:
        case.path_parameters = {name: real.get(name, value) for name, value in (case.path_parameters or {}).items()}
        if isinstance(case.body, dict) and "pairing_id" in case.body and role is Role.VOLUNTEER:
            case.body["pairing_id"] = real["pairing_id"]
        answer = case.call(headers={"Authorization": f"Bearer {tokens[role]}", "Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)
        answers[f"{role.value} {answer.status_code}"] += 1
        assert not may_know.told_too_much(role, answer.text)

    for operation in operations:
        attack(operation, GenerationMode.NEGATIVE, partial(ask, Role.SCHOOL_STAFF))
        for role in asked:
            attack(operation, GenerationMode.POSITIVE, partial(ask, role))
    print(f"API: {sum(answers.values())} requests, {dict(sorted(answers.items()))}")  # noqa: T201 - asked for


def test_without_a_token_there_is_nothing_but_401(app: Flask, operations: list[Any]) -> None:
    def ask(case: Any) -> None:
        case.headers.pop("Authorization", None)
        assert case.call().status_code == 401

    for operation in operations:
        attack(operation, GenerationMode.POSITIVE, ask)
