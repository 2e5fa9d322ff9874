"""Words of recruiting and goals."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

MESSAGES: dict[str, Any] = {}

LABELS: dict[StrEnum, Any] = {}
