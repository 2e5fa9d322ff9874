"""A run's figures in words: levels reached, shares of the townships, whom to recruit, and what a change would do."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.queries import term_name
from app.children.models import Child
from app.children.wording import comma, grade_name
from app.foundation.chinese.ordering import place_key
from app.foundation.database import DbSession, db
from app.foundation.messages import label, message
from app.foundation.pages import grouped
from app.foundation.pictures import ShareBars, ShareOf
from app.pairing.models import MatchRecruit, MatchRun
from app.pairing.policy import SWITCHES
from app.pairing.recruiting import ALL_GRADES
from app.pairing.supposing import Change, OneLess, OneMore, OtherWeight
from app.places.models import Area
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class Share:
    """What a township is entitled to and gets."""

    name: str
    children: int
    entitlement: float
    floor: int
    paired: int

    @property
    def shortfall(self) -> int:
        """Children missing to the minimum."""
        return max(0, self.floor - self.paired)


def shares(session: DbSession, run: MatchRun) -> list[Share]:
    """The townships of a run, those with most missing first."""
    rows = (run.fairness or {}).get("townships", [])
    names = area_names(session, [row[0] for row in rows])
    found = [Share(names.get(row[0], "—"), *row[1:]) for row in rows]
    return sorted(found, key=lambda one: (-one.shortfall, one.paired - one.entitlement, place_key(one.name)))


def share_bars(townships: Sequence[Share]) -> ShareBars:
    """The same as a picture."""
    return ShareBars.of([ShareOf(one.name, one.paired, one.entitlement, one.floor) for one in townships])


def price_words(run: MatchRun) -> str:
    """What fairness costs, in a sentence."""
    said = run.fairness or {}
    if not said.get("on"):
        return str(_("Fair shares were switched off for this run: no township was given a minimum."))
    if said.get("fit_without") is None:
        return str(_("What fairness costs was not computed for this run."))
    lost = said["fit_without"] - said["fit"]
    if lost <= 0:
        return str(_("Fairness costs nothing here: without it the pairs would fit no better."))
    share = f"{100 * lost / said['fit_without']:.1f}" if said["fit_without"] else "—"
    return str(
        _(
            "The price of fairness: %(lost)s points of fit (%(share)s percent). Without it the pairs would fit with "
            "%(without)s points in all, with it they do with %(fit)s; as many children are paired either way.",
            lost=grouped(lost),
            share=share,
            without=grouped(said["fit_without"]),
            fit=grouped(said["fit"]),
        )
    )


def level_words(run: MatchRun, townships: Sequence[Share]) -> dict[str, str]:
    """What was reached at each level, in a sentence."""
    reached = {name: objective for name, objective, _bound in run.levels}
    off = _("Switched off for this run.")
    on = run.policy.get("fairness", True)
    short = [one for one in townships if one.shortfall]
    missing = sum(one.shortfall for one in short)
    kept = reached.get("continuing", 0)
    floor = _("Every township reaches its minimum.")
    if short:
        floor = _(
            "%(townships)s townships stay %(children)s children below their minimum; nothing better is possible "
            "without giving up a goal above.",
            townships=len(short),
            children=missing,
        )
    return {
        "continuing": ngettext("%(num)s earlier pair continues.", "%(num)s earlier pairs continue.", kept)
        if kept
        else _("There was none to go on."),
        "children": _(
            "%(pairs)s of %(children)s children have a pair; nobody could pair more.",
            pairs=run.pair_count,
            children=grouped(run.children),
        ),
        "class": _("Where two children need the same volunteer, higher attention goes first, then the longer wait."),
        "floor": floor if on else off,
        "fairness": _("Beyond the minimum, shares are as even as the goals above allow.")
        if on and run.policy.get("log_fairness", True)
        else off,
        "fit": _("All scores together; no other plan that keeps the goals above has more.")
        if run.policy.get("fit", True)
        else off,
    }


def skill_words(area: str, subject: str | None, grade_min: int, grade_max: int) -> str:
    """``数学（小学）``: what a volunteer can do, and for which grades where it is not for all."""
    return with_grades(term_name(subject or area), grade_min, grade_max)


def with_grades(words: str, grade_min: int, grade_max: int) -> str:
    """Words with the grades they hold for, where those are not all."""
    bands = {
        (0, 0): _("preschool"),
        (1, 6): _("primary school"),
        (7, 9): _("junior secondary school"),
        (10, 12): _("senior secondary school"),
    }
    grades = (grade_min, grade_max)
    if grades == ALL_GRADES:
        return str(words)
    said = bands.get(grades) or (
        grade_name(grade_min) if grade_min == grade_max else f"{grade_name(grade_min)}–{grade_name(grade_max)}"
    )
    return str(_("%(skill)s (%(grades)s)", skill=words, grades=said))


def recruit_words(one: MatchRecruit) -> str:
    """What to look for, without the place."""
    words = skill_words(one.area, one.subject, one.grade_min, one.grade_max)
    return words if one.sex is None else words + comma() + label(one.sex)


def change_words(session: DbSession, run: MatchRun, change: Change) -> str:
    """What is supposed, in a line."""
    if isinstance(change, OneMore):
        return _newcomer_words(session, change)
    if isinstance(change, OneLess):
        volunteer = session.get(Volunteer, uuid.UUID(change.volunteer_id))
        return str(_("Volunteer %(code)s drops out", code=volunteer.code if volunteer is not None else "—"))
    if isinstance(change, OtherWeight):
        words = message(f"matching.weight.{change.name}")
        if change.name in SWITCHES:
            return str((_("With: %(what)s") if change.value else _("Without: %(what)s")) % {"what": words})
        scale = 100 if change.name == "floor_share" else 1
        now, before = (f"{scale * value:g}" for value in (change.value, run.policy.get(change.name, 0)))
        return str(_("%(weight)s: %(now)s instead of %(before)s", weight=words, now=now, before=before))
    if not change.volunteer_ids:
        return str(_("Every volunteer takes up to %(children)s children", children=change.children))
    return str(
        ngettext(
            "%(num)s volunteer takes up to %(children)s children",
            "%(num)s volunteers take up to %(children)s children",
            len(change.volunteer_ids),
            children=change.children,
        )
    )


def _newcomer_words(session: DbSession, change: OneMore) -> str:
    place = area_names(session, [change.township_id]).get(change.township_id, "—") if change.township_id else ""
    words = [
        skill_words(change.area, change.subject, change.grade_min, change.grade_max),
        message(f"matching.mode.{change.mode}"),
        place or _("all townships"),
        _("up to %(children)s children", children=change.capacity) if change.capacity > 1 else "",
    ]
    return str(_("One more volunteer: %(who)s", who=comma().join(word for word in words if word)))


def area_names(session: DbSession, ids: Iterable[str]) -> dict[str, str]:
    """Names of areas by their id as text."""
    wanted = select(Area.id, Area.name).where(Area.id.in_([uuid.UUID(id_) for id_ in ids]))
    return {str(row.id): row.name for row in session.execute(wanted)}


def children_of(session: DbSession, ids: Iterable[str]) -> list[Child]:
    """Children by their ids as text, those of the highest attention first. Judge the run before."""
    wanted = select(Child).where(Child.id.in_([uuid.UUID(id_) for id_ in ids]))
    loaded = session.scalars(wanted.options(joinedload(Child.township), selectinload(Child.needs)))
    return sorted(loaded, key=lambda child: (-child.risk, child.code))


def compared(
    before: Mapping[str, int], after: Mapping[str, int], of: Mapping[str, int]
) -> list[tuple[str, int, int, int]]:
    """Rows of (key, children, paired before, paired after), the changed ones first."""
    rows = [(key, of[key], before.get(key, 0), after.get(key, 0)) for key in of]
    return sorted(rows, key=lambda row: (-abs(row[3] - row[2]), row[0]))


def equip(blueprint: Blueprint) -> None:
    """Give templates these words."""
    blueprint.add_app_template_global(recruit_words, "recruit_words")


def recruits_shown(run_id: uuid.UUID) -> list[MatchRecruit]:
    """Whom a run would have had recruited, with their townships. Judge the run before."""
    wanted = select(MatchRecruit).where(MatchRecruit.run_id == run_id).options(joinedload(MatchRecruit.township))
    return list(db.session.scalars(wanted.order_by(MatchRecruit.place)))
