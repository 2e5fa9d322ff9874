"""A wheel as small as one can be."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

ABOUT = "Metadata-Version: 2.4\nName: One\nVersion: 1.0\nLicense-Expression: MIT\n\nwords\n"


def write_wheel(path: Path) -> Path:
    with ZipFile(path, "w") as made:
        made.writestr("one/__init__.py", "")
        made.writestr("one-1.0.dist-info/METADATA", ABOUT)
        made.writestr("one-1.0.dist-info/licenses/LICENSE", "Permission is granted")
    return path
