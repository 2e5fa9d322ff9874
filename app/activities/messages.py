"""Words of activities."""

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "activities.end_before_start": _l("The end must be later than the start."),
    "activities.future": _l("This is still in the future. Record an activity after it took place."),
    "activities.too_long": _l("An activity lasts at most %(hours)s hours."),
    "activities.unknown_area": _l("Choose a kind."),
}
