"""What a message says, made just before it goes: in the reader's language, and only if it is still needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Account
from app.foundation.database import DbSession
from app.foundation.i18n import DEFAULT
from app.foundation.notifier import Channel, Message
from app.reminders.kinds import URGENT, Purpose, ReminderKind
from app.reminders.links import INBOX, absolute, one_tap, path_of, said
from app.reminders.models import ContactAddress, Delivery, GroupRobot, Reminder
from app.reminders.rules.addresses import code_of
from app.reminders.wording import sentence


def compose(session: DbSession, delivery: Delivery) -> Message | None:
    """The message; None where it is not needed any more: done, read already, or nobody there to be told."""
    if delivery.purpose is Purpose.GROUP:
        with force_locale(DEFAULT):
            return _for_group(session, delivery.robot)
    account = session.get(Account, delivery.account_id)
    if account is None or not account.active:
        return None
    wanted = select(ContactAddress).where(
        ContactAddress.account_id == account.id, ContactAddress.channel == delivery.channel
    )
    address = session.scalars(wanted).one_or_none()
    if address is None or (address.verified_at is None) is not (delivery.purpose is Purpose.CODE):
        return None
    with force_locale(account.locale or DEFAULT):
        if delivery.purpose is Purpose.CODE:
            return _code(address)
        if delivery.purpose is Purpose.DIGEST:
            return _digest(session, address)
        return _reminder(address, delivery.reminder)


def _code(address: ContactAddress) -> Message:
    code = code_of(address)
    text = _("%(code)s is your code for Tongxing. Whoever asks you for it is not from Tongxing.", code=code)
    return Message(address.destination, _("Your code for Tongxing"), text, code)


def _reminder(address: ContactAddress, reminder: Reminder | None) -> Message | None:
    if reminder is None or reminder.done_at is not None or reminder.read_at is not None:
        return None
    return _message(address, [said(reminder)], absolute(one_tap(reminder)))


def _digest(session: DbSession, address: ContactAddress) -> Message | None:
    waiting = session.scalars(
        select(Reminder)
        .where(Reminder.account_id == address.account_id, Reminder.done_at.is_(None))
        .order_by(Reminder.created_at, Reminder.id)
    ).all()
    lines = [f"{said(one)} {absolute(one_tap(one))}" for one in waiting if one.kind not in URGENT]
    return _message(address, lines, absolute(path_of(INBOX))) if lines else None


def _message(address: ContactAddress, lines: Sequence[str], link: str) -> Message:
    if address.channel is Channel.SMS:
        # A text message is short: of many things, how many.
        short = lines[0] if len(lines) == 1 else _waiting(len(lines))
        return Message(address.destination, "", _("Tongxing:") + " " + f"{short} {link}")
    foot = _("What is sent to you, and when, you choose here: %(link)s", link=absolute(path_of("reminders.choices")))
    subject = _("Tongxing: a reminder") if len(lines) == 1 else _("Tongxing: what waits for you")
    return Message(address.destination, subject, "\n".join([*lines, link, "", foot]))


def _for_group(session: DbSession, robot: GroupRobot | None) -> Message | None:
    """How many people of a place have how much waiting, kind by kind: nobody is named before a group."""
    if robot is None or robot.url is None:
        return None
    here = {"school_id": robot.school_id} if robot.school_id else {_level(robot): robot.area_id}
    rows = session.execute(
        select(Reminder.kind, Reminder.account_id, Reminder.figures)
        .where(Reminder.done_at.is_(None), ~Reminder.news, *(getattr(Reminder, k) == v for k, v in here.items()))
    ).all()  # fmt: skip
    if not rows:
        return None
    people = len({row.account_id for row in rows})
    head = ngettext("Something waits for %(num)s person here:", "Something waits for %(num)s people here:", people)
    lines = [f"· {line}" for line in _by_kind((row.kind, row.figures) for row in rows)]
    text = "\n".join([_("Tongxing:") + " " + str(head), *lines, absolute(path_of(INBOX))])
    return Message(robot.url, "", text)


def _level(robot: GroupRobot) -> str:
    return "district_id" if robot.area_id == robot.district_id else "township_id"


def _by_kind(rows: Iterable[tuple[ReminderKind, dict[str, int]]]) -> list[str]:
    """Counted kinds with the largest count any one person sees, since colleagues share a queue."""
    largest: Counter[ReminderKind] = Counter()
    for kind, figures in rows:
        if "count" in figures:
            largest[kind] = max(largest[kind], figures["count"])
    return [sentence(kind, {"count": largest[kind]}) for kind in ReminderKind if kind in largest]


def _waiting(count: int) -> str:
    return str(ngettext("%(num)s thing waits for you.", "%(num)s things wait for you.", count))
