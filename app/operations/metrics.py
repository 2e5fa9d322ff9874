"""Figures for Prometheus: requests by endpoint and answer, jobs by state, the scheduler, the age of the last backup.

No address and no person is in any of them: an endpoint is the name of a page, not what it was opened for.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy import func, select

from app.backups.rules import newest
from app.foundation.database import db
from app.foundation.jobs import Job, moments
from app.foundation.jobs.models import Scheduler
from config import Settings

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Installation:
    """What the database and the folder of backups say, asked when it is asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def collect(self) -> Iterator[Metric]:
        """The gauges; one labelled series per kind and state of job."""
        jobs = GaugeMetricFamily("tongxing_jobs", "Jobs by kind and state.", labels=("kind", "state"))
        for kind, state, count in db.session.execute(
            select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state).order_by(Job.kind, Job.state)
        ):
            jobs.add_metric((kind, state.value), count)
        yield jobs
        until = db.session.scalar(select(func.max(Scheduler.until)))
        held = GaugeMetricFamily("tongxing_scheduler_held", "1 while some worker does the chores of every minute.")
        held.add_metric((), 1 if until is not None and until > moments.now(db.session) else 0)
        yield held
        if (last := newest(self.settings.backup_folder)) is not None:
            age = GaugeMetricFamily("tongxing_backup_age_seconds", "Seconds since the newest backup was made.")
            age.add_metric((), max(0.0, time.time() - last.stat().st_mtime))
            yield age


def install_metrics(app: Flask) -> None:
    """Count and time every request of this application."""
    registry = CollectorRegistry()
    registry.register(Installation(app.config["SETTINGS"]))
    requests = Counter("tongxing_requests", "Requests.", ("endpoint", "method", "status"), registry=registry)
    seconds = Histogram(
        "tongxing_request_seconds", "Time to answer.", ("endpoint",), buckets=SECONDS, registry=registry
    )
    app.extensions["metrics"] = registry

    def begin() -> None:
        g.began = time.perf_counter()

    app.before_request_funcs.setdefault(None, []).insert(0, begin)  # before whatever may answer by itself

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        requests.labels(endpoint, request.method, str(response.status_code)).inc()
        if "began" in g:
            seconds.labels(endpoint).observe(time.perf_counter() - g.began)
        return response


def written(app: Flask) -> bytes:
    """All figures in the text format of Prometheus."""
    found: bytes = generate_latest(app.extensions["metrics"])
    return found
