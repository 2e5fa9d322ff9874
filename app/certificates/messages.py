"""Words of certificates, publicity and records."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.certificates.hours_file import FileForm, Grain
from app.certificates.models import Rating, RevokeReason, StrikeReason
from app.certificates.rules.exporting import HoursReason

MESSAGES = {
    "certificates.season_is_publicised": _l(
        "The hours of this season are still posted for objections. Wait until that is over."
    ),
    "certificates.season_is_publicised.done": _l("No hours are posted for objections at the moment."),
    "certificates.season_has_objections": _l("%(count)s objections to the hours of this season wait for an answer."),
    "certificates.season_has_objections.done": _l("Every objection is answered."),
    "certificates.publicity_days": _l("Between %(fewest)s and %(most)s days."),
    "certificates.publicity_running": _l(
        "The hours of this season are still posted for objections. Certificates come after that."
    ),
    "certificates.objections_open": _l("An objection waits for an answer. Answer it first."),
    "certificates.publicity_over": _l("These hours are not posted any more. Tell the League directly."),
    "certificates.publicity_first": _l("The hours of this season were not posted for objections yet."),
    "certificates.issuer_first": _l("First say who issues the certificates."),
    "certificates.issuer_incomplete": _l("This is printed on every certificate: it cannot be empty."),
    "certificates.nobody_lacks": _l("Everybody whose hours were posted has a certificate of this season."),
    "certificates.has_one": _l("There is a valid certificate of this season already."),
    "certificates.nothing_served": _l("This volunteer has no hours that were posted for this season and still count."),
    "certificates.nothing_confirmed": _l("No hours of this season are confirmed yet."),
    "certificates.headings_long": _l(
        "At most %(most)s headings of 60 characters each: copy the row of headings alone."
    ),
    "certificates.headings_unknown": _l("None of these headings is known here. Copy the row of headings as it stands."),
    "certificates.revoked_before": _l("This certificate was revoked before."),
    "certificates.words_missing": _l("Write at least one sentence."),
    "certificates.sent_before": _l(
        "Something else was sent from this page before. Open the page again and send it there."
    ),
    "certificates.objections_many": _l("You have objected %(most)s times here. Please call the League."),
    "certificates.answered_before": _l("This objection was answered already."),
    "certificates.day_to_come": _l("This day has not come yet."),
    "certificates.evaluated_before": _l("This season is evaluated already. Strike that entry out first."),
    "certificates.struck_before": _l("This entry was struck out already."),
    "certificates.step.": _l("Waits for the worker"),
    "certificates.step.issuing": _l("Issuing the certificates"),
}

LABELS: tuple[tuple[StrEnum, Any], ...] = (
    (RevokeReason.HOURS_WRONG, _l("The hours were wrong")),
    (RevokeReason.PERSON_WRONG, _l("It was the wrong person")),
    (RevokeReason.DETAILS_WRONG, _l("A detail on it is wrong")),
    (RevokeReason.ASKED, _l("The volunteer asked for it")),
    (RevokeReason.OTHER, _l("Another reason")),
    (Rating.EXCELLENT, _l("Excellent")),
    (Rating.GOOD, _l("Very good")),
    (Rating.FAIR, _l("Satisfactory")),
    (Rating.POOR, _l("Not satisfactory")),
    (StrikeReason.MISTAKE, _l("Recorded by mistake")),
    (StrikeReason.DOUBLE, _l("Recorded twice")),
    (StrikeReason.WITHDRAWN, _l("Taken back by who gave it")),
    (StrikeReason.OTHER, _l("Another reason")),
    (HoursReason.NATIONAL, _l("For the national volunteer system")),
    (HoursReason.SUPERIOR, _l("For the League above")),
    (HoursReason.COLLEGE, _l("For a college")),
    (HoursReason.CHECKING, _l("To check the hours")),
    (Grain.PAIRING, _l("Volunteer and pairing, or activity")),
    (Grain.AREA, _l("Volunteer and service area")),
    (Grain.EACH, _l("Each session by itself")),
    (FileForm.XLSX, _l("Excel (.xlsx)")),
    (FileForm.CSV, _l("Text table (.csv)")),
)
