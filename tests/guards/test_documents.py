"""What the documents tell a stranger to type is there: commands, make targets, settings, and the pages they link to."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask import Flask

from deploy.bundle.requirements import lock_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("docs/*.md")), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))]
CODE = re.compile(r"```\w*\n(.*?)```|`([^`]+)`", re.DOTALL)
COMMAND = re.compile(r"(?<![\w/.-])(?:flask|tongxing)(?: --app wsgi)?((?: +[a-z][a-z-]*\b(?![./]))+)")
SETTING = re.compile(r"(?<![\w./-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
READS_SETTINGS = ("config.py", "Makefile", "app/**/*.py", "deploy/**/*", "tests/**/*.py", ".ci/run", "pyproject.toml")


def code_of(page: Path) -> list[str]:
    """What stands in a page as code, line by line and without remarks."""
    pieces = [block or span for block, span in CODE.findall(page.read_text(encoding="utf-8"))]
    lines = [line.split(" #")[0] for piece in pieces for line in piece.replace("\\\n", " ").splitlines()]
    return [re.sub(r"^\s*#.*", "", line) for line in lines]


def missing(group: click.Group, words: list[str]) -> bool:
    """Whether the words begin with no command of the group."""
    found = group.get_command(click.Context(group), words[0]) if words else None
    if isinstance(found, click.Group) and len(words) > 1:
        return missing(found, words[1:])
    return found is None


def test_what_the_pages_tell_to_type_exists(app: Flask) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = [(page.name, line) for page in PAGES for line in code_of(page)]
    told = {(page, target) for page, line in lines for target in re.findall(r"(?<![\w-])make ([a-z][a-z-]*)", line)}
    assert len(told) > 10
    assert {(page, target) for page, target in told if target not in targets} == set()
    commands = {(page, *found.split()) for page, line in lines for found in COMMAND.findall(line)}
    assert len(commands) > 50
    assert {told for told in commands if told[1:] != ("serve",) and missing(app.cli, list(told[1:]))} == set()


def test_every_setting_a_page_names_is_read_somewhere() -> None:
    files = {file for pattern in READS_SETTINGS for file in ROOT.glob(pattern) if file.suffix not in {".pyc", ".otf"}}
    known = {name for file in files if file.is_file() for name in SETTING.findall(file.read_text(errors="ignore"))}
    # What a page has its reader export is the reader's own.
    own = {page: set(re.findall(r"^export ([A-Z_]+)=", page.read_text(), re.MULTILINE)) for page in PAGES}
    wrong = {
        (page.name, name) for page in PAGES for line in code_of(page) for name in SETTING.findall(line)
        if name not in known | own[page]
    }  # fmt: skip
    assert wrong == set()


def test_every_setting_that_is_read_is_explained() -> None:
    read = set(re.findall(r"\benv(?:iron)?(?:\.get)?[(\[]\s*\"([A-Z][A-Z_]+)\"", (ROOT / "config.py").read_text()))
    for file in ("app/foundation/filings.py", "app/foundation/notifier/settings.py", "app/foundation/secrets/store.py"):
        read |= set(re.findall(r"\benv\.get\(\"([A-Z][A-Z_]+)\"", (ROOT / file).read_text()))
    explained = (ROOT / "docs/running.md").read_text()
    assert sorted(name for name in read - {"WECOM_HOST"} if f"`{name}`" not in explained) == []  # that one is for tests


def test_links_between_pages_lead_somewhere() -> None:
    links = [(page, link) for page in PAGES for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_the_licences_name_every_package_of_the_lock() -> None:
    told = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
    needed = [one for one in lock_of(ROOT) if "PyPy" not in str(one.marker) or "!=" in str(one.marker)]
    assert [one.name for one in needed if f"| {one.name} | {one.version} |" not in told] == []  # make notices
