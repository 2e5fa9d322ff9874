"""Shapes of places, seasons, figures, and of who asks."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.api.codes import ApiScope
from app.api.schemas.base import PageQuery, QuerySchema, ident, page_schema, text
from app.coverage.figures import By
from app.coverage.registry import FigureCode
from app.foundation.access import Role, ScopeKind
from app.places.models import AreaLevel, SiteKind
from app.seasons.models import SeasonKind, SeasonStage

OPTIONAL: dict[str, Any] = {"required": True, "allow_none": True}


class RoleSchema(Schema):
    """A role of the account, and the id of the place it reaches."""

    role = fields.Enum(Role, by_value=True, required=True)
    scope = fields.Enum(ScopeKind, by_value=True, required=True)
    scope_id = fields.UUID(**OPTIONAL)


class MeSchema(Schema):
    """Who asks, as what, with which token."""

    account_id = ident()
    roles = fields.List(fields.Nested(RoleSchema), required=True)
    scopes = fields.List(fields.Enum(ApiScope, by_value=True), required=True)
    expires_at = fields.DateTime(required=True)


class NamedSchema(Schema):
    """A place by its name."""

    id = ident()
    name = text()


class AreaSchema(NamedSchema):
    """A district, township or village, by its division code where it has one."""

    level = fields.Enum(AreaLevel, by_value=True, required=True)
    code = fields.String(**OPTIONAL)
    parent_id = fields.UUID(**OPTIONAL)
    provisional = fields.Boolean(required=True)


class AreaQuery(PageQuery):
    """Which areas."""

    level = fields.Enum(AreaLevel, by_value=True)


class SchoolSchema(NamedSchema):
    """A school; ``central_school_id`` is its central school."""

    district_id = ident()
    township_id = fields.UUID(**OPTIONAL)
    central_school_id = fields.UUID(**OPTIONAL)
    provisional = fields.Boolean(required=True)


class SiteSchema(NamedSchema):
    """A public place for children; who keeps it is not said."""

    kind = fields.Enum(SiteKind, by_value=True, required=True)
    district_id = ident()
    township_id = ident()
    village_id = fields.UUID(**OPTIONAL)
    school_id = fields.UUID(**OPTIONAL)
    capacity = fields.Integer(**OPTIONAL)


class SeasonSchema(NamedSchema):
    """A vacation in one district."""

    code = text()
    district_id = ident()
    kind = fields.Enum(SeasonKind, by_value=True, required=True)
    stage = fields.Enum(SeasonStage, by_value=True, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class FiguresQuery(QuerySchema):
    """Of what: a season by its code, else the one at hand; and by which places."""

    season = fields.String(metadata={"description": "The code of a season."})
    by = fields.Enum(By, by_value=True, load_default=By.TOWNSHIP)


Figures = Schema.from_dict(
    {("minutes" if code is FigureCode.HOURS else code.value): fields.Integer(**OPTIONAL) for code in FigureCode},
    name="Figures",
)


class FiguresRowSchema(Schema):
    """The figures of one place; without ``place`` of what has none on record."""

    place = fields.Nested(NamedSchema, **OPTIONAL)
    figures = fields.Nested(Figures, required=True)


class CoverageSchema(Schema):
    """The figures of a period, in all and by place. A figure that cannot be asked so is null."""

    season = fields.String(**OPTIONAL)
    first_day = fields.Date(required=True)
    last_day = fields.Date(required=True)
    by = fields.Enum(By, by_value=True, required=True)
    total = fields.Nested(Figures, required=True)
    places = fields.List(fields.Nested(FiguresRowSchema), required=True)


AreaPage = page_schema("AreaPage", AreaSchema)
SchoolPage = page_schema("SchoolPage", SchoolSchema)
SitePage = page_schema("SitePage", SiteSchema)
SeasonPage = page_schema("SeasonPage", SeasonSchema)
