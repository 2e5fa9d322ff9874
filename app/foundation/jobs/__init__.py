"""Long work: a ``Job`` row is the truth, huey only carries the signal that one is waiting."""

from app.foundation.jobs.models import Job, JobState
from app.foundation.jobs.registry import JobContext, JobHandler, chore, job
from app.foundation.jobs.rules import enqueue, enqueue_new, restart

__all__ = ["Job", "JobContext", "JobHandler", "JobState", "chore", "enqueue", "enqueue_new", "job", "restart"]
