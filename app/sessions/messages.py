"""Words of sessions."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.sessions.models import (
    DisputeAnswer,
    DisputeReason,
    FollowUp,
    Mood,
    Response,
    ReturnReason,
    SessionPlace,
    SessionState,
    VoidReason,
)

MESSAGES = {
    "sessions.season_has_unconfirmed": _l(
        "%(count)s sessions wait to be confirmed. Have them confirmed or returned first."
    ),
    "sessions.season_has_unconfirmed.done": _l("No session waits to be confirmed."),
    "sessions.end_before_start": _l("The end must be later than the start."),
    "sessions.future": _l("This is still in the future. Log a session after it took place."),
    "sessions.two_days": _l("A session begins and ends on the same day."),
    "sessions.break_too_long": _l("The break is longer than the session."),
    "sessions.too_long": _l("A session counts at most %(hours)s hours, breaks off. Was the end right?"),
    "sessions.night": _l("At home and online, sessions are between %(opens)s and %(closes)s only."),
    "sessions.home_adult": _l("At a home, another adult must be there. Without one, tell the school what happened."),
    "sessions.unknown_area": _l("Choose what you did."),
    "sessions.outside_season": _l("This day is outside the season (%(first)s to %(last)s)."),
    "sessions.blackout": _l("On this day nobody meets: the organizer has kept it free."),
    "sessions.before_active": _l("This is before your first meeting (%(first)s)."),
    "sessions.after_end": _l("This is after the pairing ended."),
    "sessions.late": _l("This was more than %(days)s days ago. Say why you log it so late."),
    "sessions.overlap": _l("You have already logged a session at this time: %(other)s."),
    "sessions.overlap_gone": _l("Another session at this time was sent at the same moment. Please send again."),
    "sessions.day_full": _l("A day counts at most %(hours)s hours. With this session it would be more."),
    "sessions.outside_substitute": _l("You stand in from %(first)s to %(last)s only."),
    "sessions.wrong_code": _l("This is not the code of that day at that place. Without a code, leave it empty."),
    "sessions.not_active": _l("This pairing is not active now, so no session can be logged for it."),
    "sessions.child_gate": _l("The school has to look at something before this can be recorded. Please call them."),
    "sessions.not_online": _l("The guardian has not agreed to meeting online. Tell the school what happened."),
    "sessions.not_at_home": _l("The guardian has not agreed to visits at home. Tell the school what happened."),
    "sessions.no_home_visits": _l("The school has not allowed visits at this child's home. Tell it what happened."),
    "sessions.not_verified": _l("Counselling counts only with a verified skill and a supervisor. Choose what you did."),
    "sessions.one_by_one": _l("A session in which something was not right is opened and decided by itself."),
    "sessions.late_one_by_one": _l("Late entries need two people: each is opened and decided by itself."),
    "sessions.second_person": _l("You stand for this late entry already. A second person has to confirm it too."),
    "sessions.nothing_to_dispute": _l("There is no decision here to dispute."),
    "sessions.dispute_words": _l("Say in a few words what is wrong."),
    "sessions.disputed": _l("You have said so already; the answer will stand here."),
    "sessions.disputed_often": _l("This was disputed %(count)s times. Please talk with the school."),
    "sessions.answered": _l("Somebody has answered already."),
    "sessions.answer_words": _l("Answer in a few words; the volunteer reads them."),
    "sessions.changed_since": _l("The session has become “%(state)s” since. Only answer in words."),
    "sessions.hour_taken": _l("Another session of this volunteer stands at that time now, so it cannot be reopened."),
    "sessions.volunteer_gate": _l("Something of yours has to be renewed first: %(gate)s. Please call the organizer."),
    "sessions.not_returned": _l("This session is not waiting for a correction any more."),
    "sessions.not_waiting": _l("Nothing was changed: this session has become “%(state)s” in the meantime."),
    "sessions.cannot_void": _l("Nothing was changed: this session is “%(state)s”."),
}

# Pairs: two enums share the values "other" and "not_held".
LABELS: tuple[tuple[StrEnum, Any], ...] = (
    (SessionState.SENT, _l("Waiting for confirmation")),
    (SessionState.CONFIRMED, _l("Confirmed")),
    (SessionState.RETURNED, _l("Returned")),
    (SessionState.REPLACED, _l("Replaced by a correction")),
    (SessionState.VOID, _l("Void")),
    (SessionPlace.SCHOOL, _l("School")),
    (SessionPlace.SITE, _l("Children's home or other site")),
    (SessionPlace.VILLAGE_OFFICE, _l("Village office")),
    (SessionPlace.ONLINE, _l("Online")),
    (SessionPlace.HOME, _l("The child's home")),
    (Response.KEEN, _l("Keen")),
    (Response.FINE, _l("Fine")),
    (Response.HARD, _l("Found it hard")),
    (Response.UNWILLING, _l("Did not want to")),
    (Mood.HAPPY, _l("Happy")),
    (Mood.CALM, _l("Calm")),
    (Mood.RESTLESS, _l("Restless")),
    (Mood.LOW, _l("Low")),
    (Mood.QUIET, _l("Hardly spoke")),
    (FollowUp.PRACTISE, _l("Practise this again")),
    (FollowUp.MATERIAL, _l("Books or material are needed")),
    (FollowUp.TEACHER, _l("The teacher should look at it")),
    (FollowUp.FAMILY, _l("Somebody should talk with the family")),
    (FollowUp.PROFESSIONAL, _l("A professional should help")),
    (ReturnReason.TIME, _l("The time is not right")),
    (ReturnReason.PLACE, _l("The place is not right")),
    (ReturnReason.NOTE, _l("Please say more about what you did")),
    (ReturnReason.NOT_HELD, _l("As far as we know it did not take place")),
    (ReturnReason.DISPUTED, _l("You said that it was not right. Please correct it")),
    (ReturnReason.OTHER, _l("Another reason")),
    (DisputeReason.HELD, _l("It did take place")),
    (DisputeReason.TIME, _l("The time that counts is wrong")),
    (DisputeReason.DETAILS, _l("Place, child or service are wrong")),
    (DisputeReason.OTHER, _l("Something else")),
    (DisputeAnswer.STANDS, _l("The decision stands")),
    (DisputeAnswer.REOPENED, _l("It is open again")),
    (VoidReason.MISTAKE, _l("Logged by mistake")),
    (VoidReason.DOUBLE, _l("Logged twice")),
    (VoidReason.NOT_HELD, _l("It did not take place")),
    (VoidReason.OTHER, _l("Another reason")),
)

# A reason is kept by its code; pages word it with ``message("sessions.reason.<code>")``.
MESSAGES |= {
    f"sessions.reason.{one.value}": text for one, text in LABELS if isinstance(one, (VoidReason, ReturnReason))
}
