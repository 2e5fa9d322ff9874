"""Commands of accounts: the first set-up of an installation, and lists of staff."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app, render_template
from flask.cli import AppGroup
from markupsafe import Markup

from app.accounts.models import Account
from app.accounts.rules import find_by_login, has_open_invitation, reset_factor, slip_tokens
from app.accounts.rules.importing import import_staff
from app.accounts.setup import setup
from app.accounts.slips import Slip, slip_for
from app.foundation.access import system_actor
from app.foundation.database import db
from app.places import listing
from app.places.rules import find_or_create_district, import_places
from app.places.sheets import read_places, read_staff

accounts = AppGroup("accounts", help="Who can sign in.")
ACTOR = system_actor("flask accounts import")
STYLES = ("vendor/pico/pico.trimmed.min.css", "css/app.css")


@accounts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", default="", help="Name or code of the district; by default the only one there is.")
@click.option(
    "--slips", type=click.Path(dir_okay=False, path_type=Path), help="Write the invitation slips here (HTML)."
)
@click.option("--again", is_flag=True, help="New slips also for those whose slip is out; the old ones stop working.")
@click.option("--url", default="", help="Where people reach the site, as https://tongxing.example.cn.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line of standard output.")
def import_command(
    file: Path, district: str, slips: Path | None, again: bool, url: str, dry_run: bool, as_json: bool
) -> None:
    """Make accounts from a list of staff in FILE (.xlsx or .csv): name, mobile number, role, school or place."""
    reading = listing.read(file, read_staff)
    found = find_or_create_district(db.session, ACTOR, name=district, create=False)
    if found is None:
        raise click.ClickException("Say which district with --district NAME (or make it with 'flask setup').")
    done = import_staff(db.session, ACTOR, found, reading.rows, dry_run=dry_run)
    printed = 0
    if slips is not None and not dry_run:
        printed = _write_slips(slips, list(done.accounts.values()), again=again, url=url)
    problems = listing.problems(reading, done.refused)
    result = {
        "rows": reading.total,
        "ok": len(reading.rows) - len(done.refused),
        "created": done.created,
        "roles": done.roles,
        "same": done.same,
        "slips": printed,
        "dry_run": dry_run,
        "problems": problems,
        "warnings": listing.worded(reading.warnings),
    }
    listing.answer(result, as_json=as_json)
    sys.exit(1 if problems and not result["ok"] else 0)


@accounts.command("reset-factor")
@click.argument("login")
def reset_factor_command(login: str) -> None:
    """Take the two-step sign-in off the account of LOGIN, whose owner lost phone and recovery codes; audited."""
    account = find_by_login(db.session, login)
    if account is None:
        raise click.ClickException("There is no such account.")
    reset_factor(db.session, system_actor("flask accounts reset-factor"), account)
    click.echo("Taken off. The owner sets it up again after signing in with the password.")


def _first_lists(
    places: Path | None, staff: Path | None, slips: Path | None, *, district: str, url: str
) -> dict[str, Any]:
    """Read a list of places and one of staff as the commands of their own do, and say what came of both."""
    found = find_or_create_district(db.session, ACTOR, name=district, create=False)
    if found is None:
        raise click.ClickException("Name the one district with --district-code to read lists into it.")
    result: dict[str, Any] = {"problems": [], "warnings": []}
    if places is not None:
        read = listing.read(places, read_places)
        made = import_places(db.session, ACTOR, found, read.rows, create_places=True, dry_run=False)
        result |= {"places": made.created}
        result["problems"] += listing.problems(read, made.refused)
        result["warnings"] += listing.worded(read.warnings)
    if staff is not None:
        people = listing.read(staff, read_staff)
        done = import_staff(db.session, ACTOR, found, people.rows)
        printed = _write_slips(slips, list(done.accounts.values()), again=False, url=url) if slips is not None else 0
        result |= {"staff": done.created, "slips": printed}
        result["problems"] += listing.problems(people, done.refused)
        result["warnings"] += listing.worded(people.warnings)
    return result


def _write_slips(path: Path, found: list[Account], *, again: bool, url: str) -> int:
    """One slip per person who has no password yet; the file is for its owner's eyes only."""
    waiting = [account for account in found if account.active and account.password_hash is None]
    if not again:
        waiting = [account for account in waiting if not has_open_invitation(db.session, account)]
    base = (url or _own_url()).rstrip("/")
    tokens = slip_tokens(db.session, ACTOR, waiting)
    made = [slip_for(one, f"{base}/invitation/{token}") for one, token in zip(waiting, tokens, strict=True)]
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(_paper(made), encoding="utf-8")
    return len(made)


def _paper(slips: list[Slip]) -> str:
    static = Path(current_app.root_path) / "static"
    css = "\n".join((static / name).read_text(encoding="utf-8") for name in STYLES)
    with current_app.test_request_context():
        style = Markup(f"<style>{css}</style>")  # noqa: S704 # nosec B704 - our own style sheets
        return render_template("accounts/slips_file.html", slips=slips, style=style)


def _own_url() -> str:
    settings = current_app.config["SETTINGS"]
    return settings.notify.site_url or f"http://{settings.host}:{settings.port}"


@click.command("setup")
@click.option(
    "--areas",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of division codes: code,name (districts 6 digits, townships 9, villages 12).",
)
@click.option("--district-code", default="", help="Division code of the district, as 530303.")
@click.option("--district-name", default="", help="Its name, as 沾益区.")
@click.option(
    "--places", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A list of schools and sites, too."
)
@click.option(
    "--staff", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A list of staff, too; with --slips."
)
@click.option("--slips", type=click.Path(dir_okay=False, path_type=Path), help="Write their slips here (HTML).")
@click.option("--administrator", default="administrator", show_default=True, help="What the first one signs in with.")
@click.option("--url", default="", help="Where people reach the site, as https://tongxing.example.cn.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line of standard output.")
def setup_command(
    areas: Path | None,
    district_code: str,
    district_name: str,
    places: Path | None,
    staff: Path | None,
    slips: Path | None,
    administrator: str,
    url: str,
    as_json: bool,
) -> None:
    """Make a real installation: secrets, tables, areas, what there is to choose from, and the first administrator.

    With --places and --staff it reads the first lists, too. Safe to repeat: what is there stays. The administrator's
    link works once, for 14 days.
    """
    done = setup(areas.read_bytes() if areas else None, district_code, district_name, administrator)
    link = f"{(url or _own_url()).rstrip('/')}/invitation/{done.token}" if done.token else None
    first = _first_lists(places, staff, slips, district=district_code, url=url) if places or staff else {}
    listing.answer({"problems": [], "warnings": []} | done.figures | {"link": link} | first, as_json=as_json)
    if as_json:
        return
    if link:
        click.echo(f"\nThe first administrator signs in as {administrator!r}. Open this once, within 14 days:\n{link}")
    else:
        click.echo("There is an administrator with a password already; no link was made.")


COMMANDS = (accounts, setup_command)
