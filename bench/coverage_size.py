"""The coverage page of a district of 2,500 children, alone in its database and as one of many: at most twice as slow.

The same page, figures and code, asked in turn of two databases on one PostgreSQL that the bench makes itself (`--big`,
`--alone` and `--folder`: two of `bench/size.py` instead). The last line is what no page does: counting the whole
province, district after district.
"""

import argparse
import contextlib
import contextvars
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from plans import signed_in
from province import Size, key_of
from size import province, scratch
from sqlalchemy import true
from timing import clock as once
from timing import compare, report

from app.coverage.figures import By, month_shown
from app.coverage.queries import View, figures_by
from app.foundation import clock
from app.foundation.database import db
from app.seasons.models import Season

PAGES = ("/coverage/", "/coverage/?by=village", "/coverage/pictures", "/coverage/figures/", "/coverage/survey/")
ALONE = Size(2_500, 500, 25_000)


def asking(app: Flask, page: str) -> Callable[[], None]:
    """One request of the district's organizer, as a server answers it."""
    with app.app_context():
        browser = signed_in(app, "organizer")

    def ask() -> None:
        answer = contextvars.Context().run(browser.get, page)
        assert answer.status_code == 200, (page, answer.status)

    return ask


def counting(app: Flask, size: Size) -> Callable[[], None]:
    """The figures of every district, one after another: their sum is the province's."""

    def count() -> None:
        with app.app_context():
            for number in range(size.districts):
                season = db.session.get_one(Season, key_of("season", number))
                view = View(season, month_shown(season, clock.today()), clock.today(), true())
                figures_by(db.session, view, By.TOWNSHIP)

    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=50_000, help="of the many districts; by default %(default)s")
    parser.add_argument("--big", help="a filled database instead; --children says of what size")
    parser.add_argument("--alone", help="one of 2,500 children on the same server, with --big")
    parser.add_argument("--folder", type=Path, help="where its keys lie")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    size = Size(asked.children, asked.children // 5, asked.children * 10)
    with contextlib.ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(TemporaryDirectory()))
        small, big = stack.enter_context(scratch("alone", "many"))
        alone = stack.enter_context(province(ALONE, asked.alone or small, folder))
        many = stack.enter_context(province(size, asked.big or big, folder))
        for page in PAGES:
            ours, theirs = compare(asking(many, page), asking(alone, page), asked.rounds)
            report(
                "coverage_size", page=page, children=asked.children, many_ms=1000 * ours, alone_ms=1000 * theirs,
                ratio=ours / theirs, must=2,
            )  # fmt: skip
        report("coverage_sum", districts=size.districts, whole_s=once(counting(many, size)))


if __name__ == "__main__":
    main()
