"""What each figure is called, and what it means: one sentence that decides every case."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.coverage.registry.figures import FigureCode as Code
from app.coverage.registry.figures import Unit
from app.coverage.registry.sources import SourceName

NAMES: dict[Code, Any] = {
    Code.REGISTERED: _l("Children registered"),
    Code.CONSENTED: _l("Children with consent"),
    Code.PAIRED: _l("Children paired"),
    Code.WAITING: _l("Children waiting"),
    Code.MET: _l("Children met one to one"),
    Code.AT_ACTIVITY: _l("Children reached by an activity"),
    Code.REACHED: _l("Children reached in all"),
    Code.VISITED: _l("Children visited"),
    Code.SESSIONS: _l("One-to-one sessions"),
    Code.HOURS: _l("Hours of service"),
    Code.ACTIVITIES: _l("Group activities"),
    Code.VISITS: _l("Visits"),
    Code.SAFETY_SESSIONS: _l("Safety-education sessions"),
    Code.CARE_SESSIONS: _l("Care sessions"),
    Code.SITES: _l("Sites"),
    Code.SERVICE_POINTS: _l("Service points"),
    Code.RECRUITED: _l("Volunteers recruited"),
    Code.SERVING: _l("Volunteers who served"),
}

MEANINGS: dict[Code, Any] = {
    Code.REGISTERED: _l(
        "On the ledger on the last day of the period, or today while it lasts: at the vacation home for township and "
        "village, at the school for a school."
    ),
    Code.CONSENTED: _l("Of the registered: with a guardian's consent that reached that day and was not taken back."),
    Code.PAIRED: _l(
        "Of those with consent: with a pairing that a school had approved and that had not ended that day. Proposed, "
        "accepted and suspended ones do not count; where a season is chosen, those of the season only."
    ),
    Code.WAITING: _l("Of those with consent: not paired that day."),
    Code.MET: _l(
        "With at least one confirmed one-to-one session in the period. A child counts once, and stays counted after it "
        "has left the ledger."
    ),
    Code.AT_ACTIVITY: _l("Present at least once at a group activity that was held in the period. A child counts once."),
    Code.REACHED: _l("Met one to one, or present at a group activity, or both. A child counts once."),
    Code.VISITED: _l("Visited at least once in the period. A child counts once."),
    Code.SESSIONS: _l(
        "Confirmed sessions that began in the period; where a season is chosen, those of its pairings. Sessions that "
        "wait, were returned or are void do not count."
    ),
    Code.HOURS: _l(
        "Minutes of confirmed one-to-one sessions, without travel and breaks, and of volunteers at group activities. "
        "Added in minutes and shown in hours, rounded down; training is kept apart."
    ),
    Code.ACTIVITIES: _l("Group activities held at a site that began in the period, at the place of the site."),
    Code.VISITS: _l(
        "Visits recorded by those who keep the card or ledger, on days of the period: at home, at school or in the "
        "village, and calls. Void ones do not count."
    ),
    Code.SAFETY_SESSIONS: _l(
        "Safety education given: group activities of that kind or at which a safety topic was taught, one-to-one "
        "sessions of that kind, and visits at which a safety topic was taught. A record counts once; a school's own "
        "lessons do not count."
    ),
    Code.CARE_SESSIONS: _l(
        "Confirmed one-to-one sessions of every kind but safety education. Care and one-to-one safety education add up "
        "to all one-to-one sessions."
    ),
    Code.SITES: _l(
        "Sites on record: classrooms, children's homes and so on, whether or not anything took place there."
    ),
    Code.SERVICE_POINTS: _l("Sites at which at least one group activity was held in the period."),
    Code.RECRUITED: _l(
        "Volunteers who signed up in the period (for the season, where one is chosen) and did not withdraw by its end, "
        "at their own township. Volunteers have no village and no school."
    ),
    Code.SERVING: _l(
        "Volunteers with at least one confirmed session, or service at a group activity, in the period, at their own "
        "township."
    ),
}

MESSAGES = {
    **{f"figures.{code}": words for code, words in NAMES.items()},
    # The unit of a figure that is 1.
    f"figures.one.{Unit.CHILDREN}": _l("child counted once"),
    f"figures.one.{Unit.SESSIONS}": _l("session held"),
    f"figures.one.{Unit.ACTIVITIES}": _l("activity held"),
    f"figures.one.{Unit.VISITS}": _l("visit made"),
    f"figures.one.{Unit.SITES}": _l("site counted once"),
    f"figures.one.{Unit.VOLUNTEERS}": _l("volunteer counted once"),
    f"figures.source.{SourceName.CHILDREN}": _l("Children"),
    f"figures.source.{SourceName.SESSIONS}": _l("One-to-one sessions"),
    f"figures.source.{SourceName.ACTIVITIES}": _l("Group activities"),
    f"figures.source.{SourceName.SERVICES}": _l("Service at activities"),
    f"figures.source.{SourceName.VISITS}": _l("Visits"),
    f"figures.source.{SourceName.SITES}": _l("Sites"),
    f"figures.source.{SourceName.VOLUNTEERS}": _l("Volunteers"),
    **{f"figures.{code}.means": words for code, words in MEANINGS.items()},
}
