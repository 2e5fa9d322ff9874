"""A page as it is read aloud: what is said, in order, and where a voice would stumble."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib

_SILENT = {"script", "style", "template", "noscript", "svg", "head"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Signs that a voice spells out, or swallows where they carry the sense.
_SIGNS = re.compile(r"[→←↑↓·•＊*✓✗×※—|/\\~_#<>▸►●★☆+=]|\.\.\.")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_CODE = re.compile(r"[A-Z0-9-]+")


@dataclass(frozen=True)
class Spoken:
    """A piece of text: its words, their language, the level of the heading it stands in (0: none), its element."""

    text: str
    language: str
    heading: int
    tag: str


def spoken(page: str) -> list[Spoken]:
    """Everything of the body that is read, in order; what is hidden from ears is left out."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return list(_said(tree.find("body"), str(tree.get("lang", "")), 0))


def _heard(element: Element) -> bool:
    hidden = element.get("aria-hidden") == "true" or element.get("hidden") is not None
    return element.tag not in _SILENT and not hidden


def _said(element: Element, language: str, heading: int) -> Iterator[Spoken]:
    if not _heard(element):
        return
    language, heading = element.get("lang", language), _HEADINGS.get(element.tag, heading)
    texts = [element.get("aria-label", ""), element.text or ""]
    for child in element:
        yield from (Spoken(" ".join(text.split()), language, heading, element.tag) for text in texts if text.strip())
        yield from _said(child, language, heading)
        texts = [child.tail or ""]
    yield from (Spoken(" ".join(text.split()), language, heading, element.tag) for text in texts if text.strip())


def _elements(element: Element) -> Iterator[Element]:
    if _heard(element):
        yield element
        for child in element:
            yield from _elements(child)


def stumbles(page: str) -> list[str]:
    """What a voice cannot read well, in words; empty when the page reads through."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    words = [one for one in spoken(page) if one.tag != "code"]
    found = [] if tree.get("lang") else ["no language"]
    found += [f"sign {sign} in {one.text!r}" for one in words for sign in _SIGNS.findall(one.text)]
    found += [
        f"word without its language: {one.text!r}"
        for one in words
        if one.language == "zh-Hans" and any(not _CODE.fullmatch(word) for word in _LATIN.findall(one.text))
    ]
    elements = list(_elements(tree.find("body")))
    return found + _headings(elements) + _nameless(elements)


def _headings(elements: list[Element]) -> list[str]:
    levels = [_HEADINGS[element.tag] for element in elements if element.tag in _HEADINGS]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} main headings"]
    if levels and levels[0] != 1:
        found.append("the first heading is not the main one")
    return found + [f"heading {after} after {before}" for before, after in pairwise(levels) if after > before + 1]


def _nameless(elements: list[Element]) -> list[str]:
    labelled = {element.get("for") for element in elements if element.tag == "label"}
    found = []
    for element in elements:
        named = element.get("aria-label") or element.get("aria-labelledby") or "".join(element.itertext()).strip()
        if element.tag in {"a", "button", "summary", "legend", "label"} and not named:
            found.append(f"<{element.tag}> says nothing")
        typed = element.tag in {"input", "select", "textarea"} and element.get("type") not in {"hidden", "submit"}
        if typed and element.get("id") not in labelled and not element.get("aria-label"):
            found.append(f"<{element.tag} name={element.get('name')}> has no label")
    return found
