"""A file that opens with the key but was packed by somebody else writes nowhere but into its own folder."""

from __future__ import annotations

import io
import tarfile
from io import BufferedWriter
from pathlib import Path

import pytest

from app.backups.archive import unpacked
from app.backups.errors import BackupBroken
from app.backups.sealing import identity_of, make_key, recipients_of, seal


@pytest.mark.parametrize(
    ("name", "kind"), [("../outside", tarfile.REGTYPE), ("/etc/x", tarfile.REGTYPE), ("a", tarfile.SYMTYPE)]
)
def test_what_no_backup_holds_is_refused(tmp_path: Path, name: str, kind: bytes) -> None:
    key = make_key(tmp_path / "backup.key")

    def write(pipe: BufferedWriter) -> None:
        with tarfile.open(fileobj=pipe, mode="w|gz") as packed:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, str(tmp_path)
            member.size = 4 if kind == tarfile.REGTYPE else 0
            packed.addfile(member, io.BytesIO(b"evil"))

    file = tmp_path / "made.age"
    with file.open("wb") as target:
        seal(write, target, recipients_of((), tmp_path / "backup.key"))
    near = tmp_path / "near"
    near.mkdir()
    with pytest.raises(BackupBroken, match="no backup holds"), unpacked(file, identity_of(key), near):
        pass
    assert [*near.iterdir()] == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["backup.key", "made.age", "near"]
