"""Rules of the house that no linter knows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 300
SILENCED = re.compile(r"#\s*(noqa|type: ignore|nosec|pragma: no cover)")
# A silenced check says why: after " - " or a second "#", or it is bandit's code beside such a reason.
REASON = re.compile(r"#\s*(noqa|type: ignore|nosec|pragma: no cover)[^#\n]*?( --? \w|#\s*\w)")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_file_is_two_things() -> None:
    files = tracked("app/**/*.py", "tests/**/*.py", "bench/*.py", "static/js/*.js", "config.py", "wsgi.py")
    long = {
        str(file.relative_to(ROOT)): lines for file in files if (lines := len(file.read_text().splitlines())) > LIMIT
    }
    assert long == {}


def test_a_silenced_check_says_why() -> None:
    silent = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in tracked("*.py")
        if file != Path(__file__)
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if SILENCED.search(line) and not REASON.search(line)
    ]
    assert silent == []


def test_nothing_is_left_unfinished_in_the_product() -> None:
    marks = re.compile(r"TODO|FIXME|XXX|raise NotImplementedError|coming soon")
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in tracked("app", "templates", "static/js", "config.py", "wsgi.py")
        if file.suffix in {".py", ".html", ".js"}
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_no_index_address_and_no_machine_path_is_written_down() -> None:
    address = re.compile(
        r"pypi\.org|pythonhosted|tuna\.tsinghua|mirrors\.aliyun|--index-url|--extra-index-url|/work/|/root/"
    )
    found = [
        str(file.relative_to(ROOT))
        for file in tracked()
        if file != Path(__file__) and file.suffix not in {".png", ".woff2", ".ttf", ".otf"}
        if address.search(file.read_text(errors="ignore"))
    ]
    assert found == []


def test_templates_hold_no_inline_script_style_or_unsafe_output() -> None:
    unsafe = re.compile(r"\|\s*safe\b|\sstyle=|<style|\son[a-z]+=|javascript:|autoescape false")
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for file in tracked("templates")
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if unsafe.search(line)
    ]
    assert found == []


def test_the_engine_loads_no_web_framework() -> None:
    program = "import app.matching, sys; assert not {'flask', 'sqlalchemy', 'sklearn'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_every_decision_has_a_number_of_its_own() -> None:
    """Two pages written side by side took the same one twice; who looks up "decision 25" finds one page."""
    pages = sorted(tracked("docs/decisions/*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    wrong = [page.name for page in pages if not page.read_text().startswith(f"# {int(page.name[:4])}. ")]
    assert wrong == []
