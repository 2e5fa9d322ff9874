"""Requests of programs, under ``/api/v1``: no cookie is read or set there, and what goes wrong is told as JSON."""

from __future__ import annotations

from flask import has_request_context, request

PREFIX = "/api/v1"
MOST_BYTES = 64 * 1024
"""Of what a program sends at a time."""


def asked_by_program() -> bool:
    """Whether the running request is one of a program."""
    return has_request_context() and is_of_programs(request.path)


def is_of_programs(path: str) -> bool:
    """Whether a path lies under the prefix."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")
