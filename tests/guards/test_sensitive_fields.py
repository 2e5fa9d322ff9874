"""The rule of the sensitive sections lives at one place: nobody else reads the columns behind it.

Every reading of an attribute of that name is found, in code by its syntax tree and in templates by Jinja's. What is
not the rule, and not a column of a child or a carer at all, is listed here with the reason.
"""

from __future__ import annotations

import ast

from jinja2 import nodes

from app import create_app
from config import ROOT

HIDDEN = {"address", "health", "phone", "whereabouts"}
# What in these files is a child's or a carer's, and why reading it there shows it to nobody.
WRITERS = {
    "app/children/disclosure/opening.py": "the rule itself",
    "app/children/disclosure/households.py": "who lives together and whose phone is missing; gives out neither",
    "app/children/rules/values.py": "compares what is given with what is on file, and keeps what a form did not show",
    "app/children/rules/files.py": "notes who wrote the state of health",
    "app/children/intake/entries.py": "the rows of an uploaded list, and the carers on file merged with them",
    "app/children/doors.py": "who can answer a consent link: whether the digits typed end a phone on file",
    "app/children/wording.py": "says of a change what the uploaded list says, never what it replaces",
    "app/pairing/feed.py": "names the columns that the engine's query leaves out",
}
# Names before the dot that are no child and no carer: forms, accounts, volunteers, requests, log entries, reports, the
# issuer of certificates, and what a substitute is shown (the work phone of who introduces them).
OTHERS = {
    "form", "volunteer", "Volunteer", "meeting", "event", "profile", "given", "request", "attempt", "_attempt",
    "SignInAttempt", "opened", "row", "self", "item", "report", "officer", "issuer",
    "certificate", "seen",
}  # fmt: skip
# Files about other people's phones and other addresses altogether.
OTHER_FILES = ("app/accounts/", "app/places/", "app/volunteers/", "app/foundation/", "app/matching/", "app/demo/")


def test_no_code_reads_a_sensitive_column_but_the_rule() -> None:
    found = [
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for path in sorted((ROOT / "app").rglob("*.py"))
        if (name := path.relative_to(ROOT).as_posix()) not in WRITERS and not name.startswith(OTHER_FILES)
        for node in ast.walk(ast.parse(path.read_text()))
        if _reads(node)
    ]
    assert found == [], "read it through app.children.disclosure.opening.open_sections, or say here why not"


def test_the_exceptions_are_still_needed() -> None:
    for name in WRITERS:
        attributes = {
            node.attr for node in ast.walk(ast.parse((ROOT / name).read_text())) if isinstance(node, ast.Attribute)
        }
        assert attributes & HIDDEN, name


def test_no_template_reads_a_sensitive_column() -> None:
    environment = create_app().jinja_env
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name, tree = path.relative_to(ROOT / "templates").as_posix(), environment.parse(path.read_text())
        # A masked number shows of which kind it is and no more.
        masked = {
            id(call.args[0]) for call in tree.find_all(nodes.Call)
            if isinstance(call.node, nodes.Name) and call.node.name == "masked_phone"
        }  # fmt: skip
        # What the rule handed out is read in a loop over it, so the name of the loop stands for it.
        handed = {
            loop.target.name for loop in tree.find_all(nodes.For)
            if isinstance(loop.iter, nodes.Getattr) and _jinja_base(loop.iter) == "opened"
            and isinstance(loop.target, nodes.Name)
        }  # fmt: skip
        found += [
            f"{name}:{node.lineno}: {_jinja_base(node)}.{node.attr}"
            for node in tree.find_all(nodes.Getattr)
            if node.attr in HIDDEN and id(node) not in masked and _jinja_base(node) not in OTHERS | handed
        ]
    assert found == []


def _reads(node: ast.AST) -> bool:
    """``child.address``, and ``getattr(child, "address")``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
        return any(isinstance(one, ast.Constant) and one.value in HIDDEN for one in node.args)
    if not isinstance(node, ast.Attribute):
        return False
    return isinstance(node.ctx, ast.Load) and node.attr in HIDDEN and _base(node) not in OTHERS


def _base(node: ast.Attribute) -> str:
    """``carer`` of ``one.carer.phone``: the name right before the attribute."""
    inner = node.value
    return inner.attr if isinstance(inner, ast.Attribute) else inner.id if isinstance(inner, ast.Name) else ""


def _jinja_base(node: nodes.Getattr) -> str:
    inner = node.node
    return inner.attr if isinstance(inner, nodes.Getattr) else inner.name if isinstance(inner, nodes.Name) else ""


def test_the_guard_sees() -> None:
    tree = ast.parse("def page(child): return child.address, child.carers[0].phone, getattr(child, 'health')")
    assert sum(_reads(node) for node in ast.walk(tree)) == 3
