"""Guards run on SQLite and on PostgreSQL; fixtures live in tests/application.py."""

from tests.application import *  # noqa: F403 - fixtures are found by being imported here
