"""Words of the demo's refusals."""

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "demo.production": _l("Demo data and invented consents cannot be used in production."),
    "demo.not_empty": _l("The database is not empty; the demo district is only loaded into an empty one."),
}
