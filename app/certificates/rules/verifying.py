"""Verifying a certificate by its number: for everybody, and counted, so that nobody tries numbers."""

from __future__ import annotations

from app.accounts.models import AttemptKind
from app.accounts.rules.throttling import Throttle
from app.certificates.models import Certificate
from app.certificates.queries import certificate_by_number
from app.certificates.rules.issuing import NUMBER_LENGTH
from app.foundation.database import DbSession, writing
from app.foundation.errors import TooMany
from app.foundation.ids import ALPHABET
from app.foundation.secrets.keyring import keyring

LONGEST = 60


def verified(session: DbSession, written: str) -> Certificate | None:
    """The certificate under a number as somebody wrote it. Every number that is none counts against the address.

    Raises:
        TooMany: the address asked for too many that are none.
    """
    number = plain(written)
    # A GET that writes one row: how often was asked. The request itself was opened for reading.
    session.rollback()
    with writing(True):
        throttle = Throttle(session, AttemptKind.VERIFY, keyring.token("certificate.number", number))
        throttle.begin()
        if throttle.blocked:
            raise TooMany
        found = certificate_by_number(session, number)
        if found is not None:
            throttle.succeeded()
        session.commit()
    return found


def plain(written: str) -> str:
    """The number as it is kept: capitals, without what people put between the groups, and never longer than one is."""
    letters = "".join(letter for letter in written[:LONGEST].upper() if letter in ALPHABET)
    return letters[: NUMBER_LENGTH + 1]
