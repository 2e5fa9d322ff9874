"""Putting the operations into an application, and the document that describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from app.api.operation import document
from app.api.reads.places import places
from app.api.reads.records import records
from app.api.reads.sessions import sessions
from app.api.wording import OPERATIONS
from app.foundation.machines import PREFIX

NAME = "api_document"


@dataclass(frozen=True)
class Described:
    """One operation, as a page lists it."""

    method: str
    path: str
    words: Any


def install(app: Flask) -> None:
    """Add every operation to ``app``."""
    described = document(app)
    for part in (places, records, sessions):
        described.register_blueprint(part)
    app.extensions[NAME] = described


def described() -> dict[str, Any]:
    """The document of the running application (OpenAPI 3.1)."""
    found: dict[str, Any] = current_app.extensions[NAME].spec.to_dict()
    return found


def operations() -> list[Described]:
    """Every operation, by its address."""
    return [
        Described(method.upper(), path, OPERATIONS[f"{method.upper()} {path.removeprefix(PREFIX)}"])
        for path, methods in described()["paths"].items()
        for method in methods
        if method in {"get", "post"}
    ]
