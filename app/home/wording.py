"""Entries of the audit log in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.models import Account, ActKind, ActOutcome
from app.activities.models import ActivityState, EnrolmentEnd, EnrolmentState
from app.activities.models import EndReason as ActivityEnd
from app.catalogue.models import TermKind
from app.certificates.models import RevokeReason, StrikeReason
from app.certificates.rules.exporting import HoursReason
from app.children.codes import DoubleOutcome, LeaveReason, LinkKind, OpenReason
from app.children.codes import WithdrawReason as ConsentWithdrawReason
from app.children.disclosure.codes import Basis, GrantOutcome, Section
from app.children.gates import ChildGate
from app.children.models import ConsentDecision, ConsentMethod, LegalBasis
from app.foundation.access import Role, ScopeKind
from app.foundation.audit import Action
from app.foundation.inventory import Kept
from app.foundation.messages import has_label, knows, label, message
from app.pairing.gates import PairGate
from app.pairing.models import (
    AbsenceReason,
    ApartReason,
    DeclineReason,
    EndReason,
    LapseReason,
    LiftReason,
    MeetingOutcome,
    PairingState,
    RejectReason,
    RemoveReason,
    SexReason,
    WithdrawReason,
)
from app.places.models import AreaLevel, SiteKind
from app.privacy.models import BreachKind, Cause, Channel, RequestKind, RequestState
from app.reminders.kinds import ReminderKind
from app.reports.codes import ReportFormat, ReportReason
from app.reports.models import DropReason, TaskSource, TaskState
from app.reports.tables.kinds import TableKind, TableReason
from app.safeguarding.models import Post, SilenceEnd
from app.sessions.models import (
    DisputeAnswer,
    DisputeReason,
    MissedKind,
    MissedReason,
    ReturnReason,
    SessionState,
    VoidReason,
)
from app.texts.kinds import TextChange, TextKind
from app.volunteers.checklists import ExportReason
from app.volunteers.gates import VolunteerGate
from app.volunteers.models import VettingKind, VettingResult

OBJECTS: dict[str, Any] = {
    "duty_grant": _l("duty grant"),
    "account": _l("account"), "activity": _l("group activity"), "area": _l("place"), "child": _l("child's file"),
    "enrolment": _l("place in a class"), "safety_lesson": _l("safety lesson"), "site_class": _l("class"),
    "silence_alert": _l("silence"),
    "child_transfer": _l("transfer"), "consent": _l("consent"), "consent_link": _l("consent link"),
    "job": _l("job"), "meeting": _l("first meeting"),
    "match_pair": _l("pair of a matching"), "match_run": _l("matching"), "pairing": _l("pairing"),
    "possible_double": _l("possible duplicate"), "role_grant": _l("role"), "roster_import": _l("roster"),
    "school": _l("school"), "season": _l("season"), "do_not_pair": _l("do-not-pair entry"),
    "service_session": _l("session"), "site": _l("site"),
    "skill": _l("skill"), "standing_text": _l("text"),
    "pending_act": _l("act of two people"), "term": _l("word of the catalogue"), "vetting_check": _l("check"),
    "volunteer": _l("volunteer"), "volunteer_import": _l("sign-up list"),
}  # fmt: skip
KEYS: dict[str, Any] = {
    "agreed": _l("agreed"),
    "accepted": _l("loss accepted"),
    "basis": _l("by what right"), "correction": _l("a correction"), "grant": _l("grant"), "hours": _l("hours"),
    "keeps": _l("keeps the files"), "season": _l("season"), "sections": _l("sections"),
    "after": _l("now"), "allowed": _l("allowed"), "before": _l("before"), "changed": _l("changed"),
    "chain": _l("chain"), "chains": _l("chains"), "changes": _l("before and now"), "check": _l("check"),
    "children": _l("children"), "code": _l("code"), "count": _l("number"), "created": _l("new"),
    "days": _l("days"), "how": _l("how"),
    "data_key": _l("new data key"), "data_keys": _l("data keys"), "index_key": _l("new index key"),
    "index_keys": _l("index keys"),
    "decision": _l("decision"), "exact": _l("proven best"), "fields": _l("what"), "from_school": _l("from school"),
    "kind": _l("kind"), "left": _l("still left"), "legal_basis": _l("legal basis"), "method": _l("how"),
    "urgent_minutes": _l("minutes if urgent"), "post": _l("post"),
    "minutes": _l("minutes"), "number": _l("version"), "text": _l("text"), "change": _l("change"),
    "outcome": _l("outcome"), "page": _l("page"), "pairs": _l("pairs"), "present": _l("present"),
    "problems": _l("problems"), "reason": _l("reason"), "result": _l("result"),
    "reach": _l("about"), "right": _l("right answers"), "role": _l("role"), "rows": _l("rows"),
    "scope": _l("scope"), "to_school": _l("to school"), "volunteers": _l("volunteers"), "waiting": _l("waiting"),
}  # fmt: skip
# Which enums a detail's codes come from; the first that knows a code names it.
CODES: dict[str, tuple[type[StrEnum], ...]] = {
    "basis": (Basis,),
    "sections": (Section,),
    "after": (PairingState, EnrolmentState, ActivityState),
    "before": (PairingState, SessionState, TaskState),
    "check": (VettingKind,),
    "decision": (ConsentDecision,),
    "kind": (AreaLevel, SiteKind, TermKind, VettingKind, ActKind, LinkKind, MissedKind),
    "legal_basis": (LegalBasis,),
    "method": (ConsentMethod,),
    "how": (SilenceEnd,),
    "outcome": (MeetingOutcome, DoubleOutcome, ActOutcome, GrantOutcome, DisputeAnswer),
    "post": (Post,),
    "reason": (
        ApartReason, LiftReason,
        LeaveReason, ConsentWithdrawReason, OpenReason, DeclineReason, RejectReason, RemoveReason, WithdrawReason,
        ExportReason, LapseReason, SexReason, EndReason, ReturnReason, VoidReason, ChildGate, VolunteerGate, PairGate,
        EnrolmentEnd, ActivityEnd,
        DisputeReason, AbsenceReason, MissedReason,
    ),
    "result": (VettingResult,),
    "role": (Role,),
    "scope": (ScopeKind,),
    "text": (TextKind,),
    "change": (TextChange,),
}  # fmt: skip
KEYS |= {"places": _l("places in the class"), "topics": _l("topics")}
# Rights and retention.
OBJECTS |= {
    "breach": _l("breach entry"), "data_officer": _l("named person"), "impact_assessment": _l("impact assessment"),
    "rights_request": _l("data request"),
}  # fmt: skip
KEYS |= {
    "again": _l("once more"), "cause": _l("why"), "channel": _l("by which way"), "entries": _l("entries"),
    "files": _l("files"), "form": _l("form"), "held": _l("held back"), "kept": _l("class of data"),
    "months": _l("months"), "version": _l("version"), "written": _l("written down"), "year": _l("year"),
}  # fmt: skip
CODES["kind"] += (RequestKind, BreachKind)
CODES["outcome"] += (RequestState,)
# Certificates, publicity and the record.
OBJECTS |= {
    "certificate": _l("certificate"), "certificate_issuer": _l("issuer of certificates"),
    "publicity": _l("posted hours"), "publicity_objection": _l("objection to hours"),
}  # fmt: skip
KEYS |= {"masked": _l("masked")}
CODES["reason"] += (RevokeReason, StrikeReason, HoursReason)
CODES |= {"cause": (Cause,), "channel": (Channel,), "kept": (Kept,)}
# Tasks and the monthly report.
OBJECTS |= {"care_task": _l("task"), "monthly_report": _l("monthly report")}
KEYS |= {"source": _l("where it comes from")}
KEYS |= {"new": _l("new"), "over": _l("settled")}
CODES["outcome"] += (TaskState,)
CODES["reason"] += (DropReason, ReportReason, TableReason)
KEYS |= {"table": _l("table")}
CODES["kind"] += (ReportFormat, ReminderKind)
CODES |= {"source": (TaskSource,), "table": (TableKind,)}
# Which page showed a list, and in which form a copy was taken.
PAGES: dict[str, Any] = {
    "absences": _l("who cannot come"), "activities": _l("group activities"), "approvals": _l("pairings to approve"),
    "ask_first": _l("whom to ask first"), "call": _l("a call"), "calls": _l("today's calls"),
    "card": _l("a pairing card"), "cards": _l("pairing cards"), "children": _l("list of children"),
    "class": _l("a class"), "coverage": _l("coverage of places"), "do_not_pair": _l("do-not-pair list"),
    "due": _l("what is due"), "enrol": _l("signing up for a class"), "figures": _l("records behind a figure"),
    "late_pairings": _l("milestones of pairings"), "ledger": _l("the ledger"), "meetings": _l("first meetings"),
    "my_pairings": _l("own pairings"), "offers": _l("places to offer"), "pairings": _l("list of pairings"),
    "pairs-to-look-at": _l("pairs to look at"), "parents-home": _l("parents at home"), "place": _l("place in a class"),
    "referrals": _l("referrals"), "roster_changes": _l("changes of a roster"), "safety": _l("safety education"),
    "search": _l("search"), "sessions": _l("sessions"), "survey": _l("survey table"), "tasks": _l("tasks"),
    "tick": _l("forms that came back"), "transfers": _l("transfers"), "visit-new": _l("recording a visit"),
    "visits": _l("visits"),
}  # fmt: skip
# What acts without an account, by its label in the log; commands keep theirs: they are what an administrator types.
ACTORS: dict[str, Any] = {
    "backup": _l("system: backup"),
    "children": _l("system: children's files"), "concern form": _l("whoever filled in the form"),
    "concerns": _l("system: concerns"), "consent link": _l("a guardian, by a link"),
    "consent receipt": _l("a guardian, by a receipt"), "coverage": _l("system: coverage"),
    "demo": _l("system: demo data"), "figures": _l("system: figures"), "join": _l("whoever signed up"),
    "matching": _l("system: matching"), "monthly report": _l("system: monthly report"),
    "pairings": _l("system: pairings"), "proposals": _l("system: proposals"), "reminders": _l("system: reminders"),
    "retention": _l("system: retention"), "silences": _l("system: silences"), "visitor": _l("not signed in"),
    "worker": _l("system: background work"),
}  # fmt: skip
FORMS: dict[str, Any] = {"file": _l("as a file"), "page": _l("on a page")}
SHORT = 8  # characters of an id that are shown


def action_words(action: Action) -> str:
    """What happened."""
    return label(action) if has_label(action) else action.value


def object_words(kind: str, number: str) -> str:
    """What it was done to, and the beginning of its id: never a name."""
    named = str(OBJECTS[kind]) if kind in OBJECTS else kind
    return f"{named} {number[:SHORT]}".strip()


def detail_words(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The details of an entry, each with what it is called."""
    return [(str(KEYS[key]) if key in KEYS else key, _value(key, value)) for key, value in sorted(details.items())]


def actor_words(account: Account | None, written: str) -> str:
    """Who did it: the account's name, or the command or job that acted."""
    if account is not None:
        return account.name
    return str(ACTORS[written]) if written in ACTORS else written or "—"


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        return str(_(", ")).join(_value(key, one) for one in value)
    if isinstance(value, dict):
        each = (f"{name} {_value(name, before)} → {_value(name, after)}" for name, (before, after) in value.items())
        return str(_("; ")).join(each)
    if key in {"page", "form"}:
        return str((PAGES if key == "page" else FORMS).get(str(value), value))
    if key == "grant":
        return str(value)[:SHORT] or "—"
    if key == "kind" and knows(f"jobs.kind.{value}"):
        return message(f"jobs.kind.{value}")
    code, _separator, number = str(value).partition(":")
    for kind in CODES.get(key, ()):
        if code in set(kind) and has_label(kind(code)):
            return f"{label(kind(code))} {number[:SHORT]}".strip()
    return "—" if value in (None, "") else str(value)
