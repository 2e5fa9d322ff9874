"""How a certificate's facts are written, on paper and on pages alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from app.certificates.models import Certificate
from app.certificates.service import hours_by_area
from app.foundation import clock
from app.foundation.hours import hours_of

GROUP = 4


def grouped_number(number: str) -> str:
    """The number in fours, to be read aloud and typed: ``K7M3-QXAB-…``."""
    return "-".join(number[start : start + GROUP] for start in range(0, len(number), GROUP))


def chinese_day(day: date | datetime) -> str:
    """``2026年9月6日`` in whatever language it is read: a certificate is a Chinese paper."""
    there = clock.local(day) if isinstance(day, datetime) else day
    return f"{there.year}年{there.month}月{there.day}日"


def certified_hours(certificate: Certificate) -> Decimal:
    """Hours with one decimal, rounded down."""
    return hours_of(certificate.minutes)


def content_parts(certificate: Certificate) -> list[tuple[str, Decimal]]:
    """What was done and how long, as it was called when the certificate was issued; adds up to its hours."""
    names = {area: str(part["name"]) for area, part in certificate.content.items()}
    shares = hours_by_area({area: int(part["minutes"]) for area, part in certificate.content.items()})
    return [(names[area], hours) for area, hours in shares.items()]


def content_line(parts: Iterable[tuple[str, Decimal]]) -> str:
    """``学业辅导 12.5 小时、亲情陪伴 3.0 小时``."""
    return "、".join(f"{name} {hours} 小时" for name, hours in parts)


def statement(certificate: Certificate) -> str:
    """The sentence that certifies: who, where, how long, and what counts. Never that it follows a national standard."""
    return (
        f"兹证明 {certificate.name} 在“{certificate.season_name}”期间参加我单位组织的志愿服务，服务时长共"
        f" {certified_hours(certificate)} 小时。以上时长只含经学校或村（社区）核实确认的服务记录，不含往返路途和培训，"
        "并已按规定公示。本证明由志愿服务的组织和记录单位依据服务记录如实、无偿出具。"
    )
