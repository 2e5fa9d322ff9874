"""The pages everybody may read, and the audit log."""

from app.foundation.access import Role
from app.foundation.qr import picture_token
from tests.guards.matrix import Row, row

SEARCHERS = tuple(role for role in Role if role not in {Role.VOLUNTEER, Role.AUDITOR})

ROWS: list[Row] = [
    row("home.index", public=True),
    row("home.about", public=True),
    row("home.childrens_data_rule", public=True),
    row("home.health", public=True),
    row("home.filing_badge", public=True),
    row("home.style", public=True),
    row("home.code_picture", public=True, own=lambda _: {"token": picture_token("https://tongxing.example/verify")}),
    row("home.set_language", public=True, method="POST"),
    row("home.display", public=True),
    row("home.set_display", public=True, method="POST"),
    row("audit.index", Role.AUDITOR),
    row("search.index", *SEARCHERS),
    row("search.find", *SEARCHERS, method="POST", data={"q": "wang"}),
]
