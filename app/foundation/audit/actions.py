"""What can be on the audit log, and which details each entry must carry (plain values only, never a person's data)."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """One member per kind of event: ``thing.what_happened``."""

    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_LANGUAGE_CHANGED = "account.language_changed"
    ACCOUNT_PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 # nosec B105 - a name, not a password
    ACCOUNT_RESET = "account.reset"
    ACCOUNT_ROLE_ENDED = "account.role_ended"
    ACCOUNT_ROLE_GRANTED = "account.role_granted"
    ACCOUNT_SIGNED_IN = "account.signed_in"
    ACCOUNT_SIGN_IN_FAILED = "account.sign_in_failed"
    ACCOUNT_SIGNED_OUT = "account.signed_out"
    ACCOUNT_INVITED = "account.invited"
    ACCOUNT_ACT_ASKED = "account.act_asked"
    ACCOUNT_ACT_DECIDED = "account.act_decided"
    ACCOUNT_CODE_SHOWN = "account.code_shown"
    ACCOUNT_FACTOR_SET = "account.factor_set"
    ACCOUNT_FACTOR_REMOVED = "account.factor_removed"
    ACCOUNT_RECOVERY_CODES_MADE = "account.recovery_codes_made"
    ACCOUNT_RECOVERY_CODE_USED = "account.recovery_code_used"
    ACTIVITY_CREATED = "activity.created"
    ACTIVITY_ATTENDANCE_SET = "activity.attendance_set"
    CATALOGUE_TERM_ADDED = "catalogue.term_added"
    CHILD_CREATED = "child.created"
    CHILD_CHANGED = "child.changed"
    CHILD_LISTED = "child.listed"
    CHILD_LEFT = "child.left"
    CHILD_READ = "child.read"
    CHILD_RETURNED = "child.returned"
    CHILD_SENSITIVE_READ = "child.sensitive_read"
    CHILD_TRANSFER_ASKED = "child.transfer_asked"
    CHILD_TRANSFERRED = "child.transferred"
    CHILD_TRANSFER_REFUSED = "child.transfer_refused"
    CHILD_DUPLICATE_RESOLVED = "child.duplicate_resolved"
    CHILD_EXPORTED = "child.exported"
    CONSENT_RECORDED = "consent.recorded"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONSENT_FORMS_PRINTED = "consent.forms_printed"
    CONSENT_HOME_YES = "consent.home_yes"
    CONSENT_LINKS_MADE = "consent.links_made"
    CONSENT_LINK_ENDED = "consent.link_ended"
    CONSENT_LINK_OPENED = "consent.link_opened"
    CONSENT_RECEIPT_OPENED = "consent.receipt_opened"
    DEMO_LOADED = "demo.loaded"
    DEMO_GATES_GRANTED = "demo.gates_granted"
    JOB_ENQUEUED = "job.enqueued"
    MATCH_RUN_STARTED = "match.run_started"
    MATCH_RUN_FINISHED = "match.run_finished"
    MATCH_PAIR_REMOVED = "match.pair_removed"
    MATCH_PUBLISHED = "match.published"
    PAIRING_PROPOSED = "pairing.proposed"
    PAIRING_STATE_CHANGED = "pairing.state_changed"
    PAIRING_READ = "pairing.read"
    PAIRING_BLOCKED = "pairing.blocked"
    PAIRING_HOME_SET = "pairing.home_set"
    PAIRING_SEX_CONFIRMED = "pairing.sex_confirmed"
    MEETING_SET = "meeting.set"
    MEETING_RECORDED = "meeting.recorded"
    PLACE_CREATED = "place.created"
    PLACE_CHANGED = "place.changed"
    ROSTER_COLUMNS_SET = "roster.columns_set"
    ROSTER_UPLOADED = "roster.uploaded"
    ROSTER_IMPORTED = "roster.imported"
    ROSTER_DISCARDED = "roster.discarded"
    SEASON_CREATED = "season.created"
    SEASON_CHANGED = "season.changed"
    SESSION_LOGGED = "session.logged"
    SESSION_READ = "session.read"
    SESSION_CONFIRMED = "session.confirmed"
    SESSION_RETURNED = "session.returned"
    SESSION_CORRECTED = "session.corrected"
    SESSION_VOIDED = "session.voided"
    TEXT_DISCARDED = "text.discarded"
    TEXT_DRAFTED = "text.drafted"
    TEXT_PUBLISHED = "text.published"
    TEXT_REVIEWED = "text.reviewed"
    VETTING_RECORDED = "vetting.recorded"
    VOLUNTEER_CREATED = "volunteer.created"
    VOLUNTEER_CHANGED = "volunteer.changed"
    VOLUNTEER_EXPORTED = "volunteer.exported"
    VOLUNTEER_IMPORTED = "volunteer.imported"
    VOLUNTEER_LIST_COLUMNS_SET = "volunteer.list_columns_set"
    VOLUNTEER_LIST_DISCARDED = "volunteer.list_discarded"
    VOLUNTEER_LIST_UPLOADED = "volunteer.list_uploaded"
    VOLUNTEER_READ = "volunteer.read"
    # Rights and retention.
    ASSESSMENT_RECORDED = "assessment.recorded"
    BREACH_CHANGED = "breach.changed"
    BREACH_READ = "breach.read"
    BREACH_RECORDED = "breach.recorded"
    DATA_OFFICER_SET = "data_officer.set"
    ERASURES_REPLAYED = "erasures.replayed"
    FILE_ERASED = "file.erased"
    JANUARY_REPORT_READ = "january_report.read"
    RETENTION_RUN = "retention.run"
    RETENTION_TERM_SET = "retention.term_set"
    RIGHTS_COPY_MADE = "rights.copy_made"
    RIGHTS_DECIDED = "rights.decided"
    RIGHTS_READ = "rights.read"
    RIGHTS_RECORDED = "rights.recorded"


# Details an entry must have, no more and no less; entries not named here carry none.
DETAILS: dict[Action, frozenset[str]] = {
    Action.ACCOUNT_RECOVERY_CODE_USED: frozenset({"left"}),
    Action.ACCOUNT_ACT_ASKED: frozenset({"kind", "role"}),
    Action.ACCOUNT_ACT_DECIDED: frozenset({"kind", "role", "outcome"}),
    Action.ACCOUNT_ROLE_ENDED: frozenset({"role", "scope"}),
    Action.ACCOUNT_ROLE_GRANTED: frozenset({"role", "scope"}),
    Action.ACTIVITY_ATTENDANCE_SET: frozenset({"present"}),
    Action.CATALOGUE_TERM_ADDED: frozenset({"kind", "code"}),
    Action.CHILD_CHANGED: frozenset({"fields"}),
    Action.CHILD_LISTED: frozenset({"page", "count"}),
    Action.CHILD_LEFT: frozenset({"reason"}),
    Action.CHILD_SENSITIVE_READ: frozenset({"reason"}),
    Action.CHILD_TRANSFER_ASKED: frozenset({"to_school"}),
    Action.CHILD_TRANSFERRED: frozenset({"from_school", "to_school"}),
    Action.CHILD_DUPLICATE_RESOLVED: frozenset({"outcome"}),
    Action.CHILD_EXPORTED: frozenset({"count", "reason"}),
    Action.CONSENT_RECORDED: frozenset({"decision", "method"}),
    Action.CONSENT_WITHDRAWN: frozenset({"reason"}),
    Action.CONSENT_FORMS_PRINTED: frozenset({"count"}),
    Action.CONSENT_HOME_YES: frozenset({"agreed"}),
    Action.CONSENT_LINKS_MADE: frozenset({"kind", "count"}),
    Action.CONSENT_LINK_ENDED: frozenset({"kind"}),
    Action.CONSENT_LINK_OPENED: frozenset({"kind"}),
    Action.DEMO_LOADED: frozenset({"children", "volunteers"}),
    Action.DEMO_GATES_GRANTED: frozenset({"children", "volunteers"}),
    Action.JOB_ENQUEUED: frozenset({"kind"}),
    Action.MATCH_RUN_FINISHED: frozenset({"pairs", "waiting", "exact"}),
    Action.MATCH_PAIR_REMOVED: frozenset({"reason"}),
    Action.MATCH_PUBLISHED: frozenset({"pairs"}),
    Action.PAIRING_STATE_CHANGED: frozenset({"before", "after", "reason"}),
    Action.PAIRING_BLOCKED: frozenset({"reason"}),
    Action.PAIRING_HOME_SET: frozenset({"allowed"}),
    Action.PAIRING_SEX_CONFIRMED: frozenset({"reason"}),
    Action.MEETING_RECORDED: frozenset({"outcome"}),
    Action.PLACE_CREATED: frozenset({"kind"}),
    Action.PLACE_CHANGED: frozenset({"kind", "fields"}),
    Action.ROSTER_UPLOADED: frozenset({"rows"}),
    Action.ROSTER_IMPORTED: frozenset({"rows", "created", "changed", "problems", "legal_basis"}),
    Action.SEASON_CHANGED: frozenset({"fields"}),
    Action.SESSION_LOGGED: frozenset({"minutes"}),
    Action.SESSION_CONFIRMED: frozenset({"minutes"}),
    Action.SESSION_RETURNED: frozenset({"reason"}),
    Action.SESSION_VOIDED: frozenset({"reason"}),
    Action.TEXT_DISCARDED: frozenset({"text"}),
    Action.TEXT_DRAFTED: frozenset({"text"}),
    Action.TEXT_PUBLISHED: frozenset({"text", "number", "change"}),
    Action.TEXT_REVIEWED: frozenset({"text", "number"}),
    Action.VETTING_RECORDED: frozenset({"check", "result"}),
    Action.VOLUNTEER_CHANGED: frozenset({"fields"}),
    Action.VOLUNTEER_EXPORTED: frozenset({"kind", "count", "reason"}),
    Action.VOLUNTEER_LIST_UPLOADED: frozenset({"rows"}),
    Action.VOLUNTEER_IMPORTED: frozenset({"rows", "created", "changed", "problems"}),
    Action.ASSESSMENT_RECORDED: frozenset({"version"}),
    Action.BREACH_CHANGED: frozenset({"fields"}),
    Action.BREACH_RECORDED: frozenset({"kind"}),
    Action.DATA_OFFICER_SET: frozenset({"fields"}),
    Action.ERASURES_REPLAYED: frozenset({"files", "entries", "written"}),
    Action.FILE_ERASED: frozenset({"cause", "again"}),
    Action.JANUARY_REPORT_READ: frozenset({"year"}),
    Action.RETENTION_RUN: frozenset({"children", "volunteers", "held", "rows"}),
    Action.RETENTION_TERM_SET: frozenset({"kept", "before", "months"}),
    Action.RIGHTS_COPY_MADE: frozenset({"form"}),
    Action.RIGHTS_DECIDED: frozenset({"kind", "outcome"}),
    Action.RIGHTS_RECORDED: frozenset({"kind", "channel"}),
}
