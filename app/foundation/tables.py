"""What a table's rows are given before they are shown."""

from __future__ import annotations

import re

from markupsafe import Markup

_DASH = re.compile(r"<td(?P<attributes>[^>]*)>\s*(?P<open><span[^>]*>\s*)?—(?(open)\s*</span>)\s*</td>")
_CLASS = re.compile(r'\bclass="')


def mark_none(rows: Markup) -> Markup:
    """The rows with ``is-none`` on every cell that holds a dash alone: on a phone, in a list, it is not shown.

    ``rows`` are rendered ``<tr>``; what is escaped stays so.
    """
    return Markup(_DASH.sub(_marked, str(rows)))  # noqa: S704 # nosec B704 - classes are added to what was rendered


def _marked(found: re.Match[str]) -> str:
    attributes, cell = found["attributes"], found[0]
    if _CLASS.search(attributes):
        return cell.replace('class="', 'class="is-none ', 1)
    return cell.replace("<td", '<td class="is-none"', 1)
