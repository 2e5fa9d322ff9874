"""Words of jobs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.jobs import JobState

MESSAGES = {
    "jobs.not_failed": _l("It was not given up: it is waiting, running, or done."),
    "jobs.kind.backup": _l("Backup"),
    "jobs.kind.match_run": _l("Matching"),
    "jobs.kind.match_what_if": _l("Question to a matching"),
    "jobs.kind.season_certificates": _l("Certificates of a season"),
}
LABELS = {
    JobState.QUEUED: _l("in the queue"),
    JobState.RUNNING: _l("running"),
    JobState.DONE: _l("done"),
    JobState.FAILED: _l("given up"),
}
