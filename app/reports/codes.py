"""Codes of giving a report out."""

from __future__ import annotations

from enum import StrEnum


class ReportFormat(StrEnum):
    """As what it leaves the house."""

    PDF = "pdf"
    XLSX = "xlsx"


class ReportReason(StrEnum):
    """Why it leaves the house."""

    MEETING = "meeting"
    SUPERIOR = "superior"
    ARCHIVE = "archive"
