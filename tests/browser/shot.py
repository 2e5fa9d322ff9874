"""A page to be pictured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """A page: its address, or ``address > selector``s of links to follow from there.

    A step ``!selector`` presses a button, ``?selector`` waits for what comes without a click (an answer of a job).
    """

    name: str
    way: str
    status: int = 200
    """What the page answers with; another answer is told by the command."""
