"""How the pages look to this reader: size of type, light or dark, contrast. A form, so that it needs no script."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import public
from app.foundation.display import Display, chosen_display, remember_display
from app.foundation.redirects import own_path
from app.home.views.pages import blueprint


@blueprint.get("/display")
@public
def display() -> ResponseReturnValue:
    """The choices, with a way back to where one came from."""
    came_from = urlsplit(request.referrer or "")
    back = came_from.path if came_from.netloc == request.host else ""
    return render_template("home/display.html", chosen=chosen_display(), back=own_path(back, url_for("home.index")))


@blueprint.post("/display")
@public
def set_display() -> ResponseReturnValue:
    """Remember what was sent; a choice that was not sent stays. Then back to where one was."""
    sent = request.form
    chosen = chosen_display()
    wanted = Display.of(
        [
            sent.get("type_size", chosen.type_size or ""),
            sent.get("theme", chosen.theme or ""),
            sent.get("contrast", chosen.contrast or ""),
        ]
    )
    answer = redirect(own_path(sent.get("next"), url_for("home.index")))
    remember_display(answer, wanted)
    if "theme" in sent:
        flash(_("Saved. This browser shows every page like this."), "success")
    return answer
