"""The filing numbers at the foot of every page: of the ministry (ICP 备案) and of the police (公安联网备案).

A site on the open network in China must show the first at the foot of its home page with a link to the ministry's
register, and the second with its badge and a link to its own entry. A site in an office's own network has neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# A province may have two short names.
PROVINCES = "京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕秦吉闽贵黔粤青藏川蜀宁琼"
ICP_REGISTER = "https://beian.miit.gov.cn/"
POLICE_REGISTER = "https://beian.mps.gov.cn/#/query/webSearch?code="
_ICP = re.compile(rf"[{PROVINCES}]ICP[备证]\d{{5,12}}号(-\d{{1,4}})?")
_POLICE = re.compile(rf"[{PROVINCES}]公网安备 ?(\d{{14}})号?")
_PNG = b"\x89PNG\r\n\x1a\n"
_BADGE_BYTES = 50_000


@dataclass(frozen=True)
class Filings:
    """What of it is set; ``badge`` is the picture of the police, a small PNG that comes with the number."""

    icp: str = ""
    police: str = ""
    badge: bytes = field(default=b"", repr=False)

    @property
    def icp_url(self) -> str:
        """The ministry's register, which has no address for one entry."""
        return ICP_REGISTER

    @property
    def police_url(self) -> str:
        """The site's own entry in the register of the police."""
        found = _POLICE.fullmatch(self.police)
        return POLICE_REGISTER + found[1] if found else ""


def load_filings(env: Mapping[str, str]) -> tuple[Filings, list[str]]:
    """The settings, and what is wrong with them in sentences."""
    icp, police = env.get("ICP_NUMBER", "").strip(), env.get("POLICE_NUMBER", "").strip()
    written, problems = env.get("POLICE_BADGE", "").strip(), list[str]()
    if icp and not _ICP.fullmatch(icp):
        problems.append("ICP_NUMBER must be the number as the ministry writes it, such as 滇ICP备12345678号-1.")
    if police and not _POLICE.fullmatch(police):
        problems.append("POLICE_NUMBER must be the number as the police write it, such as 滇公网安备53030302000123号.")
    badge = _read(Path(written)) if written else b""
    if badge is None or (written and not police):
        problems.append("POLICE_BADGE must be the file of the badge, a PNG below 50 KB, and goes with POLICE_NUMBER.")
    return Filings(icp, police, badge or b""), problems


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            found = file.read(_BADGE_BYTES)
    except OSError:
        return None
    return found if found.startswith(_PNG) and len(found) < _BADGE_BYTES else None
