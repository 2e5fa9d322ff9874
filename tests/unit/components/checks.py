"""What must hold for every piece of HTML the templates give."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import html5lib

ROOT = Path(__file__).resolve().parents[3]
ICONS = {
    symbol.get("id")
    for symbol in ElementTree.parse(ROOT / "static/icons.svg").getroot()  # noqa: S314 - our own file
}
_USED = re.compile(r"icons\.svg(?:\?v=\w+)?#([\w-]+)")


def check(html: str, *, document: bool = False) -> ElementTree.Element:
    """Parse strictly and look for what the content security policy forbids; the tree, without namespaces."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(html) if document else parser.parseFragment(html)
    ids: list[str] = []
    for element in tree.iter():
        for name in map(str, element.attrib):
            assert name != "style", f"inline style on <{element.tag}>"
            assert not name.startswith("on"), f"handler {name} on <{element.tag}>"
        assert element.tag != "style", "a style element"
        assert element.tag != "script" or (element.get("src") and not element.text), "an inline script"
        assert element.tag != "button" or element.get("type"), "a button without a type"
        for name in ("href", "src", "action"):
            assert not str(element.get(name, "")).startswith(("http", "//", "data:", "javascript:")), element.attrib
        if element.get("id"):
            ids.append(str(element.get("id")))
    assert len(ids) == len(set(ids)), f"an id twice: {ids}"
    _check_references(tree, set(ids))
    assert set(_USED.findall(html)) <= ICONS
    return tree


def _check_references(tree: ElementTree.Element, ids: set[str]) -> None:
    for element in tree.iter():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for reference in str(element.get(name, "")).split():
                assert reference in ids, f"{name} of <{element.tag}> leads nowhere: {reference}"
