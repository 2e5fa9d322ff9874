"""Tasks, and the monthly report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.accounts.models import Account
from app.children.models import Child
from app.coverage.figures import Month
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import db
from app.places.models import Area, School
from app.reports.models import CareTask, MonthlyReport, TaskSource
from app.reports.rules.reports import make_report
from tests import factories as make


def task(of: Account | School | Area, child: Child | None = None, **values: Any) -> CareTask:
    """An open task, due in a week: about a child, or lying where its owner is (an account: give the places)."""
    place = child or of
    values = {
        "source": TaskSource.BY_HAND,
        "words": "送去新书包",
        "due_on": clock.today() + timedelta(days=7),
        **values,
    }
    values.setdefault("district_id", getattr(place, "district_id", None))
    if isinstance(of, School):
        values["owner_school_id"] = of.id
    elif isinstance(of, Area):
        values["owner_area_id"] = of.id
    else:
        values["owner_id"] = of.id
    if child is not None:
        values["child_id"] = child.id
    elif isinstance(of, School | Area):
        values.setdefault("township_id", of.township_id)
        values.setdefault("school_id" if isinstance(of, School) else "village_id", _own(of))
    made: CareTask = make.add(CareTask(**values))
    return made


def _own(of: School | Area) -> Any:
    return of.id if isinstance(of, School) or of.level == "village" else None


def report(district: Area) -> MonthlyReport:
    """The report of this month, computed; committed."""
    return make_report(db.session, system_actor("test"), district.id, Month.of(clock.today()))
