"""The archive itself: the program as it was committed, wheels, licences, sums; the same input gives the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import tarfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from deploy.bundle.notices import Notice, notices, table

PROGRAM = ("app", "templates", "static", "migrations", "deploy", "docs", "config.py", "wsgi.py", "requirements.txt",
           "LICENSE", "README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md")  # fmt: skip
"""What of the repository goes to a machine that runs it: no tests, no benchmarks."""
RUNS = {"install.sh"}
Contents = dict[str, bytes | Path]


@dataclass(frozen=True)
class Release:
    """Which state of the repository: ``version`` as it stands in names, ``moment`` of the commit in seconds."""

    version: str
    moment: int


def release(root: Path) -> Release:
    """The version of pyproject.toml where the commit carries its tag; else with the commit's day and number."""
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    moment = int(_git(root, "log", "-1", "--format=%ct"))
    if f"v{version}" not in _git(root, "tag", "--points-at", "HEAD").split():
        day = datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d")
        version = f"{version}+{day}.{_git(root, 'rev-parse', '--short=8', 'HEAD').strip()}"
    return Release(version, moment)


def program(root: Path, moment: int) -> Contents:
    """The committed files of the program, with the messages compiled: a folder of root's cannot be written to later."""
    packed = subprocess.run(  # noqa: S603 - our own words
        ["git", "archive", "--format=tar", "HEAD", "--", *PROGRAM],  # noqa: S607 - git of this machine
        cwd=root, check=True, capture_output=True,
    ).stdout  # fmt: skip
    found: Contents = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as opened:
        for member in opened:
            if member.isfile() and (file := opened.extractfile(member)) is not None:
                found[f"program/{member.name}"] = file.read()
    made = {f"{name.removesuffix('.po')}.mo": _compiled(name, found[name], moment) for name in _catalogues(found)}
    return found | made


def contents(root: Path, made: Release, wheels: list[Path], about: Mapping[str, str]) -> Contents:
    """Everything in the archive, by its name below the top folder; ``about`` is what install.sh reads of the bundle."""
    found = program(root, made.moment)
    found["install.sh"] = found["program/deploy/install.sh"]
    found["program/VERSION"] = f"{made.version}\n".encode()
    found["BUNDLE"] = "".join(f"{key}={value}\n" for key, value in sorted(about.items())).encode()
    found |= {f"wheels/{wheel.name}": wheel for wheel in wheels}
    found |= _licences(notices(wheels))
    sums = [f"{_sum(found[name])}  {name}\n" for name in sorted(found)]
    return found | {"SHA256SUMS": "".join(sums).encode()}


def write(found: Contents, target: Path, moment: int) -> None:
    """Write the archive: names sorted, one owner, one time, so that nothing but its contents makes its bytes."""
    top = target.name.removesuffix(".tar.gz")
    partial = target.with_suffix(".partial")
    # Wheels are pressed already; the little that is not is a tenth of it.
    with (
        partial.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=moment) as pressed,
        tarfile.open(fileobj=pressed, mode="w", format=tarfile.PAX_FORMAT) as packed,
    ):
        for name in sorted(found):
            data = found[name]
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size = data.stat().st_size if isinstance(data, Path) else len(data)
            entry.mtime, entry.mode = moment, 0o755 if name in RUNS else 0o644
            with data.open("rb") if isinstance(data, Path) else io.BytesIO(data) as source:
                packed.addfile(entry, source)
    partial.replace(target)


def _licences(of: Iterable[Notice]) -> Contents:
    told = list(of)
    texts: Contents = {
        f"licences/{one.name}-{one.version}/{name.removeprefix('licenses/')}": text
        for one in told
        for name, text in sorted(one.texts.items())
    }
    head = "# What the wheels of this bundle are licensed under\n\nFrom their own metadata; their texts lie here.\n"
    return texts | {"licences/README.md": f"{head}\n{table(told)}\n".encode()}


def _catalogues(found: Contents) -> list[str]:
    return [name for name in found if name.startswith("program/app/") and name.endswith("/LC_MESSAGES/messages.po")]


def _compiled(name: str, text: bytes | Path, moment: int) -> bytes:
    assert isinstance(text, bytes)  # noqa: S101 - for the types: what git archived is bytes
    buffer = io.BytesIO()
    catalogue = read_po(io.BytesIO(text), locale=name.split("/")[-3])
    catalogue.creation_date = catalogue.revision_date = datetime.fromtimestamp(moment, UTC)  # else that of this minute
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def _sum(data: bytes | Path) -> str:
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603, S607 - git of this machine, our own words
