"""Families of the demo who answer on their phones: some have, with a receipt, and one link is still out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.children.doors import hash_of
from app.children.models import Child, Consent, ConsentLink, ConsentMethod
from app.children.rules.receipts import new_receipt
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.ids import short_code

OPEN_TOKEN = "DEMA2DEMA2DEMA2DEMA2"  # noqa: S105 # nosec B105 - of the demo, which production refuses
"""The link that is out; everybody who tries the demo may try it."""
DIGITS = "0088"
"""What opens it: the end of the number on file."""
BY_LINK = 3


def make_answers(session: DbSession, children: Sequence[Child]) -> None:
    """Turn consents of these children into answers by link, with receipts, and ask one family that has not decided."""
    consents = select(Consent).where(Consent.child_id.in_([one.id for one in children])).order_by(Consent.given_on)
    for consent in session.scalars(consents.limit(BY_LINK)).all():
        child = session.get_one(Child, consent.child_id)
        link = _link(child, short_code(20))
        link.used_at = clock.now()
        session.add(link)
        session.flush()
        consent.method, consent.link_id, consent.evidence = ConsentMethod.ONE_TIME_LINK, link.id, None
        consent.photo = True
        session.add(new_receipt(consent))
    undecided = next((one for one in children if one.consented_until is None), None)
    if undecided is not None:
        father = next(one for one in undecided.carers if one.legal_guardian)
        father.phone = f"1390000{DIGITS}"
        session.add(_link(undecided, OPEN_TOKEN))
    session.flush()


def _link(child: Child, token: str) -> ConsentLink:
    return ConsentLink(
        district_id=child.district_id, child_id=child.id, token_hash=hash_of(token),
        expires_at=clock.now() + timedelta(days=14),
    )  # fmt: skip
