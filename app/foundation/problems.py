"""What went wrong with a program's request, as ``application/problem+json`` (RFC 9457), in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from app.foundation.errors import Conflict, DomainError, Missing, Refused, TooMany
from app.foundation.i18n import current_locale
from app.foundation.messages import explain

MIMETYPE = "application/problem+json"
TITLES: dict[int, Any] = {
    400: _l("The request cannot be read."),
    401: _l("A token is needed, and this is none that opens."),
    403: _l("The token does not reach this far."),
    404: _l("There is nothing here for this token."),
    405: _l("This method is not one of this address."),
    409: _l("Somebody else was first, or the same request is under way."),
    413: _l("The request is too large."),
    415: _l("The body must be JSON (application/json)."),
    422: _l("Something in the request does not fit."),
    429: _l("Too many requests. Try again later."),
    503: _l("Nothing can be kept just now. Ask again in a moment; a key that was sent makes it safe."),
    500: _l("A fault of ours. Nothing was changed; try again later."),
}
# What the library that reads requests says in English, in the reader's words; anything else is "does not fit".
_READ: tuple[tuple[str, Any], ...] = (
    (r"Missing data for required field\.", _l("It is missing.")),
    (r"Unknown field\.", _l("There is no such field.")),
    (r"Field may not be null\.", _l("It may not be empty.")),
    (r"Must be one of: (?P<choices>.*)\.", _l("It must be one of: %(choices)s.")),
    (r"Must be greater than or equal to (?P<least>\S+) and less than or equal to (?P<most>\S+)\.",
     _l("It must lie between %(least)s and %(most)s.")),
    (r"Longer than maximum length (?P<most>\d+)\.", _l("It may have %(most)s characters.")),
    (r"Not a valid (UUID|integer|boolean|datetime|date|string|list|mapping type)\.", _l("It is of another kind.")),
)  # fmt: skip
_ANYTHING = _l("It does not fit.")
TOO_OFTEN_SECONDS = 60


def problem(
    status: int, *, code: str = "", detail: str = "", errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """One problem. ``code`` is that of a rule; ``errors`` say ``where`` and ``what``, one each."""
    named = {"type": f"urn:tongxing:problem:{code}"} if code else {"type": "about:blank"}
    title = TITLES.get(status) or _l("The request cannot be answered.")
    body: dict[str, Any] = {**named, "title": str(title), "status": status}
    if detail:
        body["detail"] = detail
    if found := [dict(one) for one in errors]:
        body["errors"] = found
    answer = Response(json.dumps(body, ensure_ascii=False), status, mimetype=MIMETYPE)
    answer.headers.update({"Content-Language": current_locale(), **(headers or {})})
    return answer


def problem_of(error: Exception) -> Response:
    """The problem that an error is: of a rule, or of HTTP."""
    if isinstance(error, Missing):
        return problem(404)
    if isinstance(error, TooMany):
        return problem(429, headers={"Retry-After": str(TOO_OFTEN_SECONDS)})
    if isinstance(error, DomainError):
        words, where = explain(error), error.field if isinstance(error, Refused) else None
        status = 409 if isinstance(error, Conflict) else 422
        found = [{"where": where if "." in where else f"body.{where}", "what": words}] if where else []
        again = {"Retry-After": "1"} if status == 409 else {}
        return problem(status, code=error.code, detail=words, errors=found, headers=again)
    if isinstance(error, HTTPException):
        return _of_http(error)
    raise error


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    known = status if status in HTTPStatus._value2member_map_ else 500
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "WWW-Authenticate"}}
    if status == 429:
        headers["Retry-After"] = str(TOO_OFTEN_SECONDS)
    data: Mapping[str, Any] = getattr(error, "data", None) or {}
    return problem(known, errors=_flat(data.get("messages", {})), headers=headers)


def _flat(messages: Any, where: str = "") -> Iterator[dict[str, str]]:
    """``{"query": {"limit": ["..."]}}`` as ``{"where": "query.limit", "what": "..."}``, one by one."""
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            yield from _flat(below, f"{where}.{name}".lstrip(".") if name != "_schema" else where)
    elif isinstance(messages, (list, tuple)):
        for one in messages:
            yield from _flat(one, where)
    else:
        yield {"where": re.sub(r"^json\b", "body", where), "what": worded(str(messages))}


def worded(text: str) -> str:
    """A message of the reading library in the reader's language; a message of ours stays as it is."""
    for pattern, words in _READ:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            named = found.groupdict()
            return str(words) % named if named else str(words)
    return str(_ANYTHING) if text.isascii() and current_locale() != "en" else text
