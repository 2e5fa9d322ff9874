"""Signal every job there is once more, as a queue does that delivers twice."""

from __future__ import annotations

from sqlalchemy import select

from app.factory import build
from app.foundation.database import db
from app.foundation.jobs import Job


def main() -> None:
    """Whatever its state."""
    app = build()
    with app.app_context():
        for job_id in db.session.scalars(select(Job.id).order_by(Job.id)):
            app.extensions["queue_run"](str(job_id))


if __name__ == "__main__":
    main()
