"""Words of the survey's table."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.coverage.survey.table import Band, Group, Rule

GROUPS: dict[Group, Any] = {
    Group.SEX: _l("Sex"),
    Group.SCHOOLING: _l("Schooling"),
    Group.BOARDING: _l("Boarding at school"),
    Group.PARENTS: _l("Parents away"),
    Group.GUARDIANSHIP: _l("Guardianship"),
    Group.RELIEF: _l("Relief"),
}
_NOT_RECORDED = _l("Not recorded")
LINES: dict[tuple[Group, str], Any] = {
    (Group.SEX, "female"): _l("Girls"),
    (Group.SEX, "male"): _l("Boys"),
    (Group.SCHOOLING, "preschool"): _l("Preschool"),
    (Group.SCHOOLING, "primary"): _l("Primary school"),
    (Group.SCHOOLING, "junior"): _l("Junior middle school"),
    (Group.SCHOOLING, "senior"): _l("Senior middle school"),
    (Group.BOARDING, "yes"): _l("Boards"),
    (Group.BOARDING, "no"): _l("Does not board"),
    (Group.PARENTS, "both_away"): _l("Both parents away"),
    (Group.PARENTS, "one_away_other_unable"): _l("One parent away, the other unable"),
    (Group.PARENTS, "other"): _l("Other"),
    (Group.GUARDIANSHIP, "good"): _l("Good"),
    (Group.GUARDIANSHIP, "fair"): _l("Fair"),
    (Group.GUARDIANSHIP, "insufficient"): _l("Insufficient"),
    (Group.GUARDIANSHIP, "nobody"): _l("Nobody looks after the child"),
    (Group.RELIEF, "paired"): _l("Paired with a volunteer"),
    (Group.RELIEF, "met"): _l("Met one to one in the period"),
    (Group.RELIEF, "activity"): _l("At a group activity in the period"),
    (Group.RELIEF, "visited"): _l("Visited in the period"),
    (Group.RELIEF, "agreement"): _l("Care agreement in force"),
    (Group.RELIEF, "any"): _l("With any of these"),
    (Group.RELIEF, "none"): _l("With none of these on record"),
    **{(group, "not_recorded"): _NOT_RECORDED for group in (Group.SEX, Group.SCHOOLING, Group.BOARDING)},
    (Group.GUARDIANSHIP, "not_recorded"): _NOT_RECORDED,
}
BANDS: dict[Band, Any] = {
    Band.TO_5: _l("0 to 5"),
    Band.TO_13: _l("6 to 13"),
    Band.TO_16: _l("14 to 16"),
    Band.OLDER: _l("17 and older"),
}
MESSAGES = {
    **{f"survey.line.{group}.{line}": words for (group, line), words in LINES.items()},
    f"survey.rule.{Rule.ACROSS}": _l("the ages do not add up to the total"),
    f"survey.rule.{Rule.DOWN}": _l("the lines do not add up to all children"),
    f"survey.rule.{Rule.AT_MOST}": _l("more than there are children"),
    f"survey.rule.{Rule.ANY_BOUNDS}": _l("does not fit the kinds of relief above it"),
    f"survey.rule.{Rule.ANY_AND_NONE}": _l("with any and with none are not all children"),
    f"survey.rule.{Rule.TOO_OLD}": _l("older than 16 and still on the ledger"),
    f"survey.rule.{Rule.SCHOOL_OF_AGE}": _l("too young for this school"),
}
LABELS: dict[StrEnum, Any] = dict([*GROUPS.items(), *BANDS.items()])
