"""Factories of visits, agreements and checks of a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.children.models import Child
from app.foundation import clock
from app.visits.codes import Barred, CheckOutcome, Mark, VisitPlace
from app.visits.models import CareAgreement, FileCheck, Visit
from tests.factories import add


def visit(child: Child, **values: Any) -> Visit:
    """A visit at home today, at which all was well; with ``void_reason`` a voided one."""
    values = {"visited_on": clock.today(), "place": VisitPlace.HOME, "met_child": True, "met_carer": True, **values}
    values = dict.fromkeys(("health", "mood", "safety", "schooling"), Mark.OK) | values
    if "void_reason" in values:
        values.setdefault("voided_at", clock.now())
    made: Visit = add(Visit(child_id=child.id, district_id=child.district_id, **values))
    return made


def care_agreement(child: Child, **values: Any) -> CareAgreement:
    """An agreement of last month for a year."""
    today = clock.today()
    values = {
        "carer": "测试奶奶", "relation": "paternal_grandmother", "witness": "测试主任", "evidence": "村委会柜2-7",
        "barred_asked": frozenset(one.value for one in Barred), "child_heard": True, "written_notice": True,
        "signed_on": today - timedelta(days=30), "valid_until": today + timedelta(days=335), **values,
    }  # fmt: skip
    made: CareAgreement = add(CareAgreement(child_id=child.id, district_id=child.district_id, **values))
    return made


def file_check(child: Child, **values: Any) -> FileCheck:
    """The file was found right today."""
    values = {"outcome": CheckOutcome.RIGHT, **values}
    made: FileCheck = add(FileCheck(child_id=child.id, district_id=child.district_id, **values))
    return made
