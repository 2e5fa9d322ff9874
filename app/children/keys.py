"""How the keyed indexes of children's files come under a new key."""

from __future__ import annotations

import uuid

from app.children.identity import identity_token, lookalike_token, name_token
from app.children.models import Child
from app.foundation.rotation.tokens import retoken
from app.foundation.secrets.keyring import keyring


@retoken(Child.identity_token, Child.lookalike_token, Child.name_token)
def child_tokens(child: Child) -> tuple[str, ...]:
    """From the name, the birth date and the place; an anonymised file is found by nobody."""
    if child.erased_at is not None:
        return tuple(keyring.token("nobody", uuid.uuid4().hex) for _ in range(3))
    return (
        identity_token(child.school_id, child.name, child.birth_date, child.sex, child.township_id),
        lookalike_token(child.name, child.birth_date, child.sex),
        name_token(child.name, child.township_id),
    )
