"""A student signs up, and changes the own profile until a pairing rests on it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.catalogue.queries import languages, service_areas, subjects
from app.children.models import Sex
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.chinese import ALL_SLOTS, Mode, parse_name, parse_phone, parse_resident_id
from app.foundation.chinese.phones import MOBILE
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.events import publish
from app.foundation.ids import short_code
from app.places.models import Area, AreaLevel
from app.places.queries import townships
from app.seasons.models import Season
from app.seasons.queries import current_season
from app.volunteers.events import ProfileChanging
from app.volunteers.gates import YOUNGEST, latest_checks
from app.volunteers.models import SignupDraft, VettingKind, Volunteer
from app.volunteers.numbers import number_fault
from app.volunteers.queries import draft_of, volunteer_of
from app.volunteers.rules.profiles import Offer, Profile, differences, write_offer, write_profile

OLDEST = 60
MODES = frozenset(mode.value for mode in Mode)
PROVEN_BY = (VettingKind.IDENTITY, VettingKind.BACKGROUND)
PROVEN = ("name", "birth_date", "sex", "id_number")
"""What staff checked with their eyes: a student who changed it afterwards would be somebody whom nobody checked."""


@dataclass(frozen=True)
class Papers:
    """How the student proves who it is: an ID number, or a paper shown to staff."""

    id_number: str | None
    on_paper: bool


def save_draft(session: DbSession, actor: Actor, content: dict[str, Any], step: int) -> SignupDraft:
    """Keep what was typed so far. Commits; two tabs at once leave the later one's.

    Raises:
        Missing: the actor has no account that may sign up.
    """
    draft = authorize(actor, Permission.SIGNUP_WRITE, draft_of(session, actor.id) or _new_draft(actor))
    draft.content, draft.step = json.dumps(content, ensure_ascii=False), step
    session.add(draft)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # the other tab made the draft first
        draft = authorize(actor, Permission.SIGNUP_WRITE, draft_of(session, actor.id))
        draft.content, draft.step = json.dumps(content, ensure_ascii=False), step
        session.commit()
    return draft


def _new_draft(actor: Actor) -> SignupDraft:
    return SignupDraft(account_id=actor.id)


def season_at(session: DbSession, township_id: uuid.UUID | None) -> Season | None:
    """The season that a student at home in this township signs up for."""
    township = session.get(Area, township_id) if township_id else None
    if township is None or township.level is not AreaLevel.TOWNSHIP or township.district_id is None:
        return None
    return current_season(session, township.district_id, clock.today())


def sign_up(session: DbSession, actor: Actor, profile: Profile, papers: Papers, offer: Offer) -> Volunteer:
    """Send the sign-up, or a changed profile; district and season follow from the home township. Commits.

    Raises:
        Refused: something typed cannot be, or may not be changed any more.
        Conflict: this person is registered already.
    """
    account = session.get(Account, actor.id, with_for_update=True)  # sent twice at once, it takes effect once
    draft = draft_of(session, actor.id)
    authorize(actor, Permission.SIGNUP_WRITE, draft or _new_draft(actor))
    season = season_at(session, profile.township_id)
    if season is None or account is None:
        raise Refused("volunteers.no_season", field="township")
    check_person(profile, papers)
    _check_offer(session, season, profile, offer)
    known = volunteer_of(session, actor.id)
    try:
        if known is None:
            volunteer = _new(session, actor, account, season, profile, offer)
        else:
            volunteer = _change(session, actor, known, season, profile, papers, offer)
        if papers.id_number:
            volunteer.id_number = papers.id_number
        volunteer.id_on_paper = papers.on_paper
        if draft is not None:
            session.delete(draft)
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("volunteers.already_registered", field="phone") from error
    return volunteer


def _new(
    session: DbSession, actor: Actor, account: Account, season: Season, profile: Profile, offer: Offer
) -> Volunteer:
    volunteer = Volunteer(id=uuid.uuid4(), account_id=account.id, district_id=season.district_id, code=short_code())
    write_profile(volunteer, profile, session)
    write_offer(session, volunteer, season, offer, new=True)
    session.add(volunteer)
    audit.record(session, actor, audit.Action.VOLUNTEER_CREATED, volunteer)
    return volunteer


def _change(
    session: DbSession,
    actor: Actor,
    volunteer: Volunteer,
    season: Season,
    profile: Profile,
    papers: Papers,
    offer: Offer,
) -> Volunteer:
    session.get(Volunteer, volunteer.id, with_for_update=True, populate_existing=True)
    authorize(actor, Permission.SIGNUP_WRITE, volunteer)
    if season.district_id != volunteer.district_id:
        raise Refused("volunteers.other_district", field="township")
    changed = differences(volunteer, season, profile, offer)
    if papers.id_number and papers.id_number != volunteer.id_number:
        changed.append("id_number")
    if not changed:
        return volunteer
    proven = any(kind in latest_checks(volunteer) for kind in PROVEN_BY)
    if proven and (fixed := [name for name in PROVEN if name in changed]):
        raise Refused("volunteers.identity_checked", field=fixed[0])
    publish(session, ProfileChanging(volunteer, actor))
    write_profile(volunteer, profile, session)
    write_offer(session, volunteer, season, offer)
    audit.record(session, actor, audit.Action.VOLUNTEER_CHANGED, volunteer, fields=changed)
    return volunteer


def check_person(profile: Profile, papers: Papers) -> None:
    """Judge who somebody says to be.

    Raises:
        Refused: no name, no mobile number, too young, or an ID number that is wrong or of somebody else.
    """
    if parse_name(profile.name).value != profile.name:
        raise Refused("volunteers.name_wrong", field="name")
    if profile.sex is None:
        raise Refused("volunteers.sex_missing", field="sex")
    phone = parse_phone(profile.phone).value
    if phone != profile.phone or not MOBILE.fullmatch(profile.phone):
        raise Refused("volunteers.phone_wrong", field="phone")
    age = clock.age_on(profile.birth_date, clock.today())
    if age < YOUNGEST:
        raise Refused("volunteers.too_young", field="birth_date", youngest=YOUNGEST)
    if age > OLDEST:
        raise Refused("volunteers.birth_wrong", field="birth_date")
    check_national_number(profile.national_number or "")
    if papers.id_number:
        check_id_number(papers.id_number, profile.birth_date, profile.sex)
    elif not papers.on_paper:
        raise Refused("volunteers.id_missing", field="id_number")


def check_national_number(number: str) -> None:
    """Judge the number of a national system by its characters alone: what it is made of is that system's affair.

    Raises:
        Refused: it cannot be one, or it is an ID number, which has a place of its own and is never shown whole.
    """
    fault = number_fault(number)
    if fault is not None:
        raise Refused(f"volunteers.{fault.value}", field="national_number")


def check_id_number(number: str, birth_date: date, sex: Sex) -> None:
    """Judge an ID number by its check digit, and by birth date and sex as typed.

    Raises:
        Refused: it is wrong; the number itself is not repeated.
    """
    read = parse_resident_id(number)
    if read.value is None:
        raise Refused("volunteers.id_wrong", field="id_number")
    if read.value.birth_date != birth_date:
        raise Refused("volunteers.id_other_birth_date", field="id_number")
    if read.value.sex.value != sex.value:
        raise Refused("volunteers.id_other_sex", field="id_number")


def mask_id(number: str | None) -> str:
    """``5303**********002X``; empty for none."""
    return f"{number[:4]}{'*' * 10}{number[-4:]}" if number else ""


def _check_offer(session: DbSession, season: Season, profile: Profile, offer: Offer) -> None:
    areas = {term.code for term in service_areas(session)}
    known_subjects = {"", *(term.code for term in subjects(session))}
    if not profile.skills or not all(one.area in areas and one.subject in known_subjects for one in profile.skills):
        raise Refused("volunteers.no_skill", field="areas")
    if any(one.grade_min > one.grade_max for one in profile.skills):
        raise Refused("volunteers.grades_reversed", field="areas")
    if profile.languages and not profile.languages <= {term.code for term in languages(session)}:
        raise Refused("volunteers.language_unknown", field="languages")
    if not 1 <= offer.capacity <= season.max_capacity:
        raise Refused("volunteers.too_many_children", field="capacity", limit=season.max_capacity)
    if not offer.modes or not offer.modes <= MODES:
        raise Refused("volunteers.no_mode", field="modes")
    if not offer.slots or not offer.slots <= set(ALL_SLOTS):
        raise Refused("volunteers.no_slot", field="slots")
    if offer.reach is not None:
        near = {str(area.id) for area in townships(session, season.district_id)}
        if not offer.reach <= near or (Mode.IN_PERSON.value in offer.modes and not offer.reach):
            raise Refused("volunteers.no_reach", field="reach")
    _check_days(season, offer)


def _check_days(season: Season, offer: Offer) -> None:
    if offer.home_from is None or offer.home_to is None:
        raise Refused("volunteers.home_missing", field="home_from")
    if offer.home_from > offer.home_to:
        raise Refused("volunteers.home_reversed", field="home_to")
    if offer.home_to < season.starts_on or offer.home_from > season.ends_on:
        raise Refused("volunteers.home_outside", field="home_from", first=season.starts_on, last=season.ends_on)


def townships_open(session: DbSession) -> list[tuple[Area, list[Area]]]:
    """Districts with a season to sign up for, each with its townships."""
    query = select(Area).where(Area.level == AreaLevel.DISTRICT).order_by(Area.code, Area.name)
    return [
        (district, list(townships(session, district.id)))
        for district in session.scalars(query).all()
        if current_season(session, district.id, clock.today()) is not None
    ]
