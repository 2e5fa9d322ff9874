"""Three sentences for the meeting, written from the figures; every number leads to its records."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from app.coverage.figures import Month
from app.foundation.database import DbSession
from app.foundation.pages import grouped, percent
from app.pairing.models import MatchRecruit, MatchRun
from app.pairing.views.figures import recruit_words, recruits_shown
from app.pairing.wanted import latest_run
from app.reports.figures import TownshipFigures
from app.reports.models import MonthlyReport, ReportSnapshot
from app.reports.showing import Shown
from app.reports.standing import Action, Deed, Standing, standing

MOST = 3
"""So many of those who tie are named; of the others it is said how many they are."""


def sentences(session: DbSession, report: MonthlyReport, snapshot: ReportSnapshot, shown: Shown) -> list[Markup]:
    """Who leads, who falls behind, and what would help most; as far as the reader is told."""
    writer, found = Writer(Month.of(report.month), shown), standing(shown.figures)
    kind = _kind(session, snapshot, shown, found)
    return [writer.first(found), writer.last(found), writer.action(found.action, kind)]


def _kind(session: DbSession, snapshot: ReportSnapshot, shown: Shown, found: Standing) -> Markup | None:
    """The most useful kind of volunteer for the township, as a link, where a matching says so to this reader."""
    if found.action is None or found.action.deed is not Deed.RECRUIT or not shown.holds or snapshot.season_id is None:
        return None
    run = latest_run(session, snapshot.season_id, snapshot.computed_at)
    recruit = _first_of(run, found.action.place) if run is not None else None
    if run is None or recruit is None:
        return None
    url = url_for("recruits.show", run_id=run.id, recruit_id=recruit.id)
    return Markup('<a href="{}">{}</a>').format(url, recruit_words(recruit))


def _first_of(run: MatchRun, place: TownshipFigures) -> MatchRecruit | None:
    here = uuid.UUID(place.id) if place.id else None
    return next((one for one in recruits_shown(run.id) if one.township_id == here), None)


class Writer:
    """Puts the answers into words for one reader of one month."""

    def __init__(self, month: Month, shown: Shown) -> None:
        self.month, self.shown = month, shown

    def first(self, found: Standing) -> Markup:
        """Who leads."""
        if not found.first:
            return escape(_("No township has enough children with consent yet to be compared."))
        whole = {"paired": self.district("paired"), "consented": self.district("consented")}
        if not found.anyone and self.shown.month.get("paired"):  # some are, where this reader is not told
            return escape(_("In the townships whose numbers are told, no child is paired yet."))
        if not found.anyone:
            return escape(_("No child is paired yet: %(paired)s of %(consented)s with consent.")) % whole
        if not found.last and len(found.first) > 1:
            return escape(_("All townships that can be compared are level: %(places)s.")) % {
                "places": self.places(found.first)
            }
        return escape(
            _("Leading in pairing: %(places)s; in the whole district %(paired)s of %(consented)s.")
        ) % {"places": self.places(found.first), **whole}  # fmt: skip

    def last(self, found: Standing) -> Markup:
        """Whose share is the lowest; whether that is behind is what the rule below says."""
        if found.first and not found.anyone:
            return escape(_("So it is too early to compare townships."))
        if not found.last:
            return escape(_("No township needs a hand more than another."))
        return escape(_("The lowest share of pairings: %(places)s.")) % {"places": self.places(found.last)}

    def action(self, action: Action | None, kind: Markup | None) -> Markup:
        """What would help most."""
        if action is None:
            return escape(_("Nobody is known to wait: keep on as it is."))
        place = {"place": action.place.name}
        if action.deed is Deed.CONSENT:
            text = _(
                "What would help most: consents in %(place)s, where %(consented)s of %(registered)s children have one."
            )
            return escape(text) % {**place, **self.numbers(action.place, "consented", "registered")}
        numbers = {**place, **self.numbers(action.place, "paired", "consented")}
        if kind is None:
            text = _(
                "What would help most: volunteers for %(place)s, where %(paired)s of %(consented)s children with "
                "consent are paired."
            )
            return escape(text) % numbers
        text = _(
            "What would help most: volunteers for %(place)s, first of all %(kind)s; %(paired)s of %(consented)s "
            "children with consent are paired there."
        )
        return escape(text) % {**numbers, "kind": kind}

    def places(self, places: Sequence[TownshipFigures]) -> Markup:
        """Townships with their numbers."""
        said = [self.place(one) for one in places[:MOST]]
        more = len(places) - len(said)
        if more:
            said.append(escape(ngettext("%(num)s more township", "%(num)s more townships", more)))
        return escape(_("; ")).join(said)

    def place(self, place: TownshipFigures) -> Markup:
        """``西平街道（20 人中结对 9 人，45%）``."""
        numbers = self.numbers(place, "paired", "consented")
        share = percent(place.figures.get("paired") or 0, place.figures.get("consented") or 0)
        words = escape(_("%(place)s (%(paired)s of %(consented)s paired, %(share)s)"))
        return words % {"place": place.name, "share": share, **numbers}

    def numbers(self, place: TownshipFigures, *codes: str) -> dict[str, Markup]:
        """Numbers of a township; links where the reader may see the records."""
        keys = {"township": place.id} if self.shown.told(place) else None
        return {code: self.number(code, place.figures.get(code), keys) for code in codes}

    def district(self, code: str) -> Markup:
        """A number of the whole district."""
        return self.number(code, self.shown.month.get(code), {})

    def number(self, code: str, number: int | None, keys: dict[str, str | None] | None) -> Markup:
        """One number, leading to what it counts."""
        if number is None or number < 0:
            return escape("＊" if number is not None else "—")
        if keys is None:
            return escape(grouped(number))
        where: dict[str, Any] = keys
        url = url_for("figures.show", code=code, period=str(self.month), **where)
        return Markup('<a href="{}">{}</a>').format(url, grouped(number))
