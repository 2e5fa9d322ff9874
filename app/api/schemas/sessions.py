"""Shapes of sessions: what is read of one, and what is sent to log, confirm, return or dispute one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, fields, validate

from app.api.schemas.base import PageQuery, Text, ident, page_schema, text
from app.api.schemas.places import OPTIONAL
from app.sessions.models import (
    DisputeReason,
    FollowUp,
    Mood,
    Response,
    ReturnReason,
    SessionPlace,
    SessionState,
)

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
MOMENT: dict[str, Any] = {
    "validate": validate.Range(EARLIEST, LATEST),
    "metadata": {"description": "With its zone, as 2027-01-20T14:00:00+08:00."},
}


class SessionSchema(Schema):
    """A session: when, where, as what, and what became of it. What was noted of the child is not said."""

    id = ident()
    state = fields.Enum(SessionState, by_value=True, required=True)
    pairing_id = ident()
    child = fields.String(
        **OPTIONAL,
        metadata={
            "description": "Null to a volunteer whose pairing is over, and to who is not of the child's school or "
            "village while nobody has consented."
        },
    )
    volunteer = text()
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    break_minutes = fields.Integer(required=True)
    minutes = fields.Integer(required=True)
    place = fields.Enum(SessionPlace, by_value=True, required=True)
    service_area = text()
    late = fields.Boolean(required=True)
    reason = fields.String(**OPTIONAL, metadata={"description": "The code of why it was returned or voided."})
    logged_at = fields.DateTime(required=True)
    confirmed_at = fields.DateTime(**OPTIONAL)


class SessionQuery(PageQuery):
    """Which sessions."""

    season_id = fields.UUID()
    state = fields.Enum(SessionState, by_value=True)
    logged_since = fields.AwareDateTime()


class EntrySchema(Schema):
    """A session to log. ``id`` is made by the client: sent again it is logged once. Minutes are computed here."""

    id = ident()
    pairing_id = ident(metadata={"description": "As /me/pairings gives it."})
    starts_at = fields.AwareDateTime(required=True, **MOMENT)
    ends_at = fields.AwareDateTime(required=True, **MOMENT)
    break_minutes = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 600))
    place = fields.Enum(SessionPlace, by_value=True, required=True)
    service_area = Text(required=True, validate=validate.Length(max=40))
    adult_present = fields.Boolean(required=True, truthy={True}, falsy={False})
    safe = fields.Boolean(required=True, truthy={True}, falsy={False})
    tags = fields.List(Text(validate=validate.Length(max=40)), load_default=list, validate=validate.Length(max=20))
    done = fields.List(Text(validate=validate.Length(max=40)), load_default=list, validate=validate.Length(max=20))
    response = fields.Enum(Response, by_value=True, load_default=None, allow_none=True)
    mood = fields.Enum(Mood, by_value=True, load_default=None, allow_none=True)
    follow_up = fields.Enum(FollowUp, by_value=True, load_default=None, allow_none=True)
    note = Text(load_default="", validate=validate.Length(max=1000))
    late_reason = Text(load_default="", validate=validate.Length(max=200))
    check_in = Text(load_default="", validate=validate.Length(max=12))


class ReturnSchema(Schema):
    """Why a session goes back to its volunteer."""

    reason = fields.Enum(ReturnReason, by_value=True, required=True)
    remark = Text(load_default="", validate=validate.Length(max=200))


class DisputeSchema(Schema):
    """What a volunteer says is wrong. ``id`` is made by the client."""

    id = ident()
    reason = fields.Enum(DisputeReason, by_value=True, required=True)
    words = Text(required=True, validate=validate.Length(1, 500))


class DisputedSchema(Schema):
    """A dispute that waits for staff."""

    id = ident()
    session_id = ident()
    raised_at = fields.DateTime(required=True)


SessionPage = page_schema("SessionPage", SessionSchema)
