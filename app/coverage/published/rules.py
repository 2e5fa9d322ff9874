"""Publishing a month: once it is over and its late entries are in, for each district, once and for all."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.coverage.figures import By, Month
from app.coverage.models import PublishedFigure
from app.coverage.published.kinds import PublicFigure
from app.coverage.published.withholding import tell, tell_one
from app.coverage.registry.asking import Ask
from app.coverage.registry.counting import count, count_by
from app.coverage.registry.figures import FigureCode
from app.coverage.registry.periods import Period
from app.foundation import audit
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.places.models import Area
from app.places.queries import districts, townships
from app.seasons.models import Season

DAYS_AFTER = 10
"""So many days after its last one a month is published: entries come up to a week late and are then confirmed."""
MONTHS_BACK = 24
OF_DISTRICT = {
    PublicFigure.ACTIVITIES: FigureCode.ACTIVITIES,
    PublicFigure.SESSIONS: FigureCode.SESSIONS,
    PublicFigure.HOURS: FigureCode.HOURS,
    PublicFigure.SERVING: FigureCode.SERVING,
}


def publish_due(session: DbSession, actor: Actor, today: date) -> int:
    """Publish every month that is due and is not published yet; return how many. Commits each.

    Of each district: from the month of its first season on, at most ``MONTHS_BACK`` of them.
    """
    done = 0
    for district in districts(session):
        for month in due(session, district, today):
            try:
                publish(session, actor, district, month, today)
                session.commit()
            except IntegrityError:
                session.rollback()  # another worker was first, and what it published stands
            else:
                done += 1
    return done


def due(session: DbSession, district: Area, today: date) -> list[Month]:
    """The months of a district to publish, the earliest first."""
    first = session.scalar(select(func.min(Season.starts_on)).where(Season.district_id == district.id))
    if first is None:
        return []
    there = set(session.scalars(select(PublishedFigure.month).where(PublishedFigure.area_id == district.id)))
    last = today - timedelta(days=DAYS_AFTER)
    months: list[Month] = []
    month = Month.of(last.replace(day=1) - timedelta(days=1))
    while len(months) < MONTHS_BACK and month >= Month.of(first):
        months.append(month)
        month = Month.of(date(month.year, month.number, 1) - timedelta(days=1))
    return [one for one in reversed(months) if date(one.year, one.number, 1) not in there]


def publish(session: DbSession, actor: Actor, district: Area, month: Month, today: date) -> None:
    """Add the numbers of one month, as they are told; the caller commits.

    Where fewer children than may be told were reached in the whole district, nothing of the month is told.
    """
    ask = Ask.about(actor, Period.of_month(month), today, district)
    places = list(townships(session, district.id))
    by_place = count_by(session, ask, By.TOWNSHIP, [FigureCode.REACHED])
    told = tell([by_place.get(place.id, {}).get(FigureCode.REACHED) or 0 for place in places])
    rows = [(place, PublicFigure.REACHED, value) for place, value in zip(places, told.places, strict=True)]
    rows.append((district, PublicFigure.REACHED, told.total))
    counts = count(session, ask, OF_DISTRICT.values())
    few = told.total is None
    for figure, code in OF_DISTRICT.items():
        number = (counts[code] or 0) // (60 if figure is PublicFigure.HOURS else 1)
        rows.append((district, figure, None if few else tell_one(number)))
    session.add_all(
        PublishedFigure(
            district_id=district.id, area_id=place.id, month=date(month.year, month.number, 1), figure=figure,
            value=value,
        )
        for place, figure, value in rows
    )  # fmt: skip
    audit.record(session, actor, audit.Action.FIGURES_PUBLISHED, district, month=str(month), count=len(rows))
    session.flush()
