"""Where messages for oneself go: an address counts once its code was typed in."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

from sqlalchemy import func, select

from app.accounts.models import AttemptKind
from app.accounts.rules.throttling import Throttle
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused, TooMany
from app.foundation.notifier import Channel
from app.foundation.secrets.keyring import keyring
from app.reminders.kinds import Purpose
from app.reminders.models import ContactAddress, Delivery
from app.reminders.rules.planning import open_ways

CODE_HOLDS = timedelta(minutes=30)
CODES_A_DAY = 5
DIGITS = 6
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
SHAPES = {Channel.EMAIL: EMAIL, Channel.SMS: MOBILE}


def code_of(address: ContactAddress) -> str:
    """The digits that prove the address: made of it and of the moment they were asked for, and kept nowhere."""
    written = f"{address.id}:{address.asked_at.isoformat()}:{address.destination}"
    return str(int(keyring.token("contact.code", written), 16) % 10**DIGITS).zfill(DIGITS)


def own_address(session: DbSession, actor: Actor, channel: Channel) -> ContactAddress | None:
    """The actor's own address of one way."""
    wanted = select(ContactAddress).where(ContactAddress.account_id == actor.id, ContactAddress.channel == channel)
    return session.scalars(wanted).one_or_none()


def set_address(session: DbSession, actor: Actor, channel: Channel, written: str) -> ContactAddress:
    """Set the own address of a way, and send its code; the same again sends a new code. Commits.

    Raises:
        Refused: this installation does not send by that way, or the address is none.
        TooMany: too many codes within a day.
    """
    if actor.id is None or channel not in open_ways():
        raise Refused("reminders.way_closed")
    plain = _plain(channel, written)
    if not SHAPES[channel].fullmatch(plain):
        raise Refused(f"reminders.no_{channel.value}", field="destination")
    _count_codes(session, actor.id)
    found = own_address(session, actor, channel) or ContactAddress(
        id=uuid.uuid4(), account_id=actor.id, channel=channel
    )
    found.destination, found.asked_at, found.verified_at = plain, clock.now(), None
    session.add(found)
    session.flush()
    key = f"code:{found.id}:{int(found.asked_at.timestamp() * 1000)}"
    session.add(Delivery(key=key, purpose=Purpose.CODE, channel=channel, account_id=actor.id))
    audit.record(session, actor, audit.Action.CONTACT_ASKED, found, channel=channel.value)
    session.commit()
    return found


def verify_address(session: DbSession, actor: Actor, channel: Channel, code: str) -> ContactAddress:
    """Type in the code: from now on messages go there. Commits.

    Raises:
        Missing: there is no such address.
        Refused: it is not the code, or too old.
        TooMany: too many wrong ones.
    """
    found = own_address(session, actor, channel)
    if found is None:
        raise Missing
    throttle = Throttle(session, AttemptKind.CONTACT, keyring.token("contact.tries", str(found.id)))
    throttle.begin()
    if throttle.blocked:
        raise TooMany
    in_time = found.asked_at > clock.now() - CODE_HOLDS
    if not in_time or "".join(code.split()) != code_of(found):
        raise Refused("reminders.code_wrong", field="code")
    throttle.succeeded()
    if found.verified_at is None:
        found.verified_at = clock.now()
        audit.record(session, actor, audit.Action.CONTACT_VERIFIED, found, channel=channel.value)
    session.commit()
    return found


def remove_address(session: DbSession, actor: Actor, channel: Channel) -> None:
    """Take the own address away; twice is once. Commits."""
    found = own_address(session, actor, channel)
    if found is not None:
        audit.record(session, actor, audit.Action.CONTACT_REMOVED, found, channel=channel.value)
        session.delete(found)
        session.commit()


def masked(address: ContactAddress) -> str:
    """The address so that its owner knows it and nobody else: ``138****5678``, ``l***@example.cn``."""
    if address.channel is Channel.SMS:
        return f"{address.destination[:3]}****{address.destination[-4:]}"
    name, _, host = address.destination.partition("@")
    return f"{name[:1]}***@{host}"


def _plain(channel: Channel, written: str) -> str:
    plain = "".join(written.split())
    return plain.removeprefix("+86").replace("-", "") if channel is Channel.SMS else plain


def _count_codes(session: DbSession, account_id: uuid.UUID) -> None:
    recent = select(func.count()).where(
        Delivery.account_id == account_id,
        Delivery.purpose == Purpose.CODE,
        Delivery.created_at > clock.now() - timedelta(days=1),
    )
    if (session.scalar(recent) or 0) >= CODES_A_DAY:
        raise TooMany
