"""The command ``flask doctor``."""

from __future__ import annotations

import json
import sys
from collections import Counter

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from app.doctor import copies, database, machine, people, records, serving
from app.doctor.evidence import proofs
from app.doctor.findings import Finding, State, examine
from app.foundation import clock
from app.foundation.database import db, writing
from app.foundation.i18n import DEFAULT

__all__ = ["COMMANDS", "copies", "database", "machine", "people", "records", "serving"]

SIGNS = {State.GOOD: "[ √ ]", State.LOOK: "[ ! ]", State.BAD: "[ × ]"}
WIDTH = 76


@click.command("doctor")
@click.option("--english", is_flag=True, help="In English; in Chinese without it.")
@click.option("--evidence", is_flag=True, help="What an inspector of graded protection asks to see, instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(english: bool, evidence: bool, as_json: bool) -> None:
    """One page: what is wrong with this installation, and how to mend it. Changes nothing; 1 where "
    "something is wrong."""
    with writing(False), force_locale("en" if english else DEFAULT):
        if evidence:
            _show_evidence(as_json=as_json)
            return
        found = examine()
        if as_json:
            rows = [{"state": one.state, "what": str(one.what), "mend": str(one.mend)} for one in found]
            click.echo(json.dumps({"findings": rows}, ensure_ascii=False))
        else:
            _show(found)
    sys.exit(1 if any(one.state is State.BAD for one in found) else 0)


def _show(found: list[Finding]) -> None:
    """Worst first: what a tired person reads is the top of the page."""
    count = Counter(one.state for one in found)
    click.echo(_("Tongxing: how this installation stands") + clock.local(clock.now()).strftime("    %Y-%m-%d %H:%M"))
    click.echo("─" * WIDTH)
    for state in (State.BAD, State.LOOK, State.GOOD):
        for one in (each for each in found if each.state is state):
            click.echo(f"{SIGNS[state]} {one.what}")
            if one.mend:
                click.echo(f"      → {one.mend}")
    click.echo("─" * WIDTH)
    words = _(
        "%(bad)s to be put right now, %(look)s worth a look, %(good)s in order",
        bad=count[State.BAD],
        look=count[State.LOOK],
        good=count[State.GOOD],
    )
    click.echo(words)


def _show_evidence(*, as_json: bool) -> None:
    lines = proofs()
    db.session.rollback()
    if as_json:
        rows = [{"heading": str(one.heading), "what": str(one.what), "see": str(one.see)} for one in lines]
        click.echo(json.dumps({"evidence": rows}, ensure_ascii=False))
        return
    click.echo(
        _("Evidence for the inspection of graded protection") + clock.local(clock.now()).strftime("    %Y-%m-%d %H:%M")
    )
    heading = ""
    for one in lines:
        if str(one.heading) != heading:
            heading = str(one.heading)
            click.echo(f"\n{heading}")
        click.echo(f"  · {one.what}")
        click.echo(f"      {one.see}")


COMMANDS = (doctor,)
