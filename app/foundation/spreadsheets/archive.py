"""What an uploaded file is, by its first bytes, and whether a zip is safe to open: before anything parses it."""

import zipfile
from enum import Enum, auto
from io import BytesIO

from app.foundation.spreadsheets.errors import Limits, SheetCode, SheetError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# An encrypted workbook is an OLE container with this stream in its directory.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_RATIO_MATTERS_FROM = 1024 * 1024
_ZIP_ENCRYPTED_FLAG = 0x1
_READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Kind(Enum):
    """What may be read further."""

    WORKBOOK = auto()
    TEXT = auto()


def kind_of(data: bytes, limits: Limits) -> Kind:
    """Workbook or text; everything else raises with the name of what it is."""
    if len(data) > limits.file_bytes:
        raise SheetError(SheetCode.FILE_TOO_LARGE, limit=limits.file_bytes)
    if not data.strip():
        raise SheetError(SheetCode.EMPTY)
    if data.startswith(_OLE):
        raise SheetError(SheetCode.ENCRYPTED if _ENCRYPTED_STREAM in data else SheetCode.OLD_XLS)
    if data.startswith(_OLD_BIFF):
        raise SheetError(SheetCode.OLD_XLS)
    if data.startswith(_ZIP):
        _check_zip(data, limits)
        return Kind.WORKBOOK
    _refuse_other_formats(data)
    return Kind.TEXT


def _refuse_other_formats(data: bytes) -> None:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        raise SheetError(SheetCode.OTHER_FORMAT, format="pdf")
    # Many school systems "export to Excel" as a web page named .xls.
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        raise SheetError(SheetCode.OTHER_FORMAT, format="html")
    if start.startswith(b"<?xml"):
        raise SheetError(SheetCode.OTHER_FORMAT, format="xml")


def _check_zip(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > limits.parts:
                raise SheetError(SheetCode.EXPANDS_TOO_MUCH, limit=limits.expanded_bytes)
            if any(part.flag_bits & _ZIP_ENCRYPTED_FLAG for part in parts):
                raise SheetError(SheetCode.ENCRYPTED)
            _check_names(names)
            if len(names) != len(parts) or any(part.compress_type not in _READABLE_METHODS for part in parts):
                raise SheetError(SheetCode.DAMAGED)
            _check_expansion(parts, len(data), limits)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, SheetError):
            raise
        raise SheetError(SheetCode.DAMAGED) from error


def _check_names(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise SheetError(SheetCode.OTHER_FORMAT, format="xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise SheetError(SheetCode.OTHER_FORMAT, format="ods")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SheetError(SheetCode.OTHER_FORMAT, format="zip")


def _check_expansion(parts: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """Declared sizes can be trusted here: zipfile never reads a part beyond its declared size."""
    expanded = sum(part.file_size for part in parts)
    wild = expanded > _RATIO_MATTERS_FROM and expanded > size * limits.expansion_ratio
    if wild or expanded > limits.expanded_bytes:
        raise SheetError(SheetCode.EXPANDS_TOO_MUCH, limit=limits.expanded_bytes)
