"""WeChat's own browser on a phone, where most volunteers and carers open every link.

What it does not do, as its users and developers report: it saves no file (an attachment is dropped or opens outside
without the sign-in), prints nothing, and lets a picture be kept or forwarded by a long press only where it is an
``<img>`` with an address: no drawing inside a page, and on many Android phones no ``data:`` picture either.
On a computer it is a browser like others. See ``docs/decisions/0024-files-in-wechat.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g, has_request_context, render_template, request

V = TypeVar("V", bound=Callable[..., Any])
_PHONE, _DESKS = "MicroMessenger", ("WindowsWechat", "MacWechat")


def in_wechat() -> bool:
    """Whether a phone asks from within WeChat."""
    agent = request.user_agent.string if has_request_context() else ""
    return _PHONE in agent and not any(desk in agent for desk in _DESKS)


def elsewhere() -> str:
    """The page that says how to come again with the phone's own browser."""
    return render_template("files/elsewhere.html")


def gives_file(view: V) -> V:
    """The view answers with a file that is no picture: within WeChat nothing is made or logged, and it says why."""

    @wraps(view)
    def asked(*args: Any, **values: Any) -> Any:
        if not in_wechat():
            return view(*args, **values)
        g.record_judged = True  # the answer is the same for every record, there or not
        return elsewhere()

    return asked  # type: ignore[return-value] # a wrapper of the same signature
