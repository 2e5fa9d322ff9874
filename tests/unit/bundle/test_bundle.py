"""What goes into the bundle: everything pinned and hashed, each wheel for its machine, the same bytes twice."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
from packaging.tags import Tag

from deploy.bundle import archive
from deploy.bundle.notices import notice_of
from deploy.bundle.requirements import NotLocked, lock_of, needed, read_lock
from deploy.bundle.wheels import MACHINES, PYTHONS, fits
from deploy.command import settings_of
from tests.unit.bundle.wheel import write_wheel

ROOT = Path(__file__).resolve().parents[3]
SUM = "--hash=sha256:" + "0" * 64


def test_everything_that_is_installed_is_pinned_and_hashed() -> None:
    locked = {one.name: one.version for one in lock_of(ROOT)}
    assert len(locked) > 50
    everything = read_lock((ROOT / "requirements-dev.txt").read_text())
    assert locked.items() <= {one.name: one.version for one in everything}.items()
    [pip] = read_lock((ROOT / "deploy/bundle/pip.txt").read_text())
    assert pip.name == "pip"


@pytest.mark.parametrize("line", [f"flask>=3 {SUM}", "flask==3.1.3", f"-e . {SUM}", "flask==3.1.3 --hash=md5:00"])
def test_what_is_not_pinned_or_not_hashed_is_refused(line: str) -> None:
    with pytest.raises(NotLocked):
        read_lock(line)


def test_each_python_gets_the_version_locked_for_it() -> None:
    text = f"numpy==2.4.6 ; python_full_version < '3.12' \\\n    {SUM}\n"
    text += f"numpy==2.5.5 ; python_full_version >= '3.12' {SUM}\n"
    text += f"brotlicffi==1.2 ; platform_python_implementation == 'PyPy' {SUM}\n    # via flask-compress\n"
    locked = read_lock(text)
    assert [one.version for one in needed(locked, "3.11", "x86_64")] == ["2.4.6"]
    assert [one.version for one in needed(locked, "3.13", "aarch64")] == ["2.5.5"]
    for machine in MACHINES:
        for python in PYTHONS:
            names = [one.name for one in needed(lock_of(ROOT), python, machine)]
            assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("tag", "runs"),
    [
        ("cp311-cp311-manylinux_2_28_aarch64", True), ("cp39-abi3-manylinux2014_aarch64", True),
        ("py3-none-any", True), ("py3-none-manylinux_2_17_aarch64", True),
        ("cp311-cp311-manylinux_2_28_x86_64", False), ("cp312-cp312-manylinux_2_28_aarch64", False),
        ("cp312-abi3-manylinux_2_28_aarch64", False), ("cp311-cp311-musllinux_1_2_aarch64", False),
        ("cp311-cp311-manylinux_2_39_aarch64", False), ("cp311-cp311-win_arm64", False),
    ],
)  # fmt: skip
def test_a_wheel_for_another_machine_does_not_pass(tag: str, runs: bool) -> None:
    assert fits(Tag(*tag.split("-")), "aarch64", "3.11") is runs


def test_the_same_input_makes_the_same_bytes(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "one-1.0-py3-none-any.whl")
    made = archive.Release("1.0", 1_700_000_000)
    found = archive.contents(ROOT, made, [wheel], {"VERSION": "1.0", "MACHINE": "x86_64"})
    first, second = tmp_path / "a" / "tongxing-1.0.tar.gz", tmp_path / "b" / "tongxing-1.0.tar.gz"
    for target in (first, second):
        target.parent.mkdir()
        archive.write(found, target, made.moment)
        os.utime(wheel, (1, 1))
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(first) as opened:
        names = {member.name.removeprefix("tongxing-1.0/"): member for member in opened}
    assert {"install.sh", "SHA256SUMS", "licences/one-1.0/LICENSE", "program/deploy/command.py"} <= set(names)
    assert names["install.sh"].mode == 0o755
    # Compiled, and not older than their text: the program's folder cannot be written to.
    compiled = found["program/app/home/translations/zh_Hans_CN/LC_MESSAGES/messages.mo"]
    assert b"Creation-Date: 2023-11-14 22:13+0000" in compiled  # not of the minute in which it was made
    assert {member.mtime for member in names.values()} == {made.moment}
    assert not [name for name in names if "/tests/" in name or name.startswith(("program/tests", "program/instance"))]


def test_a_licence_is_named_and_its_text_goes_along(tmp_path: Path) -> None:
    told = notice_of(write_wheel(tmp_path / "one-1.0-py3-none-any.whl"))
    assert (told.name, told.version, told.licence) == ("one", "1.0", "MIT")
    assert told.texts == {"licenses/LICENSE": b"Permission is granted"}


def test_settings_are_read_as_systemd_reads_them() -> None:
    text = '# SECRET=no\nAPP_ENV=production\nSMS_BODY=\'{"to": "{phone}"}\'\n ; X=1\nURL=a=b \n\nnothing\n'
    assert settings_of(text) == {"APP_ENV": "production", "SMS_BODY": '{"to": "{phone}"}', "URL": "a=b"}
