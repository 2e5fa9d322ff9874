"""Words of visits, agreements and checks of a file."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.visits.codes import Barred, CareNeed, CheckOutcome, Mark, ParentContact, VisitPlace, VisitVoid
from app.visits.homecoming import HomeTask
from app.visits.standing import Lack

MESSAGES: dict[str, Any] = {
    "visits.in_future": _l("The day cannot be in the future."),
    "visits.too_long_ago": _l("A visit is recorded within %(days)s days."),
    "visits.before_birth": _l("The day cannot be before the child was born."),
    "visits.nobody_met": _l("Say whom you met: the child, the carer, or both."),
    "visits.unknown_topic": _l("Choose topics of the list."),
    "visits.interval": _l("Between 1 and %(most)s days, and in summer not more than in the rest of the year."),
    "visits.off_ledger": _l("The child is not on the ledger any more."),
    "visits.agreement_dates": _l(
        "The last day must come after the day of signing, and that day cannot be in the future."
    ),
    "visits.agreement_barred": _l(
        "Ask about each of the four and confirm it. If one cannot be confirmed, this person may not look after the "
        "child: report it."
    ),
    "visits.agreement_witness": _l("The witness has to be another person than the carer."),
    "visits.differs_what": _l("Say in a line what differs, without names."),
}

LABELS: list[tuple[StrEnum, Any]] = [
    (VisitPlace.HOME, _l("At the child's place")),
    (VisitPlace.SCHOOL, _l("At school")),
    (VisitPlace.VILLAGE_OFFICE, _l("At the village office")),
    (VisitPlace.PHONE, _l("By phone")),
    (Mark.OK, _l("Fine")),
    (Mark.CONCERN, _l("Worrying")),
    (Mark.NOT_SEEN, _l("Not seen")),
    (ParentContact.WEEK, _l("Within a week")),
    (ParentContact.MONTH, _l("Within a month")),
    (ParentContact.LONGER, _l("Longer ago")),
    (ParentContact.UNKNOWN, _l("Nobody knows")),
    (CareNeed.STUDY, _l("Help with learning")),
    (CareNeed.COMPANY, _l("Company")),
    (CareNeed.COUNSELLING, _l("Counselling")),
    (CareNeed.HEALTH, _l("Medical care")),
    (CareNeed.SUPPLIES, _l("Clothes or supplies")),
    (CareNeed.GUARDIANSHIP, _l("Better care")),
    (VisitVoid.WRONG_CHILD, _l("Recorded for the wrong child")),
    (VisitVoid.DOUBLE, _l("Recorded twice")),
    (VisitVoid.NOT_MADE, _l("The visit did not take place")),
    (Barred.OFFENCES, _l("No history of sexual abuse, abuse, abandonment, trafficking or violence")),
    (Barred.HABITS, _l("No drugs, heavy drinking or gambling")),
    (Barred.NEGLECT, _l("Never refused or neglected to look after a child")),
    (Barred.UNFIT, _l("Nothing else that makes the person unfit to look after a child")),
    (Lack.AGREEMENT_MISSING, _l("No care agreement")),
    (Lack.AGREEMENT_EXPIRED, _l("Care agreement expired")),
    (Lack.AGREEMENT_ENDS, _l("Care agreement ends soon")),
    (Lack.CONTACT_UNKNOWN, _l("Parents' contact not known")),
    (Lack.CONTACT_RARE, _l("Parents rarely in touch")),
    (Lack.FILE_DIFFERS, _l("File not right any more")),
    (Lack.FILE_UNCHECKED, _l("File not checked for 90 days")),
    (HomeTask.CONSENT_ASK, _l("Ask the guardian for consent, yes or no")),
    (HomeTask.CONSENT_RENEW, _l("Renew the consent")),
    (HomeTask.CONSENT_TEXT, _l("Consent on the new text")),
    (HomeTask.AGREEMENT, _l("Sign the care agreement")),
    (HomeTask.PHONE_GUARDIAN, _l("Phone of a parent")),
    (HomeTask.PHONE_CARER, _l("Phone of who looks after the child")),
    (HomeTask.CONTACT, _l("Agree on a weekly call with the parents")),
    (HomeTask.FILE, _l("Look through the file together")),
    (CheckOutcome.RIGHT, _l("Still right")),
    (CheckOutcome.DIFFERS, _l("Something differs")),
]
