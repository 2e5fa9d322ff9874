"""What all shapes share: problems, pages, cursors, and text that a database can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

MOST, USUAL = 200, 50
CODE = re.compile(r"[A-Z0-9]{1,12}")


class Text(fields.String):
    """Text that every database can hold, without what begins and ends it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValidationError("Not a valid string.")
        return text.strip()


class QuerySchema(Schema):
    """A query string; what it does not know is passed over."""

    class Meta:
        """Of the library."""

        unknown = EXCLUDE


class PageQuery(QuerySchema):
    """Which page."""

    after = fields.String(metadata={"description": "The mark that `next` held."})
    limit = fields.Integer(load_default=USUAL, validate=validate.Range(1, MOST))


class ErrorSchema(Schema):
    """One thing that does not fit."""

    where = fields.String(required=True)
    what = fields.String(required=True)


class ProblemSchema(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.List(fields.Nested(ErrorSchema))


def page_schema(name: str, of: type[Schema]) -> type[Schema]:
    """The shape of a page of ``of``; ``next`` is the address of the page after it."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(of), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=name,
    )


def ident(**more: Any) -> fields.UUID:
    """An id."""
    return fields.UUID(required=True, **more)


def text(**more: Any) -> fields.String:
    """A code or a word."""
    return fields.String(required=True, **more)
