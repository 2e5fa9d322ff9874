"""Is it started the way that real children's data asks for, and can it reach people?"""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app
from flask_babel import lazy_gettext as _l

from app.doctor.findings import Finding, State, check
from app.foundation.production import problems

LOCAL = {"localhost", "127.0.0.1"}


@check
def strict() -> Iterator[Finding]:
    """Production mode, the site's own name, and what production would refuse."""
    settings = current_app.config["SETTINGS"]
    if not settings.production:
        yield Finding(
            State.BAD,
            _l("The strict checks are off (APP_ENV is %(mode)s).", mode=settings.environment),
            _l("Set APP_ENV=production before a real child is registered."),
        )
    elif set(settings.trusted_hosts or ()) <= LOCAL:
        yield Finding(
            State.LOOK,
            _l("The site answers only under this machine's own name."),
            _l("Set TRUSTED_HOSTS to the name people type, and put a proxy with HTTPS before it."),
        )
    else:
        hosts = ", ".join(settings.trusted_hosts or ())
        yield Finding(State.GOOD, _l("The strict checks are on; the site answers under %(hosts)s.", hosts=hosts))
    for why in problems():
        yield Finding(
            State.BAD, _l("Production would refuse to start: %(why)s", why=why), _l("Put right what it names.")
        )


@check
def messages_leave() -> Iterator[Finding]:
    """Ways by which reminders reach people. None is needed: there is the inbox, and “copy for WeChat”."""
    notify = current_app.config["SETTINGS"].notify
    on = [name for name, there in (("e-mail", notify.mail), ("SMS", notify.texting), ("WeCom", notify.wecom)) if there]
    if on:
        yield Finding(State.GOOD, _l("Reminders also leave by %(ways)s.", ways=", ".join(on)))
    else:
        yield Finding(State.GOOD, _l("Reminders stay in the inbox; staff pass them on with “copy for WeChat”."))
