"""gunicorn in the scaled mode: threads, since a request waits for the database; for more, a second machine."""

import os

from app.web import load_engine

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30  # what is being answered is answered to its end before a process goes
keepalive = 5
max_requests = 5000  # a process that grew is followed by a fresh one
max_requests_jitter = 500
accesslog = None  # addresses with ids of files belong in no log


def post_worker_init(worker: object) -> None:  # noqa: ARG001 - gunicorn's signature
    """A process takes requests from here on."""
    load_engine()
