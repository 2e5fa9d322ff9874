"""What the operations are called on the page for people."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

OPERATIONS: dict[str, Any] = {
    "GET /me": _l("The account and roles behind the token"),
    "GET /areas": _l("Districts, townships and villages"),
    "GET /schools": _l("Schools"),
    "GET /sites": _l("Classrooms, children's homes and other sites"),
    "GET /seasons": _l("Seasons of one's district"),
    "GET /coverage": _l("The figures of a season, in all and by place"),
    "GET /children": _l("Children by code: place, school, grade, needs, consent, waiting or paired"),
    "GET /children/{code}": _l("One child by its code"),
    "GET /volunteers": _l("Volunteers by code: skills and checks"),
    "GET /pairings": _l("Pairings within one's scope"),
    "GET /pairings/{pairing_id}": _l("One pairing"),
    "GET /me/pairings": _l("For whom a volunteer can log sessions now"),
    "GET /activities": _l("Group activities, with numbers only"),
    "GET /certificates/{number}": _l("Whether a certificate is valid"),
    "GET /sessions": _l("Sessions of the children within one's scope"),
    "POST /sessions": _l("Log a session"),
    "GET /me/sessions": _l("A volunteer's own sessions"),
    "GET /sessions/{session_id}": _l("One session"),
    "POST /sessions/{session_id}/confirm": _l("Confirm a session"),
    "POST /sessions/{session_id}/return": _l("Return a session with a reason"),
    "POST /sessions/{session_id}/dispute": _l("Dispute one's own session"),
}
