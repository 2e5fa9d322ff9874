"""What opens a consent link or a receipt: a long random token, and the last four digits of a phone on file.

Tokens are random and long, so that a plain hash keeps them; the digits are compared with the file as it is today.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from app.children.models import Carer, Child, Consent, ConsentLink
from app.children.models.asking import CLASS_TRIES, TRIES
from app.foundation.chinese import normalise_name
from app.foundation.ids import ALPHABET
from app.foundation.secrets.keyring import keyring

DIGITS = 4
TOKEN_LENGTH = 20
"""99 bits, in letters that can be read from paper and typed."""
CODE_LENGTH = 16
"""79 bits: what stands on a receipt as its case code."""


def hash_of(token: str) -> str:
    """What is kept of a token: 64 hexadecimal digits."""
    return hashlib.sha256(f"consent {plain_token(token)}".encode()).hexdigest()


def plain_token(written: str) -> str:
    """A token or case code as typed, without spaces and dashes, in capitals."""
    return re.sub(r"[\s-]", "", written).upper()


def code_of(consent: Consent) -> str:
    """The case code of a consent's receipt: follows from the consent and a lasting key, so that it need not be kept."""
    number = int(keyring.lasting("consent.receipt", str(consent.id)), 16)
    letters = []
    for _place in range(CODE_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def grouped_code(code: str) -> str:
    """The case code in fours, to be read aloud: ``K7M3-QXAB-…``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain_digits(written: str) -> str:
    """The digits as typed on any keyboard: full-width ones too, no spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", written))


def guardians_of(child: Child, *, for_carer: bool) -> list[Carer]:
    """Whose phone opens: legal guardians, or with the parent's written authorisation who looks after the child."""
    return [one for one in child.carers if one.phone and (one.entrusted if for_carer else one.legal_guardian)]


def whose(carers: Iterable[Carer], digits: str) -> Carer | None:
    """The first whose phone ends in these digits. All are compared, so that the time taken says nothing."""
    found: Carer | None = None
    for one in carers:
        last = re.sub(r"\D", "", one.phone or "")[-DIGITS:]
        fits = hmac.compare_digest(last.encode(), digits.encode()) and len(digits) == DIGITS
        found = one if fits and found is None else found
    return found


def find_child(children: Sequence[Child], link: ConsentLink, name: str, digits: str) -> tuple[Child, Carer] | None:
    """The child that is meant, and whose phone it is. For a class the name has to fit too, and fit one child only."""
    wanted, found = normalise_name(name), []
    for child in children:
        carer = whose(guardians_of(child, for_carer=link.authority is not None), digits)
        named = link.child_id is not None or hmac.compare_digest(
            normalise_name(child.name).encode(), wanted.encode()
        )  # fmt: skip
        if carer is not None and named:
            found.append((child, carer))
    return found[0] if len(found) == 1 else None


def is_alive(link: ConsentLink | None, now: datetime) -> bool:
    """Whether the link has not been used up, ended or left to expire."""
    return link is not None and link.used_at is None and link.ended_at is None and link.expires_at > now


def may_try(link: ConsentLink | None, now: datetime) -> bool:
    """Whether digits are still judged."""
    if link is None or not is_alive(link, now):
        return False
    return link.failures < (TRIES if link.child_id is not None else CLASS_TRIES)
