"""Every page of every role at 360 px, measured: `python -m tests.browser.survey [--quick] [--role school] ...`.

Bytes over the wire, requests and the time until the page can be used on one bar of signal (400 ms, 50 kB/s), with an
empty cache and with a warm one; what axe finds at 360 and 1280 px, in both languages, light and dark; what is too wide,
too small or opens elsewhere. Prints one JSON line a page; ``--table`` writes them as Markdown. Without ``--url`` a site
with the demo district is started and one matching is run and published first.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from tests.browser.gauges import COLOURS, RULES, Cost, Wire, answered, axe, hindrances, look, settle
from tests.browser.screenshots import match, opened, publish, speak_chinese, speak_english
from tests.browser.shot import Shot
from tests.browser.shots import UNPUBLISHED
from tests.browser.shots_roles import PUBLIC, ROLES
from tests.browser.site import DESKTOP, PHONE, browsing, serving, sign_in
from tests.browser.tabling import table
from tests.browser.walking import Arrival, Walker, address_of

LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
Everybody = Mapping[str, Sequence[Shot]]


@dataclass
class Line:
    """What was measured of one page; ``axe`` by ``language-width-theme``, empty lists where nothing was found."""

    role: str
    page: str
    address: str = ""
    first: Cost | None = None
    later: Cost | None = None
    axe: dict[str, list[str]] = field(default_factory=dict)
    hindrances: list[str] = field(default_factory=list)
    trouble: str = ""


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    languages: tuple[str, ...]
    widths: tuple[int, ...]
    slow: bool


def survey(browser: Browser, url: str, shots_of: Everybody, extent: Extent) -> Iterator[Line]:
    """Measure the pages of these roles (by demo login, "" the public), one line each."""
    for login, shots in shots_of.items():
        lines = {shot.way: Line(login.removeprefix("demo-") or "public", shot.name) for shot in shots}
        for language in extent.languages:
            with opened(browser, url, PHONE, LANGUAGES[language]) as page:
                if login:
                    sign_in(page, login)
                if language == "en":
                    speak_english(page)
                walker, wire = Walker(page), Wire(page)
                for way, line in lines.items():
                    try:
                        _measure(walker, wire, way, line, language, extent, url)
                    except BrowserError as error:
                        line.trouble = f"{language}: {str(error).splitlines()[0]}"
                    if language == extent.languages[-1]:
                        yield line
                if language == "en":
                    speak_chinese(page)


def _measure(walker: Walker, wire: Wire, way: str, line: Line, language: str, extent: Extent, url: str) -> None:
    look(walker.page, PHONE["width"], "light", whole=False)
    arrival = walker.find(way)
    if arrival is None:
        line.trouble = f"{language}: nothing there"
        return
    if language == extent.languages[0]:
        with wire.slow() if extent.slow else nullcontext():
            _weigh(arrival, wire, line)
    else:
        arrival.go()
    settle(walker.page)
    line.address = address_of(walker.page, url)
    if answered(walker.page) == 404:
        line.trouble = "answers 404"
    line.hindrances += [one for one in hindrances(walker.page) if one not in line.hindrances]
    for width in extent.widths:
        look(walker.page, width, "light")
        line.axe[f"{language}-{width}-light"] = axe(walker.page, RULES)
        look(walker.page, width, "dark")
        line.axe[f"{language}-{width}-dark"] = axe(walker.page, COLOURS)


def _weigh(arrival: Arrival, wire: Wire, line: Line) -> None:
    """With an empty cache and then with a warm one; a button is pressed once."""
    if not arrival.presses:
        wire.forget()
        line.first = wire.cost(arrival.go)
    line.later = wire.cost(arrival.go)


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--role", default="", help="roles whose name holds this, such as school; public for everybody")
    words.add_argument("--page", default="", help="pages whose name holds this")
    words.add_argument("--language", choices=[*LANGUAGES, "both"], default="both")
    words.add_argument("--quick", action="store_true", help="Chinese, 360 px and full speed only")
    words.add_argument("--url", help="a running site with the demo district, already matched")
    words.add_argument("--table", type=Path, help="write a Markdown table here")
    words.add_argument("--lines", type=Path, nargs="*", help="measure nothing: make the table from printed lines")
    chosen = words.parse_args()
    if chosen.lines:
        read = [json.loads(line) for path in chosen.lines for line in path.read_text().splitlines()]
        _write(chosen.table, read)
        return
    printed = []
    for line in _run(chosen):
        printed.append(asdict(line))
        print(json.dumps(printed[-1], ensure_ascii=False), flush=True)  # noqa: T201 - a command speaks
    _write(chosen.table, printed)


def _run(chosen: argparse.Namespace) -> Iterator[Line]:
    languages = tuple(LANGUAGES) if chosen.language == "both" else (chosen.language,)
    extent = Extent(languages, (PHONE["width"], DESKTOP["width"]), slow=True)
    if chosen.quick:
        extent = Extent(languages[:1], (PHONE["width"],), slow=False)
    everybody = {
        login: [shot for shot in shots if chosen.page in shot.name]
        for login, shots in {"": PUBLIC, **ROLES}.items()
        if chosen.role in (login or "public")
    }
    with tempfile.TemporaryDirectory() as scratch, browsing() as browser:
        if browser is None:
            raise SystemExit("Chromium is not installed here.")
        if chosen.url:
            yield from survey(browser, chosen.url, everybody, extent)
            return
        with serving(Path(scratch)) as site:
            with opened(browser, site.url, DESKTOP) as page:
                match(page)
                if "demo-organizer" in everybody:
                    unpublished = [shot for shot in UNPUBLISHED if chosen.page in shot.name]
                    yield from survey(browser, site.url, {"demo-organizer": unpublished}, extent)
                publish(page)
            yield from survey(browser, site.url, everybody, extent)


def _write(path: Path | None, lines: Iterable[Mapping[str, Any]]) -> None:
    text, failures = table(list(lines))
    if path is not None:
        path.write_text(text)
    sys.stderr.write(failures)


if __name__ == "__main__":
    main()
