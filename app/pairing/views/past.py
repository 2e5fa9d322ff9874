"""What past seasons said to a run, in words: places reserved, and whether past pairings count."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.children.models import Sex
from app.foundation.database import DbSession
from app.foundation.dates import plain_day
from app.foundation.messages import label
from app.pairing.models import MatchReserve, MatchRun
from app.pairing.recruiting import ALL_GRADES
from app.pairing.views.figures import area_names, with_grades
from app.pairing.views.wording import need_words
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class Reserve:
    """Places of one volunteer that are left out, and for what."""

    volunteer: Volunteer
    slots: int
    kinds: list[str]


def reserves_shown(session: DbSession, run: MatchRun) -> list[Reserve]:
    """What a run reserved, most places first. Judge the run before."""
    wanted = (
        select(MatchReserve)
        .where(MatchReserve.run_id == run.id)
        .options(joinedload(MatchReserve.volunteer).joinedload(Volunteer.township))
    )
    rows = sorted(session.scalars(wanted), key=lambda one: (-one.slots, one.volunteer.code))
    ids = {kind["township"] for row in rows for kind in row.kinds if kind["township"]}
    names = area_names(session, ids)
    return [Reserve(row.volunteer, row.slots, [_kind(kind, names) for kind in row.kinds]) for row in rows]


def _kind(kind: Mapping[str, Any], names: Mapping[str, str]) -> str:
    needs = with_grades(need_words(kind["needs"]), *(kind["grades"] or ALL_GRADES))
    words = "\u00a0· ".join(word for word in (needs, names.get(kind["township"], "")) if word)
    return words if kind["slots"] == 1 else str(_("%(kind)s (%(places)s places)", kind=words, places=kind["slots"]))


def outlook_words(run: MatchRun) -> str:
    """What the past season says."""
    said = run.outlook
    if said is None:
        return str(_("There is no past season of the same vacation, so nothing could be reserved."))
    return str(
        _(
            "In %(season)s, %(children)s children and %(volunteers)s volunteers came after the same day of the "
            "vacation (from %(first)s on).",
            season=said["season"],
            children=said["children"],
            volunteers=said["volunteers"],
            first=plain_day(date.fromisoformat(said["from"])),
        )
    )


def reserve_words(places: int) -> str:
    """What came of it."""
    if not places:
        return str(_("Nothing was reserved: no volunteer who could serve them can be spared now."))
    return str(
        ngettext(
            "If as many come again, they will need %(num)s place that can be spared now; it was left out of this "
            "matching.",
            "If as many come again, they will need %(num)s places that can be spared now; they were left out of this "
            "matching.",
            places,
        )
    )


def retention_words(run: MatchRun) -> str:
    """Whether past pairings count in this run, in a line; empty where the run does not know."""
    said = run.retention or {}
    if not said:
        return ""
    why = said["why_off"]
    if why is None:
        return str(
            _("Past pairings are used: %(outcomes)s are on file, and the model did better than a guess.", **said)
        )
    words = {
        "too_few": _("Past pairings are not used: %(outcomes)s of %(needed)s needed are on file.", **said),
        "one_kind": _(
            "Past pairings are not used: of the %(outcomes)s on file too few ended early, or too few lasted, to learn "
            "from.",
            **said,
        ),
        "no_better": _(
            "Past pairings are not used: the model did no better than a guess on the %(tested)s it had not seen.",
            **{"tested": "—", **said},
        ),
    }
    return str(words.get(why) or _("Past pairings are not used: their weight is 0, or fit is switched off."))


def retention_facts(run: MatchRun) -> list[tuple[str, str]]:
    """The report's figures, label and value."""
    said = run.retention or {}
    if "version" not in said:
        return []
    judged = [
        (_("Of them to judge the model by"), str(said["tested"])),
        (_("Error of the model (Brier score, 0 is best)"), _figure(said["brier"])),
        (_("Error of a guess by the share alone"), _figure(said["brier_of_base_rate"])),
    ]
    return [
        (_("Past pairings on file"), str(said["outcomes"])),
        (_("Lasted"), _percent(said["base_rate"])),
        *(judged if said["brier"] is not None else ()),
        (_("Version of the model"), said["version"]),
    ]


def calibration_rows(run: MatchRun) -> list[tuple[str, str, int]]:
    """Rows of (chance the model gave, share that lasted, pairings)."""
    return [
        (_percent(given), _percent(share), count)
        for given, share, count in (run.retention or {}).get("calibration", [])
    ]


def gap_rows(session: DbSession, run: MatchRun) -> list[tuple[str, int, str]]:
    """Rows of (group, pairings, how many points in a hundred the model says too much of it)."""
    gaps = (run.retention or {}).get("gaps", [])
    names = area_names(session, [group for what, group, *_rest in gaps if what == "township" and _is_id(group)])
    return [(_group(what, group, names), count, f"{100 * gap:+.1f}") for what, group, count, gap in gaps]


def _group(what: str, group: str, names: Mapping[str, str]) -> str:
    if what == "sex":
        return label(Sex(group)) if group in set(Sex) else str(_("Sex not on file"))
    return names.get(group, "—")


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.0f}%"


def _figure(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def equip(blueprint: Blueprint) -> None:
    """Give templates these words."""
    for function in (outlook_words, reserve_words, retention_words, retention_facts, calibration_rows):
        blueprint.add_app_template_global(function, function.__name__)
