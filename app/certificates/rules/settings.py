"""Who issues the certificates of a district."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass

from app.certificates.models import Issuer
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Area


@dataclass(frozen=True)
class IssuerDetails:
    """The League body, who is in charge, who handles it, and the phone to ask at."""

    body: str
    responsible: str
    handler: str
    phone: str


def set_issuer(session: DbSession, actor: Actor, district_id: uuid.UUID, details: IssuerDetails) -> Issuer:
    """Keep the details; certificates issued before keep what they say.

    Raises:
        Missing: the district is not the actor's.
        Refused: something is empty.
    """
    authorize(actor, Permission.ISSUER_WRITE, session.get(Area, district_id, with_for_update=True))
    typed = {name: value.strip() for name, value in asdict(details).items()}
    for name, value in typed.items():
        if not value:
            raise Refused("certificates.issuer_incomplete", field=name)
    issuer = session.get(Issuer, district_id)
    if issuer is None:
        issuer = Issuer(district_id=district_id, **typed)
        session.add(issuer)
        changed = sorted(typed)
    else:
        changed = sorted(name for name, value in typed.items() if getattr(issuer, name) != value)
        for name in changed:
            setattr(issuer, name, typed[name])
    if changed:
        issuer.changed_by_id = actor.id
        audit.record(session, actor, audit.Action.ISSUER_SET, issuer, fields=changed)
    session.commit()
    return issuer
