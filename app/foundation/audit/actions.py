"""What can be on the audit log, and which details each entry must carry (plain values only, never a person's data)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

# A detail is a code, a number, a yes or no, or a list of codes: free text, and with it a name, does not fit.
CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,80}")


class Action(StrEnum):
    """One member per kind of event, in one line: ``THING_HAPPENED = "thing.happened", "detail", "detail"``.

    An event carries exactly the details named here. ``fields`` (the names of what changed) brings ``changes`` along:
    the log adds what the plain ones of them were before and are now, by itself.
    """

    details: frozenset[str]
    _value_: str

    def __new__(cls, value: str, *details: str) -> Action:
        """A member that knows the details its events must have."""
        member = str.__new__(cls, value)
        member._value_, member.details = value, frozenset(details)
        return member

    ABSENCE_SAID = "absence.said", "reason", "days"
    ABSENCE_TAKEN_BACK = "absence.taken_back"
    ABSENCE_TOLD = "absence.told"
    ACCESS_ASKED = "access.asked", "grant", "sections", "reason", "hours"
    ACCESS_DECIDED = "access.decided", "grant", "sections", "outcome", "hours"
    ACCESS_ENDED = "access.ended", "grant"
    ACCESS_DUTY_APPROVED = "access.duty_approved", "grant", "role", "season"
    ACCESS_DUTY_ENDED = "access.duty_ended", "grant"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_LANGUAGE_CHANGED = "account.language_changed"
    ACCOUNT_PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 # nosec B105 - a name, not a password
    ACCOUNT_RESET = "account.reset"
    ACCOUNT_ROLE_ENDED = "account.role_ended", "role", "scope"
    ACCOUNT_ROLE_GRANTED = "account.role_granted", "role", "scope"
    ACCOUNT_SIGNED_IN = "account.signed_in"
    ACCOUNT_SIGN_IN_FAILED = "account.sign_in_failed"
    ACCOUNT_SIGNED_OUT = "account.signed_out"
    ACCOUNT_INVITED = "account.invited"
    ACCOUNT_ACT_ASKED = "account.act_asked", "kind", "role"
    ACCOUNT_ACT_DECIDED = "account.act_decided", "kind", "role", "outcome"
    ACCOUNT_CODE_SHOWN = "account.code_shown"
    ACCOUNT_FILE_KEEPER_SET = "account.file_keeper_set", "scope", "keeps"
    ACCOUNT_FACTOR_SET = "account.factor_set"
    ACCOUNT_FACTOR_REMOVED = "account.factor_removed"
    ACCOUNT_RECOVERY_CODES_MADE = "account.recovery_codes_made"
    ACCOUNT_RECOVERY_CODE_USED = "account.recovery_code_used", "left"
    ACTIVITY_CREATED = "activity.created"
    ACTIVITY_CHANGED = "activity.changed", "fields", "count"
    ACTIVITY_ENDED = "activity.ended", "after", "reason", "count"
    ACTIVITY_ATTENDANCE_SET = "activity.attendance_set", "present"
    ACTIVITY_SERVED = "activity.served", "volunteers", "minutes"
    APART_LIFTED = "apart.lifted", "reason"
    APART_MADE = "apart.made", "reason", "reach"
    APART_READ = "apart.read"
    ASSESSMENT_RECORDED = "assessment.recorded", "version"
    AUDIT_ARCHIVED = "audit.archived", "chain", "rows"
    AUDIT_SEALED = "audit.sealed", "chains", "accepted"
    BREACH_CHANGED = "breach.changed", "fields"
    BREACH_READ = "breach.read"
    BREACH_RECORDED = "breach.recorded", "kind"
    CARE_AGREEMENT_ENDED = "care_agreement.ended"
    CARE_AGREEMENT_RECORDED = "care_agreement.recorded"
    CATALOGUE_TERM_ADDED = "catalogue.term_added", "kind", "code"
    CERTIFICATE_ISSUED = "certificate.issued", "minutes"
    CERTIFICATE_REVOKED = "certificate.revoked", "reason"
    CERTIFICATES_PRINTED = "certificates.printed", "count"
    COMMENDATION_RECORDED = "commendation.recorded"
    CATALOGUE_TERM_CHANGED = "catalogue.term_changed", "kind", "fields"
    CHILD_CREATED = "child.created"
    CHILD_CHANGED = "child.changed", "fields"
    CHILD_LISTED = "child.listed", "page", "count"
    CHILD_LEFT = "child.left", "reason"
    CHILD_READ = "child.read"
    CHILD_RETURNED = "child.returned"
    CHILD_SENSITIVE_READ = "child.sensitive_read", "sections", "basis", "reason", "grant"
    CHILD_TRANSFER_ASKED = "child.transfer_asked", "to_school"
    CHILD_TRANSFERRED = "child.transferred", "from_school", "to_school"
    CHILD_TRANSFER_REFUSED = "child.transfer_refused"
    CHILD_DUPLICATE_RESOLVED = "child.duplicate_resolved", "outcome"
    CHILD_EXPORTED = "child.exported", "count", "reason"
    CLASS_CREATED = "class.created", "places"
    CLASS_CHANGED = "class.changed", "fields", "places"
    CLASS_CLOSED = "class.closed"
    CLASS_DATES_MADE = "class.dates_made", "count"
    CONCERN_RAISED = "concern.raised", "urgent"
    CONCERN_WORDS_ADDED = "concern.words_added"
    CONCERN_LISTED = "concern.listed", "count"
    CONCERN_READ = "concern.read"
    CONCERN_ESCALATED = "concern.escalated", "step"
    CONCERN_ACKNOWLEDGED = "concern.acknowledged"
    CONCERN_TRIAGED = "concern.triaged", "situations"
    CONCERN_NOTED = "concern.noted"
    CONCERN_CONNECTED = "concern.connected", "kind"
    CONCERN_REPORTED = "concern.reported", "to"
    CONCERN_SUSPENDED = "concern.suspended"
    CONCERN_LIFT_ASKED = "concern.lift_asked"
    CONCERN_LIFT_DECIDED = "concern.lift_decided", "outcome"
    CONCERN_CLOSED = "concern.closed", "outcome"
    CONSENT_RECORDED = "consent.recorded", "decision", "method"
    CONSENT_WITHDRAWN = "consent.withdrawn", "reason"
    CONSENT_FORMS_PRINTED = "consent.forms_printed", "count"
    CONSENT_HOME_YES = "consent.home_yes", "agreed"
    CONSENT_LINKS_MADE = "consent.links_made", "kind", "count"
    CONSENT_LINK_ENDED = "consent.link_ended", "kind"
    CONSENT_LINK_OPENED = "consent.link_opened", "kind"
    CONSENT_RECEIPT_OPENED = "consent.receipt_opened"
    DATA_OFFICER_SET = "data_officer.set", "fields"
    COUNSELLING_NOTED = "counselling.noted", "correction"
    DEMO_LOADED = "demo.loaded", "children", "volunteers"
    DEMO_GATES_GRANTED = "demo.gates_granted", "children", "volunteers"
    DUTY_SET = "duty.set", "days"
    DUTY_TIMES_SET = "duty.times_set", "minutes", "urgent_minutes"
    ENROLMENT_ASKED = "enrolment.asked", "after"
    ENROLMENT_OFFERED = "enrolment.offered"
    ENROLMENT_ANSWERED = "enrolment.answered", "after"
    ENROLMENT_ENDED = "enrolment.ended", "reason"
    ERASURES_REPLAYED = "erasures.replayed", "files", "entries", "written"
    EVALUATION_RECORDED = "evaluation.recorded"
    FILE_CHECKED = "file.checked", "outcome"
    FIGURES_PUBLISHED = "figures.published", "month", "count"
    FILE_ERASED = "file.erased", "cause", "again"
    HOURS_EXPORTED = "hours.exported", "count", "reason", "masked"
    ISSUER_SET = "issuer.set", "fields"
    JANUARY_REPORT_READ = "january_report.read", "year"
    JOB_ENQUEUED = "job.enqueued", "kind"
    KEYS_ADDED = "keys.added", "data_key", "index_key"
    KEYS_DROPPED = "keys.dropped", "data_keys", "index_keys"
    LEDGER_EXPORTED = "ledger.exported", "count", "named", "reason"
    MATCH_RUN_STARTED = "match.run_started"
    MATCH_RUN_FINISHED = "match.run_finished", "pairs", "waiting", "exact"
    MATCH_PAIR_REMOVED = "match.pair_removed", "reason"
    MATCH_PUBLISHED = "match.published", "pairs"
    MEETING_SET = "meeting.set"
    MEETING_RECORDED = "meeting.recorded", "outcome"
    PAIRING_PROPOSED = "pairing.proposed"
    PAIRING_STATE_CHANGED = "pairing.state_changed", "before", "after", "reason"
    PAIRING_READ = "pairing.read"
    PAIRING_BLOCKED = "pairing.blocked", "reason"
    PAIRING_HOME_SET = "pairing.home_set", "allowed"
    PAIRING_SEX_CONFIRMED = "pairing.sex_confirmed", "reason"
    PLACE_CREATED = "place.created", "kind"
    PLACE_CHANGED = "place.changed", "kind", "fields"
    POST_ASKED = "post.asked", "post"
    POST_DECIDED = "post.decided", "post", "outcome"
    PUBLICITY_ANSWERED = "publicity.answered"
    PUBLICITY_OBJECTED = "publicity.objected"
    PUBLICITY_OPENED = "publicity.opened", "number", "days"
    RECORD_ENTRY_STRUCK = "record.entry_struck", "kind", "reason"
    RECORD_READ = "record.read"
    REPORT_CHANGED = "report.changed", "fields"
    REPORT_DECIDED = "report.decided", "number"
    REPORT_EXPORTED = "report.exported", "kind", "count", "reason"
    REPORT_MADE = "report.made", "number"
    RETENTION_RUN = "retention.run", "children", "volunteers", "held", "rows"
    RETENTION_TERM_SET = "retention.term_set", "kept", "before", "months"
    RIGHTS_COPY_MADE = "rights.copy_made", "form"
    RIGHTS_DECIDED = "rights.decided", "kind", "outcome"
    RIGHTS_READ = "rights.read"
    RIGHTS_RECORDED = "rights.recorded", "kind", "channel"
    QUIZ_ANSWERED = "quiz.answered", "number", "right", "count"
    ROSTER_COLUMNS_SET = "roster.columns_set"
    ROSTER_UPLOADED = "roster.uploaded", "rows"
    ROSTER_IMPORTED = "roster.imported", "rows", "created", "changed", "problems", "legal_basis"
    ROSTER_DISCARDED = "roster.discarded"
    SAFETY_TAUGHT = "safety.taught", "topics", "count"
    SEASON_CREATED = "season.created"
    SEASON_CHANGED = "season.changed", "fields"
    SEASON_GOALS_SET = "season.goals_set", "goals"
    SESSION_LOGGED = "session.logged", "minutes"
    SESSION_READ = "session.read"
    SESSION_CONFIRMED = "session.confirmed", "minutes"
    SESSION_RETURNED = "session.returned", "reason"
    SESSION_CORRECTED = "session.corrected"
    SESSION_VOIDED = "session.voided", "reason"
    SESSION_VOUCHED = "session.vouched", "minutes"
    SESSION_MISSED = "session.missed", "kind", "reason"
    SESSION_MISSED_TAKEN_BACK = "session.missed_taken_back"
    SESSION_DISPUTED = "session.disputed", "reason"
    SESSION_DISPUTE_ANSWERED = "session.dispute_answered", "outcome"
    SILENCE_RAISED = "silence.raised"
    SILENCE_CLOSED = "silence.closed", "how"
    TASK_ENDED = "task.ended", "outcome", "reason"
    TASK_MADE = "task.made", "source"
    TASK_MOVED = "task.moved", "fields"
    TASK_READ = "task.read"
    SUBSTITUTE_APPROVED = "substitute.approved", "days"
    SUBSTITUTE_ANSWERED = "substitute.answered", "agreed"
    SUBSTITUTE_CALLED_OFF = "substitute.called_off"
    TEXT_DISCARDED = "text.discarded", "text"
    TEXT_DRAFTED = "text.drafted", "text"
    TEXT_PUBLISHED = "text.published", "text", "number", "change"
    TEXT_REVIEWED = "text.reviewed", "text", "number"
    VETTING_RECORDED = "vetting.recorded", "check", "result"
    VISIT_INTERVALS_SET = "visit_interval.set", "days", "summer_days"
    VISIT_RECORDED = "visit.recorded", "place"
    VISIT_VOIDED = "visit.voided", "reason"
    VOLUNTEER_CREATED = "volunteer.created"
    VOLUNTEER_CHANGED = "volunteer.changed", "fields"
    VOLUNTEER_EXPORTED = "volunteer.exported", "kind", "count", "reason"
    VOLUNTEER_IMPORTED = "volunteer.imported", "rows", "created", "changed", "problems"
    VOLUNTEER_LIST_COLUMNS_SET = "volunteer.list_columns_set"
    VOLUNTEER_LIST_DISCARDED = "volunteer.list_discarded"
    VOLUNTEER_LIST_UPLOADED = "volunteer.list_uploaded", "rows"
    VOLUNTEER_READ = "volunteer.read"
    VOLUNTEER_SUSPENDED = "volunteer.suspended"
    VOLUNTEER_UNSUSPENDED = "volunteer.unsuspended"


# Concerns are for who handles them: the auditor, who may be the one reported, sees no trace of them on the audit page.
# Their chain is verified like every other, and each concern's own page shows who opened it.
CONFIDENTIAL = frozenset(action for action in Action if action.value.startswith("concern."))
# Who raised a concern, and from where, is not on the log: the reporter is hidden from everybody but the handlers.
WITHOUT_ADDRESS = frozenset({Action.CONCERN_RAISED, Action.CONCERN_WORDS_ADDED})


def unfit(action: Action, details: Mapping[str, object]) -> str | None:
    """What is wrong with the details of an event: some are missing or not foreseen, or hold more than a code."""
    if details.keys() != action.details:
        return f"{action}: details must be {sorted(action.details)}, not {sorted(details)}"
    for name, value in details.items():
        values = value if isinstance(value, list) else [value]
        if not all(_is_plain(one) for one in values):
            return f"{action}: {name} holds more than codes, numbers and yes or no"
    return None


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return CODE.fullmatch(value) is not None
    return value is None or isinstance(value, int)
