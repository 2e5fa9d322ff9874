"""Shapes of children, volunteers, pairings, activities and certificates: ids, codes, states and days."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.activities.models import ActivityState
from app.api.schemas.base import PageQuery, ident, page_schema, text
from app.api.schemas.places import OPTIONAL, NamedSchema
from app.children.models import ChildStatus
from app.pairing.models import PairingState
from app.volunteers.models import VettingKind


class NeedSchema(Schema):
    """What a child needs: a service area, and for tutoring a subject."""

    area = text()
    subject = fields.String(**OPTIONAL)
    must = fields.Boolean(required=True)


class ChildSchema(Schema):
    """A child by its code. ``consent``: whether one reaches today; ``pairing``: null without one."""

    code = text()
    status = fields.Enum(ChildStatus, by_value=True, required=True)
    township = fields.Nested(NamedSchema, required=True)
    school = fields.Nested(NamedSchema, **OPTIONAL)
    grade = fields.Integer(**OPTIONAL)
    needs = fields.List(fields.Nested(NeedSchema), required=True)
    consent = text(metadata={"enum": ["valid", "none"]})
    pairing = fields.String(**OPTIONAL, metadata={"enum": ["paired", "waiting", None]})
    changed_at = fields.DateTime(required=True)


class ChildQuery(PageQuery):
    """Which children."""

    township_id = fields.UUID()
    school_id = fields.UUID()
    status = fields.Enum(ChildStatus, by_value=True, load_default=ChildStatus.ACTIVE)
    updated_since = fields.AwareDateTime()


class SkillSchema(Schema):
    """What a volunteer can do."""

    area = text()
    subject = fields.String(**OPTIONAL)
    grade_min = fields.Integer(required=True)
    grade_max = fields.Integer(required=True)
    counts = fields.Boolean(required=True, metadata={"description": "False: it waits to be verified by staff."})


class CheckSchema(Schema):
    """The check of a kind that was recorded last."""

    kind = fields.Enum(VettingKind, by_value=True, required=True)
    result = text()
    expires_on = fields.Date(**OPTIONAL)


class VolunteerSchema(Schema):
    """A volunteer by its code, with what was checked."""

    code = text()
    township = fields.Nested(NamedSchema, **OPTIONAL)
    skills = fields.List(fields.Nested(SkillSchema), required=True)
    checks = fields.List(fields.Nested(CheckSchema), required=True)


class VolunteerQuery(PageQuery):
    """Which volunteers: all of one's scope, or those who signed up for a season."""

    season_id = fields.UUID()
    township_id = fields.UUID()


class PairingSchema(Schema):
    """A pairing: who by code, and when it came how far."""

    id = ident()
    state = fields.Enum(PairingState, by_value=True, required=True)
    season_id = ident()
    child = fields.String(
        **OPTIONAL, metadata={"description": "Null to who is not of its school or village while nobody has consented."}
    )
    volunteer = text()
    mode = text()
    proposed_at = fields.DateTime(required=True)
    approved_at = fields.DateTime(**OPTIONAL)
    active_at = fields.DateTime(**OPTIONAL)
    ended_at = fields.DateTime(**OPTIONAL)


class PairingQuery(PageQuery):
    """Which pairings."""

    season_id = fields.UUID()
    state = fields.Enum(PairingState, by_value=True)


class OwnPairingSchema(Schema):
    """Somebody for whom one can log sessions: ``id`` goes into a session as ``pairing_id``."""

    id = ident()
    child = fields.String(**OPTIONAL)
    season_id = ident()
    standing_in = fields.Boolean(required=True)


class OwnPairingsSchema(Schema):
    """All there are; a volunteer has a few."""

    items = fields.List(fields.Nested(OwnPairingSchema), required=True)


class ActivitySchema(Schema):
    """A group activity, with how many were there. Its title and plan are not said."""

    id = ident()
    state = fields.Enum(ActivityState, by_value=True, required=True)
    site_id = ident()
    season_id = fields.UUID(**OPTIONAL)
    service_area = text()
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    children = fields.Integer(required=True)
    volunteers = fields.Integer(required=True)


class ActivityQuery(PageQuery):
    """Which activities."""

    season_id = fields.UUID()
    state = fields.Enum(ActivityState, by_value=True)


class CertificateSchema(Schema):
    """What anybody reads who verifies a certificate: the name is the surname alone."""

    number = text()
    valid = fields.Boolean(required=True)
    name = text()
    first_day = fields.Date(required=True)
    last_day = fields.Date(required=True)
    minutes = fields.Integer(required=True)


ChildPage = page_schema("ChildPage", ChildSchema)
VolunteerPage = page_schema("VolunteerPage", VolunteerSchema)
PairingPage = page_schema("PairingPage", PairingSchema)
ActivityPage = page_schema("ActivityPage", ActivitySchema)
