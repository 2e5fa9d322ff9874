"""How the keyed indexes of volunteers come under a new key."""

from __future__ import annotations

import uuid

from app.foundation.rotation.tokens import retoken
from app.foundation.secrets.keyring import keyring
from app.volunteers.models import Volunteer
from app.volunteers.naming import name_token
from app.volunteers.rules.profiles import identity_token


@retoken(Volunteer.identity_token, Volunteer.name_token)
def volunteer_tokens(volunteer: Volunteer) -> tuple[str, ...]:
    """From phone, name and birth date; an anonymised profile is found by nobody."""
    if volunteer.erased_at is not None:
        return tuple(keyring.token("nobody", uuid.uuid4().hex) for _ in range(2))
    return (
        identity_token(volunteer.phone, volunteer.name, volunteer.birth_date),
        name_token(volunteer.name, volunteer.district_id),
    )
