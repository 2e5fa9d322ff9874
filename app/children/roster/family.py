"""Who answers for the child: parents and the carer, as one row of a roster gives them."""

from typing import TypedDict

from app.children.roster.codes import RosterCode
from app.foundation.chinese import Relation, normalise_name, parse_name, parse_phone, parse_relation
from app.foundation.spreadsheets import RowReader


class Family(TypedDict):
    """The family's part of a `RosterRow`."""

    father_name: str
    father_whereabouts: str
    father_phone: str | None
    mother_name: str
    mother_whereabouts: str
    mother_phone: str | None
    carer_name: str
    carer_relation: Relation | None
    carer_relation_text: str
    carer_phone: str | None


def read_family(reader: RowReader) -> Family:
    """Parents and carer. Only the carer's number can refuse the row: it is the one people call."""
    return Family(
        father_name=normalise_name(reader.text("father_name")),
        father_whereabouts=reader.text("father_whereabouts"),
        father_phone=_parent_phone(reader, "father_phone"),
        mother_name=normalise_name(reader.text("mother_name")),
        mother_whereabouts=reader.text("mother_whereabouts"),
        mother_phone=_parent_phone(reader, "mother_phone"),
        carer_name=_carer_name(reader),
        carer_relation=reader.take("carer_relation", parse_relation, fault=RosterCode.RELATION_UNKNOWN, refuse=False),
        carer_relation_text=reader.text("carer_relation"),
        carer_phone=reader.take(
            "carer_phone", parse_phone, fault=RosterCode.PHONE_INVALID, doubt=RosterCode.PHONE_DOUBTFUL
        ),
    )


def _carer_name(reader: RowReader) -> str:
    """A carer's name is kept as written where it is no usual name (奶奶 is what the family says)."""
    text = reader.text("carer_name")
    read = parse_name(text)
    if read.fault:
        reader.warn("carer_name", RosterCode.CARER_NAME_DOUBTFUL, why=read.fault.why, value=text)
    return read.value or normalise_name(text)


def _parent_phone(reader: RowReader, name: str) -> str | None:
    """A parent's number is a convenience: a bad one is no reason to refuse the child."""
    return reader.take(
        name, parse_phone, fault=RosterCode.PARENT_PHONE_INVALID, doubt=RosterCode.PHONE_DOUBTFUL, refuse=False
    )
