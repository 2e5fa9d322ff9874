"""Words of children's files."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.children.codes import DoubleOutcome, LeaveReason, LinkKind, OpenReason, WithdrawReason
from app.children.disclosure import messages as disclosure
from app.children.gates import ChildGate
from app.children.models import (
    ChildStatus,
    ChildWish,
    ConsentDecision,
    ConsentMethod,
    ImportState,
    LeftBehindKind,
    LegalBasis,
    RiskReason,
    Scope,
    TransferState,
)
from app.children.roster import Guardianship
from app.children.sheet_words import PEOPLE, SHEET, WHY

REFUSALS: dict[str, Any] = {
    "children.name_invalid": _l("This is not a name: 2 to 40 Chinese characters."),
    "children.birth_in_future": _l("The birth date lies in the future."),
    "children.over_age": _l("The child is %(limit)s or older; the ledger is for children under %(limit)s."),
    "children.phone_invalid": _l("%(phone)s is no phone number: 11 digits, or a landline with its area code."),
    "children.township_unknown": _l("Choose a township of this district."),
    "children.village_elsewhere": _l("This village lies in another township."),
    "children.on_file_already": _l("The school has this child on file already (same name, birth date and sex)."),
    "children.not_on_ledger": _l("The child is not on the ledger any more."),
    "children.risk_school_lowers": _l(
        "Only the child's school takes it off the highest level: there a professional follows the child."
    ),
    "children.risk_same": _l("This is the level the child has already."),
    "children.risk_note": _l("Say in a line what the other reason is."),
    "children.merged_stays": _l("This file was merged into another one and stays closed."),
    "children.transfer_school": _l("Choose another school of this district."),
    "children.transfer_waits": _l("A transfer of this child waits for an answer already."),
    "children.transfer_gone": _l("This transfer was answered or taken back already."),
    "children.transfer_twin": _l(
        "Your school has a file of this child already. The township supervisor has to merge the two first."
    ),
    "children.double_judged": _l("These two files were judged already."),
    "children.double_keep": _l("Say which of the two files stays."),
    "children.consenter_missing": _l("Say who decided."),
    "children.relation_missing": _l("Choose how this person is related to the child."),
    "children.of_one_row": _l("%(child)s: %(why)s"),
    "children.consent_before_withdrawal": _l("A consent was withdrawn on %(day)s: only a later decision counts."),
    "children.consent_day": _l("The day cannot be in the future, or before the child was born."),
    "children.consent_until": _l("The consent can last at most 12 months."),
    "children.witness_missing": _l("An oral consent needs the name of a witness."),
    "children.not_guardian": _l(
        "Only a legal guardian can say yes, or a carer whose written authorisation by the parent is on record: "
        "say where it is kept. Anybody may say no."
    ),
    "children.body_paper": _l("Say where the paper is kept that makes this body the guardian."),
    "children.witness_is_consenter": _l("The witness has to be another person."),
    "children.home_not_agreed": _l("The guardian has not agreed to visits at home; ask the guardian first."),
    "children.link_nobody": _l(
        "There is no phone on file of anybody whom this link could be for. Add one to the carers of the file first."
    ),
    "children.link_wrong": _l("That does not fit. Look again, or phone the school."),
    "children.link_closed": _l("This link does not open any more. Phone the school."),
    "children.press_one": _l("Press one of the two buttons: I agree, or I do not agree."),
    "children.text_changed": _l("The text has changed meanwhile. Please read it again, then answer."),
    "children.text_version": _l("There is no such version of the text."),
    "children.column_twice": _l("Two columns are given the same meaning. Choose one of them."),
    "children.roster_decided": _l("This upload was imported or discarded already."),
    "children.roster_unreadable": _l("The file cannot be read this way. Discard it and upload it again."),
    "children.legal_basis_missing": _l("Say on what legal basis these children are recorded."),
    "children.answers_for_missing": _l("Say who answers for recording these children."),
    "children.import_collided": _l(
        "Somebody imported the same children at this moment. Nothing was saved twice; look again and confirm."
    ),
    "children.places_unknown": _l(
        "Nothing was imported, because nobody knows these places: %(names)s. Import the places first, say --school, or "
        "add --create-places."
    ),
    "children.file_missing": _l("Choose a file."),
    "children.nobody_ticked": _l("Tick at least one child."),
    "children.tips_number": _l("Leave numbers out: a volunteer gets no phone number of the family."),
}

ROWS: dict[str, Any] = {
    "roster.column_missing": _l("the list has no column for %(heading)s"),
    "roster.name_missing": _l("the name is missing"),
    "roster.name_not_a_name": _l("“%(value)s” is not a name: %(why)s"),
    "roster.name_is_formula": _l("the name is a formula; type it as text"),
    "roster.cell_is_formula": _l("the cell is a formula; type its value"),
    "roster.text_too_long": _l("the text is too long: at most %(longest)s characters"),
    "roster.birth_missing": _l("the birth date is missing"),
    "roster.birth_impossible": _l("“%(value)s” is no possible birth date: %(why)s"),
    "roster.birth_in_future": _l("the birth date %(value)s lies in the future"),
    "roster.over_age": _l("%(age)s years old; the ledger is for children under %(limit)s"),
    "roster.phone_invalid": _l("“%(value)s” is no phone number: %(why)s"),
    "roster.repeated_in_file": _l("the same child as in row %(first_row)s"),
    "roster.birth_day_unknown": _l("the birth date %(value)s was taken with a doubt: %(why)s"),
    "roster.now_over_age": _l("%(age)s years old by now; under %(limit)s when registered"),
    "roster.sex_missing": _l("the sex is missing; rules about sex will keep volunteers away"),
    "roster.sex_unknown": _l("“%(value)s” is not understood as a sex; left open"),
    "roster.id_invalid": _l("the identity number was not used: %(why)s (it is never kept)"),
    "roster.id_disagrees": _l("the identity number says another birth date (%(birth_date)s)"),
    "roster.school_missing": _l("the school is missing"),
    "roster.grade_unknown": _l("“%(value)s” is not understood as a grade; left open"),
    "roster.grade_age_mismatch": _l("grade %(grade)s is unusual at the age of %(age)s"),
    "roster.place_missing": _l("no township was found in the address"),
    "roster.boarding_unknown": _l("“%(value)s”: boarding or not is not understood; left open"),
    "roster.left_behind_unknown": _l("“%(value)s” is not understood; taken as other"),
    "roster.guardianship_unknown": _l("“%(value)s” is not understood; left open"),
    "roster.parent_phone_invalid": _l("“%(value)s” is no phone number (%(why)s); left out"),
    "roster.phone_doubtful": _l("“%(value)s”: %(why)s"),
    "roster.carer_name_doubtful": _l("“%(value)s” was kept as the carer's name: %(why)s"),
    "roster.relation_unknown": _l("“%(value)s” is not understood as a relation; kept as written"),
    "roster.need_unknown": _l("the need “%(text)s” is not known; left out"),
    "roster.registered_invalid": _l("“%(value)s” cannot be the day of registration; today was taken"),
    "roster.modes_unknown": _l("“%(value)s” is not understood; in person was taken"),
    "roster.free_time_unclear": _l("the free time “%(value)s” is unclear; any time was taken"),
    "roster.home_unknown": _l("the township is not known (%(value)s), and the school names none"),
    "roster.school_unknown": _l("there is no school “%(value)s” here"),
    "roster.township_unknown": _l("there is no township “%(value)s” here; the school's was taken"),
    "roster.village_unknown": _l("there is no village “%(value)s” here; left open"),
    "roster.off_ledger": _l("the child %(child)s left the ledger; not changed"),
    "roster.differs": _l("the child %(child)s is on file with other values; not changed"),
}

MESSAGES: dict[str, Any] = {
    **REFUSALS, **ROWS, **SHEET, **disclosure.MESSAGES,
    "export_reason.problem_rows": _l("Rows of a roster to be corrected"),
}  # fmt: skip

# Pairs, not a dictionary: members of two enums with one value would be one key.
LABELS: list[tuple[StrEnum, Any]] = [
    *WHY.items(),
    *PEOPLE.items(),
    *disclosure.LABELS,
    (ChildGate.CONSENT_MISSING, _l("No consent yet")),
    (ChildGate.CONSENT_EXPIRED, _l("Consent expired")),
    (ChildGate.TEXT_OUTDATED, _l("Consent to an older text")),
    (ChildGate.WISH_NO, _l("The child does not want to take part")),
    (ChildGate.HELD, _l("Held for a check")),
    (ChildGate.RISK_NOTE_MISSING, _l("Suitability note and professional missing")),
    (ChildGate.LEFT_LEDGER, _l("Left the ledger")),
    (ChildGate.NO_NEED, _l("No need recorded")),
    (LeftBehindKind.BOTH_AWAY, _l("Both parents away")),
    (LeftBehindKind.ONE_AWAY_OTHER_UNABLE, _l("One parent away, the other unable")),
    (LeftBehindKind.OTHER, _l("Other")),
    (Guardianship.GOOD, _l("Good")),
    (Guardianship.FAIR, _l("Fair")),
    (Guardianship.INSUFFICIENT, _l("Insufficient")),
    (Guardianship.NOBODY, _l("Nobody looks after the child")),
    (ChildStatus.ACTIVE, _l("On the ledger")),
    (ChildStatus.LEFT, _l("Left the ledger")),
    (RiskReason.FIRST, _l("When the file was made")),
    (RiskReason.MERGED, _l("Two files of one child became one")),
    (RiskReason.VISIT, _l("What a visit showed")),
    (RiskReason.SCHOOL, _l("What the school noticed")),
    (RiskReason.GUARDIANSHIP, _l("How the child is looked after changed")),
    (RiskReason.HEALTH, _l("Health or mood of the child")),
    (RiskReason.CONCERN, _l("A concern was raised")),
    (RiskReason.IMPROVED, _l("The situation improved")),
    (RiskReason.REVIEW, _l("The quarterly check")),
    (RiskReason.OTHER, _l("Other reason")),
    (ConsentMethod.PAPER, _l("On paper")),
    (ConsentMethod.ORAL_WITNESS, _l("Oral, with a witness")),
    (ConsentMethod.ONE_TIME_LINK, _l("By link, on a phone")),
    (Scope.ONLINE, _l("online service")),
    (Scope.HOME_VISIT, _l("visits at home")),
    (Scope.PHOTO, _l("photos")),
    (Scope.SHARING, _l("data to partners")),
    (ConsentDecision.GIVEN, _l("Consents")),
    (ConsentDecision.REFUSED, _l("Does not consent")),
    (ChildWish.YES, _l("The child wants to take part")),
    (ChildWish.NO, _l("The child does not want to take part")),
    (ChildWish.NOT_ASKED, _l("Not asked yet")),
    (LegalBasis.LEDGER, _l("The ledger the law obliges school and village to keep")),
    (LegalBasis.CONSENT, _l("The guardians' consent")),
    (ImportState.UPLOADED, _l("Waiting for your decision")),
    (ImportState.IMPORTED, _l("Imported")),
    (ImportState.DISCARDED, _l("Discarded")),
    (TransferState.ASKED, _l("Waiting for an answer")),
    (TransferState.DONE, _l("Taken over")),
    (TransferState.REFUSED, _l("Not taken over")),
    (LeaveReason.PARENT_BACK, _l("A parent came back")),
    (LeaveReason.MOVED, _l("Moved away")),
    (LeaveReason.AGED_OUT, _l("Turned 16")),
    (LeaveReason.OTHER, _l("Other reason")),
    (LeaveReason.MERGED, _l("Merged into another file")),
    (WithdrawReason.NOT_SAID, _l("No reason given")),
    (WithdrawReason.NO_TIME, _l("No time")),
    (WithdrawReason.CHILD_UNWILLING, _l("The child does not want to")),
    (WithdrawReason.NOT_COMFORTABLE, _l("Not comfortable with it")),
    (WithdrawReason.PARENT_BACK, _l("A parent came back")),
    (WithdrawReason.OTHER, _l("Other reason")),
    (WithdrawReason.REFUSED_NOW, _l("A later decision says no")),
    (WithdrawReason.NOT_VALID, _l("Came from somebody who may not give it")),
    (LinkKind.ONE_CHILD, _l("for one child")),
    (LinkKind.WHOLE_CLASS, _l("for a class")),
    (OpenReason.CALL_CARER, _l("Call the carer")),
    (OpenReason.HOME_VISIT, _l("Visit the home")),
    (OpenReason.CORRECT_FILE, _l("Check or correct the file")),
    (OpenReason.SAFETY, _l("The child's safety")),
    (OpenReason.HEALTH_CARE, _l("Care for the child's health")),
    (OpenReason.HAND_OVER, _l("Somebody else takes over")),
    (OpenReason.OWN_ENTRY, _l("One's own entry")),
    (DoubleOutcome.MERGED, _l("One child")),
    (DoubleOutcome.TWO_CHILDREN, _l("Two children")),
]
