"""The list of a season's certificates: by the key of its edge, and with few statements however long it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.certificates.models import Certificate, RevokeReason
from app.places.models import Area
from tests import factories as make
from tests.factories import certificates
from tests.integration.certificates_place import served_place
from tests.statements import statements_of

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]


def test_a_long_list_goes_on_page_by_page_and_asks_no_more(session: Session, sign_in: SignIn) -> None:
    place = served_place(session)
    during = certificates.publicity(place.season)
    near = session.get_one(Area, place.first.township_id)
    league, address = sign_in(place.organizer), f"/certificates?season={place.season.id}"

    def issued(number: int, **values: Any) -> list[str]:
        return [certificates.certificate(make.volunteer(near), during, **values).number for _ in range(number)]

    far = make.township(place.district, code=None, provisional=True)
    issued(1)
    session.commit()
    league.get(address)
    asked = len(statements_of(league, address))
    numbers = [*issued(2, township_id=None), *issued(2, township_id=far.id), *issued(30)]
    revoked = session.scalars(select(Certificate).where(Certificate.number == numbers[-1])).one()
    revoked.revoked_at, revoked.revoke_reason = revoked.issued_at, RevokeReason.ASKED
    session.commit()
    assert len(statements_of(league, address)) == asked
    pages, following = [], address
    while following:
        page = league.get(following).get_data(as_text=True)
        pages.append(re.findall(r'<th scope="row"><a href="/certificates/([0-9a-f-]{36})">', page))
        found = re.search(r'href="([^"]+)"[^>]*rel="next"', page)
        following = unescape(found.group(1)) if found else ""
    assert [len(one) for one in pages] == [30, 5]
    assert len({one for page in pages for one in page}) == 35
    first = league.get(address).get_data(as_text=True)
    assert f'{near.name}</a> <span class="muted">30' in first, "the revoked one is not printed"
    assert f'{far.name}</a> <span class="muted">2' in first
