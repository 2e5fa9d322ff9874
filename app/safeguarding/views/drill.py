"""The drill: an invented report to practise on. Nothing is read, nothing is kept."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.foundation.access import Permission, requires
from app.foundation.errors import Missing
from app.foundation.pages import NavigationGroup, NavigationItem, add_navigation
from app.safeguarding.drill import SCENES
from app.safeguarding.views.base import blueprint

add_navigation(
    NavigationItem(_l("Drill"), "concerns.drill", "shield", Permission.DRILL_USE, 95, group=NavigationGroup.PROTECTION)
)


@blueprint.get("/drill")
@requires(Permission.DRILL_USE)
def drill() -> ResponseReturnValue:
    """One scene, with what was answered; after the last, what to take along."""
    number = request.args.get("scene", 1, type=int)
    if not 1 <= number <= len(SCENES) + 1:
        raise Missing
    if number > len(SCENES):
        return render_template("safeguarding/drill_end.html", scenes=SCENES)
    scene = SCENES[number - 1]
    answer = next((one for one in scene.choices if one.letter == request.args.get("answer")), None)
    return render_template("safeguarding/drill.html", scene=scene, number=number, total=len(SCENES), answer=answer)
