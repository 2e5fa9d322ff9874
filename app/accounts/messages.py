"""Words of accounts."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.accounts.models import ActKind, ActOutcome
from app.foundation.access import Role, ScopeKind

MESSAGES: dict[str, Any] = {
    "accounts.sign_in_failed": _l(
        "That did not work. Check the number and the password. After five wrong tries, wait a quarter of an hour."
    ),
    "accounts.login_invalid": _l("Enter a mobile number, or a name of at least three lowercase letters and digits."),
    "accounts.mobile_invalid": _l("Enter a mobile number of 11 digits, as 13800000000."),
    "accounts.login_taken": _l("There is an account with this number already."),
    "accounts.name_invalid": _l("Enter the name as it stands on the ID card, in Chinese characters."),
    "accounts.scope_wrong": _l("“%(role)s” cannot be limited to this place."),
    "accounts.place_unknown": _l("There is no school, village or township “%(name)s” in this district."),
    "accounts.own_role": _l("You cannot give a role to yourself. Ask another organizer or the administrator."),
    "accounts.join_taken": _l(
        "This number cannot be registered. If it is yours, sign in, or ask the League committee for a new password."
    ),
    "accounts.join_too_many": _l("Too many registrations came from this network. Try again in a quarter of an hour."),
    "accounts.password_short": _l("Use at least %(shortest)s characters."),
    "accounts.password_long": _l("Use at most %(longest)s characters."),
    "accounts.password_classes": _l(
        "Use at least three of the four kinds: lowercase letters, capital letters, digits, other characters."
    ),
    "accounts.password_known": _l(
        "That password is too easy to guess. Leave out names, birthdays, phone numbers, rows of keys and common "
        "passwords; a few words that do not belong together are good."
    ),
    "accounts.password_wrong": _l(
        "That is not your current password. After five wrong tries, wait a quarter of an hour."
    ),
    "accounts.password_same": _l("The new password is the old one. Choose another."),
    "accounts.code_wrong": _l(
        "That code did not work. Wait for the next one in the app, or use a recovery code. "
        "After five wrong tries, wait a quarter of an hour."
    ),
    "accounts.first_code_wrong": _l(
        "That code did not work. Is the phone's clock right? Wait for the next code in the app and enter that. "
        "After five wrong tries, wait a quarter of an hour."
    ),
    "accounts.one_time_code_wrong": _l(
        "Number and code do not fit, or the code is older than an hour or used. Ask for a new one. "
        "After five wrong tries, wait a quarter of an hour."
    ),
    "accounts.code_needs_password": _l("This account has no password yet, or is closed. Print a slip instead."),
    "accounts.factor_there": _l("The two-step sign-in is set up already, or was not begun here."),
    "accounts.act_closed": _l("This was decided already, is older than 14 days, or who asked may not ask any more."),
    "accounts.passwords_differ": _l("The two passwords are not the same."),
    "accounts.invitation_closed": _l("This invitation does not open any more."),
    # Above how many of a role there are.
    "accounts.many.volunteer": _l("Volunteers"),
    "accounts.many.school_staff": _l("School staff"),
    "accounts.many.village_director": _l("Village child directors"),
    "accounts.many.township_supervisor": _l("Township child supervisors"),
    "accounts.many.organizer": _l("League organizers"),
    "accounts.many.safeguarding_lead": _l("Safeguarding leads"),
    "accounts.many.administrator": _l("Administrators"),
    "accounts.many.auditor": _l("Auditors"),
}

LABELS: dict[StrEnum, Any] = {
    Role.VOLUNTEER: _l("Volunteer"),
    Role.SCHOOL_STAFF: _l("School staff"),
    Role.VILLAGE_DIRECTOR: _l("Village child director"),
    Role.TOWNSHIP_SUPERVISOR: _l("Township child supervisor"),
    Role.ORGANIZER: _l("League organizer"),
    Role.SAFEGUARDING_LEAD: _l("Safeguarding lead"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.AUDITOR: _l("Auditor"),
    ActKind.GRANT_ROLE: _l("Give a role"),
    ActKind.RESET_FACTOR: _l("Turn off two-step sign-in"),
    ActKind.PUBLISH_TEXT: _l("Publish a text that asks everybody again"),
    ActOutcome.CONFIRMED: _l("Confirmed by a second person"),
    ActOutcome.REFUSED: _l("Refused by a second person"),
    ActOutcome.WITHDRAWN: _l("Taken back"),
    ScopeKind.OWN: _l("Own records"),
    ScopeKind.SCHOOL: _l("School"),
    ScopeKind.VILLAGE: _l("Village"),
    ScopeKind.TOWNSHIP: _l("Township"),
    ScopeKind.DISTRICT: _l("District"),
    ScopeKind.INSTALLATION: _l("Whole installation"),
}
