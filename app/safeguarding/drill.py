"""A drill 演练: an invented report, walked through step by step. It reads no record and writes none.

What is right follows the rules of mandatory reporting and of first response that the handling pages keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Choice:
    """Something one could do, whether it is right, and why."""

    letter: str
    words: Any
    right: bool
    why: Any


@dataclass(frozen=True)
class Scene:
    """What happens, and what one could do."""

    title: Any
    story: Any
    choices: tuple[Choice, ...]


SCENES = (
    Scene(
        _l("Saturday evening, eight o'clock"),
        _l("A volunteer writes: “Bruises on the arm again. Today the child said: I do not want to go home.”"),
        (
            Choice("a", _l("Wait for Monday, when the school is open"), False,
                   _l("The hours run from the first word, on Saturdays too.")),
            Choice("b", _l("Call whoever is with the child: are they safe right now?"), True,
                   _l("First the child, then the paper. Ask where they are and who is with them, and no more.")),
            Choice("c", _l("Call the family and ask where the bruises come from"), False,
                   _l("Who hurts a child may live there. Nobody at home is told before the police say so.")),
        ),
    ),
    Scene(
        _l("It is not safe"),
        _l("The volunteer says: “He is shouting outside the door. The child is with me in the village office.”"),
        (
            Choice("a", _l("Ask in the group chat who lives close by"), False,
                   _l("A group chat cannot be taken back, and the child's name is in it for good.")),
            Choice("b", _l("Tell the volunteer to take the child home and talk to him"), False,
                   _l("A student is no police officer, and the child is where they are safest.")),
            Choice("c", _l("Call 110, then stay on the line with the volunteer"), True,
                   _l("Danger now is 110, at once. What is written here can wait ten minutes.")),
        ),
    ),
    Scene(
        _l("Nothing is proven"),
        _l("The police have been there. A teacher says: “We should be sure before we report anything further.”"),
        (
            Choice("a", _l("Report to the authorities now, and note whom, when and how"), True,
                   _l("Who works with children has to report a suspicion at once. To find out is the task of others.")),
            Choice("b", _l("Ask the child again what happened, with a witness"), False,
                   _l("Each questioning hurts, and can spoil what the police need. It is asked once, by who may.")),
            Choice("c", _l("Ask the parents, far away, whether one may report"), False,
                   _l("Nobody's permission is needed, and nobody may forbid it.")),
        ),
    ),
    Scene(
        _l("Now somebody names the volunteer"),
        _l("On Sunday another report comes: the volunteer has met this child alone, in the evening, twice."),
        (
            Choice("a", _l("Ask the volunteer first what there is to say"), False,
                   _l("Whom a report is about does not learn of it from us.")),
            Choice("b", _l("Suspend the volunteer today; the pairing rests until it is clear"), True,
                   _l("To suspend is no judgement. It protects the child, and the volunteer too.")),
            Choice("c", _l("Wait: the volunteer brought the first report, after all"), False,
                   _l("Both can be true. Every report is looked at for itself.")),
        ),
    ),
    Scene(
        _l("The week after"),
        _l("The child lives with an aunt. Everybody asks you how it is going."),
        (
            Choice("a", _l("Write what was done, by whom and when; set the day of the next look"), True,
                   _l("What is not written down did not happen. A day that is set is a day that somebody looks.")),
            Choice("b", _l("Tell the school and the village the whole story, so that nobody asks any more"), False,
                   _l("Each is told what their task needs. The story is the child's.")),
            Choice("c", _l("Close it: the child is safe"), False,
                   _l("It is closed by a decision with reasons, after somebody has looked again.")),
        ),
    ),
)  # fmt: skip
