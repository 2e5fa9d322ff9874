"""What tables are called, and how a due date reads."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.foundation import clock

TABLES: dict[str, Any] = {
    "access_grant": _l("Grant to open sections of a file"), "audit_segment": _l("Archived segment of the audit log"),
    "concern": _l("Concern"), "concern_entry": _l("Line of a concern's record"),
    "concern_party": _l("Who never sees a concern"), "concern_report": _l("Report to police or another office"),
    "consent_link": _l("One-time link for consent"), "consent_receipt": _l("Receipt of a consent"),
    "counselling_note": _l("Counselling note"), "duty_day": _l("Day on duty"),
    "duty_grant": _l("Duty grant of a season"),
    "quiz_attempt": _l("Attempt at the quiz"), "response_time": _l("Times to respond"),
    "safeguarding_post": _l("Post in safeguarding"), "silence_alert": _l("Alert of silence"),
    "standing_text": _l("Standing text"), "suspension": _l("Suspension"),
    "activity_service": _l("Volunteer's service at an activity"),
    "activity_topic": _l("Topic taught at an activity"), "class_seat": _l("Place of a class"),
    "enrolment": _l("Child's place in a class"), "safety_lesson": _l("Safety education of a child"),
    "site_class": _l("Class of a site"), "site_hours": _l("Opening hours of a site"),
    "site_reach": _l("Townships a site reaches"),
    "account": _l("Account"), "activity": _l("Group activity"), "area": _l("Area"), "attendance": _l("Attendance"),
    "absence": _l("Days a volunteer cannot come"), "missed_meeting": _l("Meeting that was missed"),
    "session_dispute": _l("Dispute of a session"), "substitute": _l("Standing in"),
    "audit_chain": _l("End of an audit chain"), "audit_event": _l("Audit log"),
    "availability": _l("Sign-up for a season"), "breach": _l("Breach register"), "carer": _l("Carer"),
    "child": _l("Child's file"),
    "child_transfer": _l("Transfer between schools"), "consent": _l("Consent"),
    "data_officer": _l("Who answers for the data"), "do_not_pair": _l("Never to be paired"),
    "erasure": _l("Files anonymised"), "impact_assessment": _l("Impact assessment"), "invitation": _l("Invitation"),
    "form_draft": _l("Draft of a form"),
    "job": _l("Job"), "match_pair": _l("Pair of a matching"), "match_recruit": _l("Recruit a matching asks for"),
    "match_reserve": _l("Place held back"), "match_run": _l("Matching"), "match_wait": _l("Child left waiting"),
    "meeting": _l("First meeting"), "need": _l("Need"), "pairing": _l("Pairing"),
    "pending_act": _l("Waiting for a second person"), "possible_double": _l("Possible duplicate"),
    "recovery_code": _l("Recovery code"), "retention_term": _l("Terms of retention"),
    "rights_request": _l("Request about data"), "role_grant": _l("Role"), "roster_import": _l("Uploaded roster"),
    "school": _l("School"), "season": _l("Season"), "service_session": _l("Session"),
    "sign_in_attempt": _l("Attempt to sign in"), "signup_draft": _l("Sign-up not sent yet"), "site": _l("Site"),
    "skill": _l("Skill"), "term": _l("Word of the catalogue"), "vetting_check": _l("Check of a volunteer"),
    "visit": _l("Visit"), "visit_interval": _l("Days between visits"),
    "care_agreement": _l("Care agreement"), "file_check": _l("Check of a file"),
    "ledger_change": _l("Leaving or coming back"), "risk_change": _l("Change of the level of attention"),
    "volunteer_photo": _l("Photo of a volunteer"), "pairing_card": _l("Pairing card"),
    "look_setting": _l("Rule of the board of pairs"), "pair_look": _l("Look at a pair"),
    "care_call": _l("Call to a family"), "late_notice": _l("Coming late"),
    "volunteer": _l("Volunteer"), "volunteer_import": _l("Uploaded sign-up list"),
    "volunteer_slot": _l("Place for a child"),
    "care_task": _l("Task"), "monthly_report": _l("Monthly report"),
    "certificate": _l("Service record certificate"), "certificate_issuer": _l("Who issues certificates"),
    "commendation": _l("Commendation"), "evaluation": _l("Evaluation of a season"),
    "milestone": _l("Milestone of a pairing"), "publicity": _l("Publicity of hours"),
    "publicity_objection": _l("Objection to posted hours"), "published_figure": _l("Published figure"),
    "coverage_rollup": _l("Kept counts of a season"),
    "recruitment_notice": _l("Notice that recruits"), "relay": _l("Relay after a pairing"),
    "season_goal": _l("Goal of a season"), "voice": _l("Voice at the end of a season"),
    "reminder": _l("Reminder"), "reminder_choice": _l("How one hears of reminders"),
    "contact_address": _l("Address for reminders"), "delivery": _l("Message that was sent"),
    "group_robot": _l("Bot of a WeCom group"), "calendar_feed": _l("Secret address of a calendar"),
    "scheduler": _l("Which worker does what is due every minute"),
    "sweep_turn": _l("When reminders were last looked for"),
    "api_token": _l("Token for a program"), "kept_answer": _l("Answer to a program's request"),
    "webhook": _l("System that is told"), "webhook_message": _l("Message to another system"),
    "report_decision": _l("Decision of the monthly meeting"), "report_snapshot": _l("Figures of a monthly report"),
}  # fmt: skip


def table_name(table: str) -> str:
    """What a table is called; its own name where nobody gave it one (a test finds such)."""
    return str(TABLES[table]) if table in TABLES else table


def due_words(due_on: date) -> str:
    """``3 days left``, ``due today``, ``2 days late``."""
    days = (due_on - clock.today()).days
    if days == 0:
        return str(_("due today"))
    if days > 0:
        return str(ngettext("%(num)s day left", "%(num)s days left", days))
    return str(ngettext("%(num)s day late", "%(num)s days late", -days))


GLOBALS = (table_name, due_words)
