"""Words of the volunteers' part: refusals, what reading a list finds, gates and checks."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.volunteers.checklists import ExportReason
from app.volunteers.gates import VolunteerGate
from app.volunteers.models import PhotoRefusal, VettingKind, VettingResult

_SIGNUP = {
    "signup.column_missing": _l("The list has no column “%(heading)s”."),
    "signup.name_missing": _l("The name is missing."),
    "signup.name_not_a_name": _l("“%(value)s” is no name: %(why)s."),
    "signup.name_is_formula": _l("The name is a formula. Paste it as text."),
    "signup.cell_is_formula": _l("“%(value)s” is a formula. Paste it as text."),
    "signup.text_too_long": _l("The text is too long: at most %(longest)s characters."),
    "signup.birth_missing": _l("The birth date is missing."),
    "signup.birth_impossible": _l("“%(value)s” is no birth date: %(why)s."),
    "signup.age_implausible": _l("Born %(value)s is %(age)s years old; students here are %(lowest)s to %(highest)s."),
    "signup.phone_missing": _l("The mobile number is missing."),
    "signup.phone_invalid": _l("“%(value)s” is no phone number: %(why)s."),
    "signup.phone_not_mobile": _l("“%(value)s” is not a mobile number; students are invited by mobile."),
    "signup.repeated_in_file": _l("The same student is in row %(first_row)s already."),
    "signup.township_unknown": _l("The township “%(value)s” is not known here. Enter it, or correct the list."),
    "signup.registered_elsewhere": _l("This student is registered in another district."),
    "signup.birth_day_unknown": _l("The birth date has no day; the first of the month was taken."),
    "signup.sex_missing": _l("The sex is not given; in counselling only the same sex is paired."),
    "signup.sex_unknown": _l("“%(value)s” is not understood as a sex."),
    "signup.phone_doubtful": _l("“%(value)s”: please check this phone number."),
    "signup.phone_shared": _l("Row %(first_row)s has the same mobile number."),
    "signup.township_missing": _l("The home township is not given."),
    "signup.area_unknown": _l("“%(text)s” is not a service area known here and was left out."),
    "signup.subject_unknown": _l("“%(text)s” is not a subject known here and was left out."),
    "signup.skill_grades_unclear": _l("“%(value)s”: the grades are not clear."),
    "signup.free_time_unclear": _l("“%(value)s”: the free time is not fully understood."),
    "signup.modes_unknown": _l("“%(value)s”: neither in person nor online is recognised."),
    "signup.capacity_unclear": _l("“%(value)s” is not a number of children; one was taken."),
    "signup.capacity_lowered": _l("%(value)s children were offered; this season allows %(limit)s."),
    "signup.signed_up_invalid": _l("“%(value)s” is not a day of signing up."),
    "signup.national_unclear": _l("“%(value)s”: no number of a national system; it is left out."),
    "signup.home_dates_unclear": _l("“%(value)s”: the dates at home are not clear."),
    "signup.keeps_own_profile": _l("This student keeps the own profile; the list changes nothing in it."),
    "signup.no_skill": _l("No service area and no subject was recognised; the student cannot be matched yet."),
}

MESSAGES: dict[str, Any] = {
    **_SIGNUP,
    "photo.identity_first": _l("First check who this is, and record the identity. Then approve the picture."),
    "photo.decided_before": _l("Somebody decided on this picture already."),
    "picture.too_big": _l("This file is larger than %(megabytes)s MB. Send a smaller one."),
    "picture.too_many_pixels": _l("This picture is too large. Take a plain photo with the phone, and send that."),
    "picture.too_small": _l("This picture is too small: at least %(pixels)s pixels on each side."),
    "picture.not_a_picture": _l("This is not a photo we can read. Send a JPEG or PNG."),
    "volunteers.import_decided": _l("This list was decided on already. Upload it again."),
    "volunteers.import_collided": _l("Another import put the same students on file just now. Upload the list again."),
    "volunteers.column_twice": _l("Two columns cannot mean the same. Choose one of them."),
    "volunteers.list_unreadable": _l("The list cannot be read like this. Upload it again."),
    "volunteers.season_closed": _l("This season is closed."),
    "volunteers.season_unknown": _l("There is no season %(name)s."),
    "volunteers.never_before": _l("You have not taken part before. Please sign up."),
    "volunteers.no_season": _l("Nobody recruits in this township at the moment."),
    "volunteers.name_wrong": _l("Enter your name as on your ID card, in Chinese characters."),
    "volunteers.sex_missing": _l("Choose one."),
    "volunteers.phone_wrong": _l("Enter a mobile number of 11 digits."),
    "volunteers.too_young": _l("You can take part from the age of %(youngest)s."),
    "volunteers.birth_wrong": _l("Please check the birth date."),
    "volunteers.national_wrong": _l(
        "This cannot be a volunteer number: 4 to 40 letters and digits. Leave it empty if you have none."
    ),
    "volunteers.national_is_id": _l("This is an ID number; it belongs into the field above. Leave this one empty."),
    "volunteers.id_missing": _l("Enter your ID number, or tick that you will show the card."),
    "volunteers.id_wrong": _l("This ID number has a slip: 18 digits (the last may be X). Please type it again."),
    "volunteers.id_other_birth_date": _l("The ID number and the birth date do not agree."),
    "volunteers.id_other_sex": _l("The ID number and the sex do not agree."),
    "volunteers.no_skill": _l("Choose at least one service area or subject."),
    "volunteers.grades_reversed": _l("The first grade must not be above the last one."),
    "volunteers.language_unknown": _l("Choose languages from the list."),
    "volunteers.too_many_children": _l("This season allows %(limit)s per student."),
    "volunteers.no_mode": _l("Choose in person, online or both."),
    "volunteers.no_slot": _l("Tap at least one time when you are free."),
    "volunteers.no_reach": _l("Choose the townships you can get to."),
    "volunteers.home_missing": _l("Say from when until when you are at home."),
    "volunteers.home_reversed": _l("The last day must not come before the first."),
    "volunteers.home_outside": _l("The season runs from %(first)s to %(last)s. You would not be at home then."),
    "volunteers.other_district": _l("You are registered in another district. Ask its League committee."),
    "volunteers.identity_checked": _l(
        "Your identity has been checked. Only the League committee changes name, sex, birth date and ID number now."
    ),
    "volunteers.already_registered": _l(
        "Somebody with this name, birth date and number is registered. Ask the League for your invitation slip."
    ),
    "volunteers.supervisor_missing": _l("Name the supervisor in full."),
    "volunteers.needs_no_verifying": _l("This skill needs no verifying."),
    "volunteers.checked_in_future": _l("The day of the check lies in the future."),
    "volunteers.checked_long_ago": _l("The day of the check lies too far back."),
    "volunteers.background_expired": _l("This background check is older than 12 months and no longer counts."),
    "volunteers.cannot_fail": _l("Only identity and background can come back failed."),
    "volunteers.pledge_changed": _l("The pledge has a new text. Please read it, then sign."),
    "volunteers.pledge_taken_back": _l("The League committee has taken your pledge back. Please talk with it."),
    "volunteers.hours_missing": _l("Say how many hours of training it was, from 1 to %(most)s."),
    "volunteers.quiz_changed": _l("The quiz has new questions. Please answer these."),
    "volunteers.quiz_incomplete": _l("Please answer every question."),
    "volunteers.nobody_due": _l("Nobody is due for this check; there is no list to give out."),
    "checklist.column_missing": _l("The list has no column “%(heading)s”."),
    "checklist.formula": _l("“%(value)s” is a formula. Paste it as text."),
    "checklist.too_long": _l("“%(value)s” is too long."),
    "checklist.result_unclear": _l(
        "“%(value)s” is not understood as a result. Write 通过 or 未通过; for insurance 已投保."
    ),
    "checklist.day_unclear": _l("“%(value)s” is not a day. Write 2027-01-15."),
    "checklist.twice": _l("%(value)s is in row %(first_row)s already."),
    "checklist.code_unknown": _l("There is no volunteer %(value)s here."),
    "checklist.name_differs": _l("The name %(value)s does not belong to this code. Have the rows slipped?"),
    "volunteers.nothing_to_withdraw": _l("There is nothing clear on file that could be taken back."),
    "volunteers.guardian_not_needed": _l("The student is of age; no guardian has to consent."),
    "volunteers.code_not_here": _l(
        "No one-time code here: this student has no account yet, or it carries a role of staff as well."
    ),
    "volunteers.account_in_use": _l("This student uses an account already."),
    "volunteers.number_taken": _l("The mobile number belongs to somebody else's account. Correct it first."),
    "volunteers.district_unknown": _l("The district %(name)s is not known here (--create-places makes it)."),
}

# Pairs: members of two enums that share a value (identity, ...) are equal, so a dict would keep one of them only.
LABELS: tuple[tuple[StrEnum, Any], ...] = (
    (VolunteerGate.SUSPENDED, _l("Paused by the district")),
    (VolunteerGate.NO_AVAILABILITY, _l("No time offered this season")),
    (VolunteerGate.WITHDRAWN, _l("Withdrew from this season")),
    (VolunteerGate.AGE, _l("Under 17")),
    (VolunteerGate.GUARDIAN, _l("Aged 17: guardian's consent missing")),
    (VolunteerGate.IDENTITY, _l("Identity not checked")),
    (VolunteerGate.BACKGROUND, _l("Background check missing")),
    (VolunteerGate.BACKGROUND_FAILED, _l("Background check failed")),
    (VolunteerGate.BACKGROUND_EXPIRED, _l("Background check older than 12 months")),
    (VolunteerGate.TRAINING, _l("Training not done")),
    (VolunteerGate.PLEDGE, _l("Pledge not signed")),
    (VolunteerGate.INSURANCE, _l("Insurance not noted")),
    (VolunteerGate.NO_SKILL, _l("No skill that counts yet")),
    (VettingKind.IDENTITY, _l("Identity")),
    (VettingKind.BACKGROUND, _l("Background check")),
    (VettingKind.TRAINING, _l("Training")),
    (VettingKind.PLEDGE, _l("Pledge")),
    (VettingKind.INSURANCE, _l("Insurance")),
    (VettingKind.GUARDIAN, _l("Guardian's consent")),
    (PhotoRefusal.FACE_UNCLEAR, _l("The face is not clear")),
    (PhotoRefusal.NOT_ALONE, _l("Somebody else is in the picture")),
    (PhotoRefusal.OTHER_PERSON, _l("It is not this person")),
    (PhotoRefusal.NOT_A_PORTRAIT, _l("It is not a photo of a face")),
    (ExportReason.FIRST_CHECK, _l("First check of this season")),
    (ExportReason.RENEWAL, _l("Renewal of what runs out")),
    (ExportReason.SENT_AGAIN, _l("Sent again, the first list got lost or was wrong")),
    (VettingResult.CLEAR, _l("Passed")),
    (VettingResult.FAILED, _l("Failed")),
    (VettingResult.WITHDRAWN, _l("Taken back")),
)
