"""Robots of WeCom groups: one a place, set and ended by the organizer of the district."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.notifier import Channel, notifier
from app.foundation.notifier.settings import WECOM_HOST
from app.places.models import Area, AreaLevel, School
from app.reminders.models import GroupRobot

LONGEST = 300


def set_robot(session: DbSession, actor: Actor, place_id: uuid.UUID, url: str) -> GroupRobot:
    """Let a robot speak in the group of a place. Commits.

    Raises:
        Missing: there is no such place, or it is not the actor's.
        Refused: the address is none of a robot of WeCom, or this installation has none.
        Conflict: the place has one already.
    """
    place = session.get(School, place_id) or session.get(Area, place_id)
    if place is None or (isinstance(place, Area) and place.level is AreaLevel.VILLAGE):
        raise Missing
    robot = GroupRobot(district_id=place.district_id, url=_checked(url.strip()), made_by_id=actor.id)
    authorize(actor, Permission.ROBOT_WRITE, robot)
    if isinstance(place, School):
        robot.school_id, same = place.id, GroupRobot.school_id == place.id
    else:
        robot.area_id, same = place.id, GroupRobot.area_id == place.id
    if session.scalar(select(GroupRobot.id).where(same, GroupRobot.ended_at.is_(None))) is not None:
        raise Conflict("reminders.robot_there")
    session.add(robot)
    audit.record(session, actor, audit.Action.ROBOT_SET, robot)
    session.commit()
    return robot


def end_robot(session: DbSession, actor: Actor, robot_id: uuid.UUID) -> None:
    """Let it speak no more; its address is forgotten. Twice is once. Commits.

    Raises:
        Missing: there is none, or it is not the actor's.
    """
    robot = authorize(actor, Permission.ROBOT_WRITE, session.get(GroupRobot, robot_id))
    if robot.ended_at is None:
        robot.ended_at, robot.url = clock.now(), None
        audit.record(session, actor, audit.Action.ROBOT_ENDED, robot)
        session.commit()


def _checked(url: str) -> str:
    if Channel.WECOM not in notifier().channels:
        raise Refused("reminders.way_closed")
    parts = urlsplit(url)
    known = parts.scheme == "https" and parts.netloc == WECOM_HOST and parts.path == "/cgi-bin/webhook/send"
    if not known or "key=" not in parts.query or len(url) > LONGEST:
        raise Refused("reminders.no_robot", field="url")
    return url
