"""Papers: a certificate as a page to keep and as a PDF, and what a student's college asks for."""

from __future__ import annotations

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from app.certificates.models import Certificate, Issuer
from app.certificates.papers import activity_list, appraisal_form, certificate_paper
from app.certificates.papers.college import Practice
from app.certificates.service import served_by, service_of_volunteer
from app.certificates.views.base import blueprint, in_chinese, link_of
from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.downloads import PDF, download
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.foundation.qr import qr_code
from app.seasons.models import Season
from app.volunteers.queries import volunteer_of


@blueprint.get("/certificates/<uuid:certificate_id>")
@requires(Permission.CERTIFICATE_READ)
def certificate(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """A certificate as a page: to be kept as a picture on a phone, or printed."""
    found = _certificate(certificate_id)
    link = link_of(found)
    own = found.account_id is not None and found.account_id == actor().id
    return render_template("certificates/certificate.html", certificate=found, link=link, drawn=qr_code(link), own=own)


@blueprint.get("/certificates/<uuid:certificate_id>/file")
@requires(Permission.CERTIFICATE_READ)
def certificate_file(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """A certificate as a PDF."""
    return download(certificate_paper(_certificate(certificate_id), link_of), "certificate.pdf", PDF)


@blueprint.get("/record/seasons/<uuid:season_id>/appraisal")
@requires(Permission.RECORD_OWN)
def appraisal(season_id: uuid.UUID) -> ResponseReturnValue:
    """The practice appraisal form of one's own season, filled in."""
    with in_chinese() as names:
        paper = appraisal_form(_practice(season_id, names))
    return download(paper, "practice-appraisal.pdf", PDF)


@blueprint.get("/record/seasons/<uuid:season_id>/activities")
@requires(Permission.RECORD_OWN)
def activities(season_id: uuid.UUID) -> ResponseReturnValue:
    """The list of what one did in a season, without a word on any child."""
    with in_chinese() as names:
        practice = _practice(season_id, names)
        served = served_by(db.session, practice.volunteer.id, season_id)
        paper = activity_list(practice, served)
    return download(paper, "activity-list.pdf", PDF)


def _certificate(certificate_id: uuid.UUID) -> Certificate:
    return authorize(actor(), Permission.CERTIFICATE_READ, db.session.get(Certificate, certificate_id))


def _practice(season_id: uuid.UUID, names: dict[str, str]) -> Practice:
    """One's own season.

    Raises:
        Missing: nothing of one's own is confirmed in it.
    """
    own = authorize(actor(), Permission.RECORD_OWN, volunteer_of(db.session, actor().id))
    season = db.session.get(Season, season_id)
    service = next((one for one in service_of_volunteer(db.session, own.id) if one.season_id == season_id), None)
    if season is None or service is None:
        raise Missing
    return Practice(own, season, service, db.session.get(Issuer, season.district_id), names, clock.now())
