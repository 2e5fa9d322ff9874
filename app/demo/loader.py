"""Loading the demo district into an empty, non-production database, all at once or not at all."""

from __future__ import annotations

import random

from flask import current_app
from sqlalchemy import func, select

from app.catalogue.rules import ensure_defaults
from app.children.models import Child
from app.coverage.published.rules import publish_due
from app.demo.around import make_around
from app.demo.certificates import make_certificates
from app.demo.children import give_consent, make_children
from app.demo.classes import make_classes
from app.demo.courses import make_courses
from app.demo.families import make_answers
from app.demo.grants import make_grants
from app.demo.hand import make_photos
from app.demo.learning import make_learning
from app.demo.meetings import make_meetings
from app.demo.past import make_past_seasons
from app.demo.past_activities import make_past_activities
from app.demo.past_visits import make_past_visits
from app.demo.people import make_people
from app.demo.places import make_places
from app.demo.protection import make_protection
from app.demo.safeguarding import make_safeguarding
from app.demo.service import Cast, make_service
from app.demo.volunteers import give_slots, make_season, make_volunteers, vet
from app.foundation import audit, clock
from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Area
from app.volunteers.models import Volunteer


def is_empty(session: DbSession) -> bool:
    """Whether nothing has been entered yet."""
    return session.scalar(select(func.count()).select_from(Area)) == 0


def _refuse_in_production() -> None:
    if current_app.config["SETTINGS"].production:
        raise Refused("demo.production")


def load(session: DbSession, actor: Actor, *, children: int, volunteers: int, seed: int) -> None:
    """Make the demo district; the same seed on the same day makes the same one (but for keys and codes).

    Raises:
        Refused: in production, or where the database holds something already.
    """
    _refuse_in_production()
    if not is_empty(session):
        raise Refused("demo.not_empty")
    rng, today = random.Random(seed), clock.today()  # noqa: S311 # nosec B311 - invented data, not a secret
    ensure_defaults(session)
    places = make_places(session, rng)
    accounts = make_people(session, places, rng)
    season = make_season(session, places, today)
    made = make_children(session, places, children, today, rng)
    helpers = make_volunteers(session, places, season, volunteers, today, accounts[Role.VOLUNTEER], rng)
    give_slots(session, helpers)
    own = {grant.school_id for grant in accounts[Role.SCHOOL_STAFF].roles}
    make_answers(session, [child for child in made if child.school_id in own])
    session.expire_all()  # collections were filled by ids; read them as they are
    make_grants(session, season, accounts, [child for child in made if child.school_id in own])
    cast = Cast(places, season, accounts, made, helpers, today)
    make_service(session, cast, rng)
    make_around(session, cast)
    make_classes(session, cast, random.Random(f"classes {seed}"))  # noqa: S311 # nosec B311 - invented data
    make_safeguarding(session, cast, rng)
    make_protection(session, cast)
    make_learning(session, cast)
    make_photos(session, cast)
    make_past_year(session, cast, rng)
    make_meetings(session, cast)
    audit.record(session, actor, audit.Action.DEMO_LOADED, places.district, children=children, volunteers=volunteers)
    session.commit()
    publish_due(session, actor, today)  # commits each month; what is missing the worker publishes


def make_past_year(session: DbSession, cast: Cast, rng: random.Random) -> None:
    """What happened before today's season, in the order in which one counts on the other."""
    make_past_seasons(session, cast, rng)
    make_past_activities(session, cast, rng)
    make_past_visits(session, cast, rng)
    make_certificates(session, cast)
    make_courses(session, cast, rng)
    session.flush()


def grant_gates(session: DbSession, actor: Actor) -> tuple[int, int]:
    """Mark every consent and every volunteer's vetting as given; return how many children and volunteers it changed."""
    _refuse_in_production()
    today = clock.today()
    waiting = session.scalars(select(Child).where(~Child.is_consented(today))).all()
    for child in waiting:
        give_consent(session, child, today)
        if child.risk == 3 and not (child.suitability and child.professional):
            child.suitability, child.professional = "适合（演示）", "县社工站（演示）"
    helpers = session.scalars(select(Volunteer)).all()
    for volunteer in helpers:
        vet(session, volunteer, today)
    details = {"children": len(waiting), "volunteers": len(helpers)}
    district = session.scalars(select(Area).where(Area.parent_id.is_(None))).first()
    audit.record(session, actor, audit.Action.DEMO_GATES_GRANTED, district, **details)
    session.commit()
    return details["children"], details["volunteers"]
