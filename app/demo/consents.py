"""Consents of the year before, so that nobody in the demo's past was served without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import insert

from app.children.consent_text import current_version
from app.children.models import Child, ChildWish, Consent, ConsentDecision, ConsentMethod
from app.foundation.database import DbSession

AGO = 395
"""Days: before the first past season was prepared."""


def earlier_consents(session: DbSession, children: Iterable[Child], today: date) -> None:
    """The mother's consent of last year, which this year's follows; the child was on the ledger by then."""
    given, version = today - timedelta(days=AGO), current_version(session)
    rows = []
    for child in children:
        child.registered_on = min(child.registered_on, given)
        rows.append(
            {
                "child_id": child.id, "decision": ConsentDecision.GIVEN, "consenter": "母亲（演示）",
                "relation": "mother", "legal_guardian": True, "method": ConsentMethod.PAPER, "text_version": version,
                "given_on": given, "expires_on": given + timedelta(days=365), "online": False, "home_visit": False,
                "photo": False, "sharing": False, "child_wish": ChildWish.YES, "evidence": "演示",
            }
        )  # fmt: skip
    if rows:
        session.execute(insert(Consent), rows)
