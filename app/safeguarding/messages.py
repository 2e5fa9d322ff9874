"""Words of concerns."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.safeguarding.models import (
    ConcernAbout,
    ConcernState,
    EntryKind,
    Outcome,
    Post,
    ReportedTo,
    SilenceEnd,
    Situation,
)

MESSAGES = {
    "concerns.story_missing": _l("Write at least one sentence."),
    "concerns.district_missing": _l("Choose the district where the child lives."),
    "concerns.too_many": _l(
        "Too much was sent from this network just now. Wait a quarter of an hour, or call 12345; in danger call 110."
    ),
    "concerns.sent_before": _l("Something else was sent from this page before. Open the form again and send it there."),
    "concerns.code_unknown": _l("This code is not known here. Please compare it with your receipt."),
    "concerns.changed": _l("Nothing was changed: this concern is “%(state)s” now."),
    "concerns.words_missing": _l("Write at least one sentence."),
    "concerns.report_moment": _l("A report lies in the past, within the last year."),
    "concerns.report_by_whom": _l("Say who reported it."),
    "concerns.sort_first": _l("First say which of the nine situations apply, or that none does."),
    "concerns.report_first": _l(
        "The law obliges to report this to the police. Report it, write the report down here, and then close it."
    ),
    "concerns.outcome_words": _l("Write the outcome in words."),
    "concerns.child_unknown": _l("There is no child of this code in the district."),
    "concerns.volunteer_unknown": _l("There is no volunteer of this code or name in the district."),
    "concerns.volunteer_several": _l("Several volunteers have this name. Enter the code."),
    "concerns.volunteer_unsaid": _l("First say which volunteer it is about."),
    "concerns.member_unknown": _l("Choose somebody who handles concerns in this district."),
    "concerns.not_only_named": _l("The concern is about this person. That stays."),
    "concerns.outcome_first": _l("A suspension is lifted only after the concern was closed and came to nothing."),
    "concerns.lift_not_asked": _l("Nobody asks for this any more."),
    "concerns.lifted_before": _l("This suspension is lifted already."),
    "concerns.second_person": _l("You asked for this. Another person has to agree."),
    "concerns.decided_before": _l("This was decided already."),
    "concerns.own_post": _l("Nobody names themselves."),
    "concerns.two_posts": _l("Nobody leads and is second at once: the second stands in where it is about the lead."),
    "concerns.duty_days": _l("At most %(days)s days at once, the first before the last."),
    "concerns.duty_past": _l("These days are past."),
    "concerns.times": _l("Between %(lowest)s and %(highest)s minutes; an urgent concern gets no more than another."),
    "concerns.silence_closed": _l("This was closed already."),
}

LABELS: tuple[tuple[StrEnum, Any], ...] = (
    (ConcernAbout.UNSAID, _l("I do not say")),
    (ConcernAbout.CHILD, _l("A boy or a girl")),
    (ConcernAbout.VOLUNTEER, _l("A volunteer")),
    (ConcernAbout.STAFF, _l("A teacher or another adult of school or village")),
    (ConcernAbout.TEAM, _l("Somebody who handles these reports")),
    (ConcernAbout.OTHER, _l("Another person")),
    (ConcernState.OPEN, _l("Not taken on yet")),
    (ConcernState.ACKNOWLEDGED, _l("In hand")),
    (ConcernState.CLOSED, _l("Case closed")),
    (Situation.PRIVATE_INJURY, _l("Unusual injury of the private parts")),
    (Situation.GIRL_UNDER_14, _l("Girl under 14: sexually assaulted, pregnant or abortion, or suspected of it")),
    (Situation.GIRL_FROM_14, _l("Girl of 14 or older: pregnant or abortion, and assault is suspected")),
    (
        Situation.ABUSE_SIGNS,
        _l("Many injuries, severe malnutrition, unconscious: violence, bullying, abuse or drugging is suspected"),
    ),
    (Situation.SELF_HARM, _l("Hurt or dead by suicide, self-harm, poisoning, work, or beating")),
    (Situation.ABANDONED, _l("Abandoned, or long without anybody looking after them")),
    (Situation.MISSING, _l("Of unknown origin, missing, or trafficked")),
    (Situation.BEGGING, _l("Made to beg")),
    (Situation.OTHER_DANGER, _l("Other serious harm, or in imminent danger")),
    (ReportedTo.POLICE, _l("Police")),
    (ReportedTo.CIVIL_AFFAIRS, _l("Civil affairs")),
    (ReportedTo.EDUCATION, _l("Education bureau")),
    (ReportedTo.OTHER, _l("Another authority")),
    (Outcome.FOUNDED, _l("It was true: the suspension stays")),
    (Outcome.UNFOUNDED, _l("It was not true")),
    (Outcome.UNCLEAR, _l("It could not be found out: the suspension stays")),
    (Outcome.HELPED, _l("Nobody was at fault; help was given")),
    (Outcome.HANDED_OVER, _l("Police or another authority goes on with it: the suspension stays")),
    (EntryKind.RAISED, _l("The report came in")),
    (EntryKind.WORDS_ADDED, _l("The reporter added")),
    (EntryKind.ASSIGNED, _l("Given to")),
    (EntryKind.ESCALATED, _l("Nobody answered in time; passed on to")),
    (EntryKind.ACKNOWLEDGED, _l("Taken on")),
    (EntryKind.TRIAGED, _l("Sorted by the nine situations")),
    (EntryKind.NOTE, _l("Added")),
    (EntryKind.CONNECTED, _l("Said whom it is about")),
    (EntryKind.NAME_CLEARED, _l("Somebody named in the text is not meant")),
    (EntryKind.REPORTED, _l("Reported")),
    (EntryKind.SUSPENDED, _l("Volunteer suspended")),
    (EntryKind.LIFT_ASKED, _l("Lifting asked for")),
    (EntryKind.LIFT_REFUSED, _l("Lifting refused")),
    (EntryKind.LIFTED, _l("Suspension lifted")),
    (EntryKind.CLOSED, _l("Concern closed")),
    (Post.LEAD, _l("Lead")),
    (Post.SECOND, _l("Second (for what is about the lead)")),
    (SilenceEnd.SESSION, _l("A session was logged")),
    (SilenceEnd.WORD, _l("Somebody asked")),
    (SilenceEnd.OVER, _l("The pairing is not active any more")),
)
