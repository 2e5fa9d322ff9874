"""The best plan of a problem, as arrays."""

from dataclasses import dataclass

from .arrays import Ints
from .levels import Packing
from .prices import Prices
from .proof import Proof


@dataclass(frozen=True, eq=False)
class Answer:
    """The pairs (rows of the problem, ascending), lowest prices, proof and objective of the best plan."""

    rows: Ints
    columns: Ints
    prices: Prices
    proof: Proof
    objective: tuple[int, ...]
    packing: Packing
