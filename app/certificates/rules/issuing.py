"""Issuing: a snapshot of what was publicised and still stands. Nobody types hours in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.catalogue.models import TermKind
from app.catalogue.terms import all_terms
from app.certificates.events import CertificateIssued
from app.certificates.models import Certificate, Issuer, Publicity, RevokeReason
from app.certificates.queries import last_publicity, valid_certificate
from app.certificates.service import Service, hours_by_area, service_of_season
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.events import publish
from app.foundation.ids import short_code
from app.foundation.jobs import Job, JobState, enqueue
from app.seasons.models import Season
from app.volunteers.models import Volunteer
from app.volunteers.rules.signup import mask_id

SEASON_JOB = "season_certificates"
NUMBER_LENGTH = 20
"""99 bits, in letters that can be read from paper and typed."""
LONGEST = 400


def ready(session: DbSession, season: Season) -> tuple[Publicity, Issuer]:
    """What certificates of a season rest on.

    Raises:
        Refused: its hours were not publicised, the days are not over, an objection waits, or nobody is set as issuer.
    """
    publicity = last_publicity(session, season.id)
    if publicity is None:
        raise Refused("certificates.publicity_first")
    if publicity.running:
        raise Refused("certificates.publicity_running")
    if publicity.unanswered:
        raise Refused("certificates.objections_open")
    issuer = session.get(Issuer, season.district_id)
    if issuer is None:
        raise Refused("certificates.issuer_first")
    return publicity, issuer


def start_season(session: DbSession, actor: Actor, season_id: uuid.UUID) -> Job:
    """Have the certificates of everybody who lacks one issued, as a job; asked twice it is one job. Commits.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: as ``ready``, or nobody lacks one.
    """
    season = authorize(actor, Permission.CERTIFICATE_ISSUE, session.get(Season, season_id))
    publicity, _issuer = ready(session, season)
    if not without_certificate(session, publicity):
        raise Refused("certificates.nobody_lacks")
    # Asked twice it is one job; once that is over (done, or failed), asking again is another.
    over = select(func.count()).where(
        Job.kind == SEASON_JOB, Job.key.startswith(f"{season.id}:"), Job.state.in_((JobState.DONE, JobState.FAILED))
    )
    job = enqueue(
        session, actor, SEASON_JOB, key=f"{season.id}:{session.scalar(over) or 0}",
        payload={"season_id": str(season.id), "account_id": str(actor.id)}, district_id=season.district_id,
    )  # fmt: skip
    session.commit()
    return job


def without_certificate(session: DbSession, publicity: Publicity) -> list[Service]:
    """The publicised service of everybody who has no certificate of the season; the earliest day first.

    One whose certificate was revoked is not among them: that is put right by a person (``issue_one``).
    """
    service = service_of_season(session, publicity.season_id, publicity.opened_at)
    had = set(session.scalars(select(Certificate.volunteer_id).where(Certificate.season_id == publicity.season_id)))
    lacking = [one for one in service.values() if one.volunteer_id not in had]
    return sorted(lacking, key=lambda one: (one.first_day, str(one.volunteer_id)))


def issue_one(session: DbSession, actor: Actor, volunteer_id: uuid.UUID, season_id: uuid.UUID) -> Certificate:
    """Issue a season's certificate to one volunteer, such as in place of a revoked one.

    Raises:
        Missing: no such volunteer or season, or not the actor's.
        Refused: as ``ready``, or nothing was publicised of this volunteer that stands.
        Conflict: there is a valid one.
    """
    volunteer = authorize(actor, Permission.CERTIFICATE_ISSUE, session.get(Volunteer, volunteer_id))
    season = authorize(actor, Permission.CERTIFICATE_ISSUE, session.get(Season, season_id))
    publicity, issuer = ready(session, season)
    if valid_certificate(session, volunteer.id, season.id) is not None:
        raise Conflict("certificates.has_one")
    service = service_of_season(session, season.id, publicity.opened_at).get(volunteer.id)
    if service is None:
        raise Refused("certificates.nothing_served")
    made = snapshot(session, actor, service, publicity, issuer)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("certificates.has_one") from error
    return made


def snapshot(session: DbSession, actor: Actor, service: Service, publicity: Publicity, issuer: Issuer) -> Certificate:
    """A certificate of this service, on the audit log. Does not commit."""
    volunteer = session.get_one(Volunteer, service.volunteer_id)
    made = Certificate(
        id=uuid.uuid4(), number=short_code(NUMBER_LENGTH), district_id=publicity.district_id,
        township_id=volunteer.township_id, season_id=publicity.season_id, publicity_id=publicity.id,
        volunteer_id=volunteer.id, name=volunteer.name, id_line=mask_id(volunteer.id_number) or None,
        first_day=service.first_day, last_day=service.last_day, minutes=service.minutes, sessions=service.sessions,
        content=_content(session, service), season_name=publicity.season.name, body=issuer.body,
        responsible=issuer.responsible, handler=issuer.handler, phone=issuer.phone, issued_by_id=actor.id,
        issued_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(session, actor, audit.Action.CERTIFICATE_ISSUED, made, minutes=made.minutes)
    publish(session, CertificateIssued(made, actor))
    return made


def _content(session: DbSession, service: Service) -> dict[str, dict[str, object]]:
    """By service area, what it is called today and its minutes, the most first."""
    names = {term.code: term.name_zh for term in all_terms(session) if term.kind is TermKind.SERVICE_AREA}
    return {
        area: {"name": names.get(area, area), "minutes": service.by_area[area]}
        for area in hours_by_area(service.by_area)
    }


def revoke(
    session: DbSession, actor: Actor, certificate_id: uuid.UUID, reason: RevokeReason, words: str = ""
) -> Certificate:
    """Take a certificate back, for good; whoever verifies its number is told.

    Raises:
        Missing: no such certificate, or not the actor's.
        Refused: "other" without words.
        Conflict: it was revoked before.
    """
    found = session.get(Certificate, certificate_id, with_for_update=True, populate_existing=True)
    certificate = authorize(actor, Permission.CERTIFICATE_ISSUE, found)
    if certificate.revoked_at is not None:
        raise Conflict("certificates.revoked_before")
    if reason is RevokeReason.OTHER and not words.strip():
        raise Refused("certificates.words_missing", field="words")
    certificate.revoked_at, certificate.revoked_by_id, certificate.revoke_reason = clock.now(), actor.id, reason
    certificate.revoke_words = words.strip()[:LONGEST] or None
    audit.record(session, actor, audit.Action.CERTIFICATE_REVOKED, certificate, reason=reason.value)
    session.commit()
    return certificate


def note_printed(session: DbSession, actor: Actor, season: Season, certificates: Iterable[Certificate]) -> None:
    """Put on the log that a season's certificates left for the seal, and how many. Commits."""
    count = len(list(certificates))
    audit.record_and_commit(session, actor, audit.Action.CERTIFICATES_PRINTED, season, count=count)
