"""Jinja as the pages need it: what is the same on page after page is not worked out anew.

A page of ours is some hundred macros and several hundred words, served from a machine with two slow cores.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from types import FunctionType
from typing import Any

from flask import Flask, current_app, render_template, request
from flask.templating import Environment
from jinja2 import StrictUndefined
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from app.foundation.assets import static_url
from app.foundation.i18n import current_locale

MOST_PIECES = 512
"""So many are kept in a process: some 3 MB. Beyond that all are forgotten, and made again as they are asked for."""


class Names(Context):
    """What a template calls things by."""

    def call(__self, __called: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - any name may be an argument
        """Call what a template calls, a thousand times a page.

        Jinja asks each thing four times over whether it wants the context. Of a macro and of a plain function that asks
        for nothing it is known.
        """
        kind: type = type(__called)
        if kind is Macro:
            args = (__self.eval_ctx, *args)
        elif kind is not FunctionType or hasattr(__called, "jinja_pass_arg"):
            return super().call(__called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __called(*args, **kwargs)


class Rendering(Environment):
    """The templates of the site; they share one set of globals."""

    context_class = Names

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: those of the site itself, where it has none of its own.

        Jinja lays an empty layer over them, through which every ``import`` looks up each of a few hundred names.
        """
        return super().make_globals(d) if d else self.globals


def piece(template: str, *depends: Hashable, **values: Any) -> Markup:
    """A part of the page that is the same for many readers: rendered once, then kept for as long as the process lives.

    Args:
        template: its file. It must say nothing of who reads, hold no form token, and ask the database for nothing.
        depends: all that it depends on beside the language and the addresses of the site.
        values: what the template is given, where it is rendered.
    """
    if current_app.jinja_env.auto_reload:  # somebody is writing templates
        return _rendered(template, values)
    kept: dict[Hashable, Markup] = current_app.extensions["pieces"]
    key = (template, current_locale(), request.script_root, static_url("icons.svg"), depends)
    if key not in kept:
        if len(kept) >= MOST_PIECES:
            kept.clear()
        kept[key] = _rendered(template, values)
    return kept[key]


def _rendered(template: str, values: dict[str, Any]) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 # nosec B704 - a template, escaped there


def install_rendering(app: Flask) -> None:
    """Set how all templates are read: a name that nobody gave is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["pieces"] = {}
    app.jinja_env.globals.update(static_url=static_url, current_locale=current_locale, piece=piece)
