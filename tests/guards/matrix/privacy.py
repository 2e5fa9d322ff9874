"""Rows of rights and retention. The records are made when a row asks for them, one per place and fate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from app.foundation.database import db
from app.privacy.models import Breach, ImpactAssessment
from tests.factories import privacy
from tests.guards.matrix import row
from tests.guards.world import Half, World

LEADING = (Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
OVERSEEING = (*LEADING, Role.AUDITOR)
RECORDING = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.SAFEGUARDING_LEAD, Role.ORGANIZER)
CHILDRENS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.SAFEGUARDING_LEAD)


def _request(half: Half) -> Mapping[str, Any]:
    made = privacy.rights_request(half.child)
    db.session.commit()
    return {"request_id": made.id}


def _breach(half: Half) -> Mapping[str, Any]:
    known = db.session.query(Breach).filter_by(district_id=half.district.id).first()
    made = known or privacy.breach(half.district)
    db.session.commit()
    return {"breach_id": made.id}


def _assessment(half: Half) -> Mapping[str, Any]:
    known = db.session.query(ImpactAssessment).filter_by(district_id=half.district.id).first()
    made = known or privacy.assessment(half.district)
    db.session.commit()
    return {"assessment_id": made.id}


def _both(record: Any) -> dict[str, Any]:
    def own(world: World) -> Mapping[str, Any]:
        found: Mapping[str, Any] = record(world.own)
        return found

    def foreign(world: World) -> Mapping[str, Any]:
        found: Mapping[str, Any] = record(world.foreign)
        return found

    return {"own": own, "foreign": foreign}


REQUEST, BREACH, ASSESSMENT = _both(_request), _both(_breach), _both(_assessment)
EVERYWHERE: dict[str, Any] = {"allowed_in": {"foreign": frozenset({Role.AUDITOR})}}

ROWS = [
    row("privacy.requests", *RECORDING),
    row("privacy.new_request", *RECORDING),
    row("privacy.save_request", *RECORDING, method="POST"),
    row("privacy.request_page", *CHILDRENS, **REQUEST),
    row("privacy.answer_request", Role.SAFEGUARDING_LEAD, method="POST", **REQUEST),
    # Of a child whose guardian took the consent back the lead makes the copy too: the guardian asks for it.
    row("privacy.copy_for_request", Role.SAFEGUARDING_LEAD, method="POST", names_others=True, **REQUEST),
    row("privacy.own", Role.VOLUNTEER),
    row("privacy.own_copy", Role.VOLUNTEER, method="POST"),
    row("privacy.own_ask", Role.VOLUNTEER, method="POST"),
    row("privacy.keeping", *OVERSEEING, Role.ADMINISTRATOR),
    row("privacy.inventory_page", *OVERSEEING, Role.ADMINISTRATOR),
    row("privacy.save_term", Role.ADMINISTRATOR, method="POST"),
    row("privacy.officer", *LEADING),
    row("privacy.save_officer", *LEADING, method="POST"),
    row("privacy.breaches", *OVERSEEING),
    row("privacy.new_breach", *LEADING),
    row("privacy.save_breach", *LEADING, method="POST"),
    row("privacy.breach", *OVERSEEING, **BREACH, **EVERYWHERE),
    row("privacy.save_breach_change", *LEADING, method="POST", **BREACH),
    row("privacy.assessments", *OVERSEEING),
    row("privacy.new_assessment", *LEADING),
    row("privacy.save_assessment", *LEADING, method="POST"),
    row("privacy.assessment", *OVERSEEING, **ASSESSMENT, **EVERYWHERE),
    row("privacy.january", *OVERSEEING),
]
