"""The steps of a sign-up: what was typed is kept as it was typed, and turned into values when it is sent."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from app.accounts.models import Account
from app.children.models import Sex
from app.foundation.chinese import ALL_SLOTS, normalise_name, parse_phone, parse_resident_id
from app.foundation.database import DbSession
from app.foundation.dates import runs_of
from app.foundation.forms import Form
from app.places.queries import townships
from app.seasons.models import Season
from app.volunteers.forms import GradesForm, MoreForm, SkillsForm, TimeForm, WhoForm
from app.volunteers.gates import availability_in
from app.volunteers.models import SignupDraft, Volunteer
from app.volunteers.numbers import NumberFault, national_number, number_fault
from app.volunteers.rules.profiles import TUTORING, Offer, Profile, SkillOffer, skill_offers
from app.volunteers.rules.signup import Papers, season_at, townships_open

STEPS = ("who", "skills", "grades", "time", "more")
Typed = dict[str, list[str]]
Content = dict[str, Typed]
LONGEST_AWAY = 100


@dataclass
class Wizard:
    """A sign-up on its way: what was typed so far, by step."""

    session: DbSession
    content: Content
    volunteer: Volunteer | None

    @classmethod
    def begin(
        cls, session: DbSession, draft: SignupDraft | None, volunteer: Volunteer | None, account: Account
    ) -> Wizard:
        """Go on with a draft, else start from the profile, else from the account."""
        if draft is not None:
            return cls(session, json.loads(draft.content), volunteer)
        if volunteer is not None:
            return cls(session, _typed_of(session, volunteer), volunteer)
        return cls(session, {"who": {"name": [account.name], "phone": [account.login]}}, None)

    @property
    def season(self) -> Season | None:
        """The season of the chosen home township."""
        return season_at(self.session, self._township_id())

    @property
    def id_number(self) -> str | None:
        """The ID number that counts: the one typed, else the one on file."""
        typed = self.content.get("who", {}).get("id_number") or [""]
        return typed[0] or (self.volunteer.id_number if self.volunteer else None)

    def path(self) -> list[str]:
        """The steps of this sign-up: grades are asked only where a subject is chosen."""
        return [step for step in STEPS if step != "grades" or self._subjects()]

    def form(self, step: str, posted: MultiDict[str, str] | None = None) -> Form:
        """The form of a step with what was typed, or with what is posted now."""
        typed = posted if posted is not None else self._typed(step)
        if step == "who":
            who = WhoForm(typed)
            who.offer(townships_open(self.session))
            return who
        if step == "skills":
            skills = SkillsForm(typed)
            skills.offer(self.session)
            return skills
        if step == "grades":
            return GradesForm.of(self._subjects())(typed)
        if step == "time":
            return self._time_form(typed)
        more = MoreForm(typed)
        more.offer(self.session)
        return more

    def keep(self, step: str, form: Form, posted: MultiDict[str, str]) -> None:
        """Take over what is posted for a step, good or not. An ID number is kept only where it is one."""
        typed = {name: posted.getlist(name)[:40] for name in form.entered() if name in posted}
        typed = {name: [value[:200] for value in values] for name, values in typed.items()}
        if step == "who":
            number = parse_resident_id((typed.get("id_number") or [""])[0]).value
            before = self.content.get("who", {}).get("id_number", [])
            typed["id_number"] = [number.number] if number else before
            if number_fault((typed.get("national_number") or [""])[0]) is NumberFault.IS_ID:
                typed["national_number"] = [""]
        self.content[step] = typed

    def complete(self) -> str | None:
        """The first step that is not filled in properly; None where all are."""
        for step in self.path():
            form = self.form(step)
            if step not in self.content or not valid(form):
                return step
        return None

    def profile(self) -> Profile:
        """The person as typed; only where every step is complete."""
        who, skills, more = self.form("who"), self.form("skills"), self.form("more")
        return profile_of(who, skill_offers(skills["areas"].data or [], self._offered()), more)

    def papers(self) -> Papers:
        """How the person is proven."""
        return Papers(self.id_number, bool(self.form("who")["id_on_paper"].data))

    def offer(self) -> Offer:
        """What is offered; only where the step of time is complete."""
        form = self.form("time")
        modes = frozenset(form["modes"].data)
        anywhere = form["anywhere"].data or modes == {"online"}
        return Offer(
            home_from=form["home_from"].data,
            home_to=form["home_to"].data,
            days_away=_days_away(form),
            slots=frozenset(form["slots"].data),
            modes=modes,
            reach=None if anywhere else frozenset(form["reach"].data or ()),
            capacity=int(form["capacity"].data),
        )

    def _typed(self, step: str) -> MultiDict[str, str] | None:
        typed = self.content.get(step)
        return None if typed is None else MultiDict(typed)

    def _subjects(self) -> list[str]:
        return [code for code in self.content.get("skills", {}).get("subjects", []) if code.replace("-", "").isalnum()]

    def _offered(self) -> list[SkillOffer]:
        form = self.form("grades")
        return [
            SkillOffer(TUTORING, code, int(form[f"from_{code}"].data), int(form[f"to_{code}"].data))
            for code in self._subjects()
        ]

    def _township_id(self) -> uuid.UUID | None:
        typed = (self.content.get("who", {}).get("township") or [""])[0]
        try:
            return uuid.UUID(typed)
        except ValueError:
            return None

    def _time_form(self, typed: MultiDict[str, str] | None) -> TimeForm:
        season = self.season
        defaults: dict[str, Any] = {"reach": [str(self._township_id())], "modes": ["in_person"], "capacity": "1"}
        if season is not None:
            defaults |= {"home_from": season.starts_on, "home_to": season.ends_on}
        form = TimeForm(typed, data=defaults)
        near = list(townships(self.session, season.district_id)) if season else []
        form.offer(near, season.max_capacity if season else 1)
        return form


def told_by_number(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was typed about a person, with sex and birth date as a right ID number says them where they are left out."""
    read = parse_resident_id(typed.get("id_number", "")).value
    told = MultiDict(typed)
    if read is not None:
        for name, value in (("sex", read.sex.value), ("birth_date", read.birth_date.isoformat())):
            if not typed.get(name):
                told[name] = value
    return told


def profile_of(who: Form, skills: tuple[SkillOffer, ...] = (), more: Form | None = None) -> Profile:
    """The person as typed in the first step, with what later steps add."""
    phone = parse_phone(who["phone"].data or "").value
    spoken = frozenset(more["languages"].data or ()) if more is not None else frozenset[str]()
    return Profile(
        name=normalise_name(who["name"].data or ""),
        sex=Sex(who["sex"].data) if who["sex"].data in set(Sex) else None,
        birth_date=who["birth_date"].data,
        phone=phone or (who["phone"].data or "").strip(),
        township_id=uuid.UUID(who["township"].data),
        college=(who["college"].data or "").strip(),
        major=(who["major"].data or "").strip(),
        study_year=(who["study_year"].data or "")[:20],
        languages=spoken or None,
        interests=(more["interests"].data or "").strip() if more is not None else "",
        skills=skills,
        national_number=national_number(who["national_number"].data or ""),
    )


def valid(form: Form) -> bool:
    """Whether a kept step still has its shape; no request is judged, so no token is asked for."""
    form._fields.pop("csrf_token", None)
    return bool(form.validate())


def _days_away(form: Form) -> tuple[str, ...]:
    days: set[date] = set()
    for first, last in (("away_from", "away_to"), ("away_too_from", "away_too_to")):
        start = form[first].data
        end = form[last].data or start
        if start is not None and end is not None:
            length = min(max((end - start).days, 0), LONGEST_AWAY)
            days.update(start + timedelta(days=offset) for offset in range(length + 1))
    return tuple(day.isoformat() for day in sorted(days))


def _typed_of(session: DbSession, volunteer: Volunteer) -> Content:
    """A profile as it would have been typed; the ID number stays in the file."""
    taught = [skill for skill in volunteer.skills if skill.subject]
    areas = {skill.area for skill in volunteer.skills}
    content: Content = {
        "who": {
            "name": [volunteer.name],
            "sex": [volunteer.sex.value] if volunteer.sex else [],
            "birth_date": [volunteer.birth_date.isoformat()],
            "phone": [volunteer.phone],
            "id_on_paper": ["y"] if volunteer.id_on_paper else [],
            "national_number": [volunteer.national_number or ""],
            "college": [volunteer.college],
            "major": [volunteer.major],
            "study_year": [volunteer.study_year],
            "township": [str(volunteer.township_id)] if volunteer.township_id else [],
        },
        "skills": {"areas": sorted(areas), "subjects": [str(skill.subject) for skill in taught]},
        "grades": {f"from_{skill.subject}": [str(skill.grade_min)] for skill in taught}
        | {f"to_{skill.subject}": [str(min(skill.grade_max, 12))] for skill in taught},
        "more": {"languages": sorted(volunteer.languages or ()), "interests": [volunteer.interests]},
    }
    season = season_at(session, volunteer.township_id)
    offered = availability_in(volunteer, season.id) if season else None
    if season is not None and offered is not None:
        runs = runs_of([date.fromisoformat(day) for day in offered.days_away])
        away = {
            f"{name}_{end}": [day.isoformat()]
            for name, run in zip(("away", "away_too"), runs, strict=False)
            for end, day in zip(("from", "to"), run, strict=True)
        }
        content["time"] = {
            "home_from": [(offered.home_from or season.starts_on).isoformat()],
            "home_to": [(offered.home_to or season.ends_on).isoformat()],
            "slots": sorted(ALL_SLOTS if offered.slots is None else offered.slots),
            "modes": sorted(offered.modes),
            "reach": sorted(offered.reach or ()),
            "anywhere": ["y"] if offered.reach is None else [],
            "capacity": [str(max(1, min(offered.capacity, season.max_capacity)))],
            **away,
        }
    return content
