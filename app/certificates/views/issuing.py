"""The organizer's pages of certificates: a season's, the job that issues them, the file for the seal, revoking."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.rules.throttling import count_file
from app.certificates import queries
from app.certificates.forms import IssuerForm, PublicityForm, RevokeForm
from app.certificates.models import Certificate, Issuer, RevokeReason
from app.certificates.papers import certificates_paper
from app.certificates.rules import issuing
from app.certificates.rules.settings import IssuerDetails, set_issuer
from app.certificates.service import service_of_season, unconfirmed_in
from app.certificates.views.base import blueprint, done, link_of
from app.foundation.access import Permission, Role, authorize, requires
from app.foundation.database import db
from app.foundation.documents import without_glyph
from app.foundation.downloads import PDF, download
from app.foundation.errors import Missing, Refused
from app.foundation.jobs import Job, JobState
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.wechat import gives_file
from app.places.models import Area
from app.seasons.models import Season
from app.seasons.queries import visible_seasons
from app.volunteers.views.base import chosen_season

MOST_PAGES = 500
"""Of one file: six seconds of one core."""


@blueprint.get("/certificates")
@requires(Permission.CERTIFICATE_ISSUE)
def index() -> ResponseReturnValue:
    """A season: its publicity, its certificates by township, and what comes next."""
    return season_page()


def season_page(**forms: Any) -> ResponseReturnValue:
    """The page of the chosen season; ``forms`` are those that came back with errors."""
    season = chosen_season()
    if season is None:
        return render_template("certificates/no_season.html")
    authorize(actor(), Permission.CERTIFICATE_ISSUE, season)
    publicity = queries.last_publicity(db.session, season.id)
    names = queries.valid_names(db.session, actor(), season.id)
    own = actor().scope_ids(Role.ORGANIZER)
    answer = render_template(
        "certificates/index.html", season=season, publicity=publicity,
        page=queries.certificate_page(db.session, actor(), season.id, request.args.get("cursor")),
        issued=queries.issued_in(db.session, actor(), season.id),
        seasons=[one for one in visible_seasons(db.session, actor()) if one.district_id in own],
        issuer=db.session.get(Issuer, season.district_id),
        served=service_of_season(db.session, season.id), unconfirmed=unconfirmed_in(db.session, season.id),
        undrawable=without_glyph(names),
        lacking=len(issuing.without_certificate(db.session, publicity)) if publicity is not None else 0,
        **{"publicity_form": PublicityForm(formdata=None), **forms},
    )  # fmt: skip
    return (answer, 422) if forms else answer


@blueprint.post("/certificates/start")
@requires(Permission.CERTIFICATE_ISSUE)
def start() -> ResponseReturnValue:
    """Issue the certificates of everybody who lacks one."""
    season = _season()
    try:
        job = issuing.start_season(db.session, actor(), season.id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
        return redirect(url_for(".index", season=season.id))
    return redirect(url_for(".job", job_id=job.id))


@blueprint.get("/certificates/jobs/<uuid:job_id>")
@requires(Permission.CERTIFICATE_ISSUE)
def job(job_id: uuid.UUID) -> ResponseReturnValue:
    """How far the issuing is."""
    found = _job(job_id)
    if found.state is JobState.DONE:
        flash(_("Issued: %(count)s certificates.", count=found.result.get("issued", 0)), "success")
        return redirect(url_for(".index", season=found.payload["season_id"]))
    return render_template("certificates/job.html", job=found, failed=found.state is JobState.FAILED)


@blueprint.get("/certificates/jobs/<uuid:job_id>/progress")
@requires(Permission.CERTIFICATE_ISSUE)
def job_progress(job_id: uuid.UUID) -> ResponseReturnValue:
    """The fragment that the progress bar asks for."""
    found = _job(job_id)
    return render_template("certificates/_job_progress.html", job=found)


def _job(job_id: uuid.UUID) -> Job:
    found = db.session.get(Job, job_id)
    if found is None or found.kind != issuing.SEASON_JOB:
        raise Missing
    return authorize(actor(), Permission.CERTIFICATE_ISSUE, found)


@blueprint.get("/certificates/seasons/<uuid:season_id>/sheets")
@requires(Permission.CERTIFICATE_ISSUE, logs=True)
@gives_file
def sheets(season_id: uuid.UUID) -> ResponseReturnValue:
    """The valid certificates of a season (of one township) in one PDF for the seal; on the log, with how many."""
    season = authorize(actor(), Permission.CERTIFICATE_ISSUE, db.session.get(Season, season_id))
    township_id = request.args.get("township", type=uuid.UUID)
    valid = queries.certificates_of_season(db.session, actor(), season.id, township_id)
    if not valid:
        raise Missing
    if len(valid) > MOST_PAGES:
        flash(_("That is more than %(most)s pages: take them township by township.", most=MOST_PAGES), "error")
        return redirect(url_for(".index", season=season.id))
    count_file(db.session, actor())
    issuing.note_printed(db.session, actor(), season, valid)
    return download(certificates_paper(valid, link_of), "certificates.pdf", PDF)


@blueprint.post("/volunteers/<uuid:volunteer_id>/certificates")
@requires(Permission.CERTIFICATE_ISSUE)
def issue(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """Issue one certificate, such as in place of a revoked one."""
    record = authorize(actor(), Permission.CERTIFICATE_ISSUE, queries.record_of(db.session, volunteer_id))
    season = _season()
    return done(
        lambda: issuing.issue_one(db.session, actor(), record.id, season.id), _("Issued."), ".record",
        volunteer_id=volunteer_id,
    )  # fmt: skip


@blueprint.route("/certificates/<uuid:certificate_id>/revoke", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def revoke(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why, and take a certificate back for good."""
    found = authorize(actor(), Permission.CERTIFICATE_ISSUE, db.session.get(Certificate, certificate_id))
    form = RevokeForm().offer()
    if form.validate_on_submit():
        try:
            issuing.revoke(db.session, actor(), found.id, RevokeReason(form.reason.data), form.words.data or "")
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Revoked. Whoever verifies this certificate is told so from now on."), "success")
            return redirect(url_for(".index", season=found.season_id))
    return render_template("certificates/revoke.html", certificate=found, form=form)


@blueprint.route("/certificates/issuer", methods=["GET", "POST"])
@requires(Permission.ISSUER_WRITE)
def issuer() -> ResponseReturnValue:
    """Who issues, as it stands on every certificate from now on."""
    district = _district()
    form = IssuerForm(obj=db.session.get(Issuer, district.id))
    if form.validate_on_submit():
        details = IssuerDetails(form.body.data, form.responsible.data, form.handler.data, form.phone.data)
        try:
            set_issuer(db.session, actor(), district.id, details)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".index"))
    return render_template("certificates/issuer.html", form=form, district=district)


def _season() -> Season:
    season = chosen_season()
    if season is None:
        raise Missing
    return season


def _district() -> Area:
    """The district of the chosen season, else the first of the actor's own."""
    season = chosen_season()
    ids = sorted(actor().scope_ids(Role.ORGANIZER), key=str)
    found = db.session.get(Area, season.district_id if season is not None else ids[0]) if season or ids else None
    return authorize(actor(), Permission.ISSUER_WRITE, found)
