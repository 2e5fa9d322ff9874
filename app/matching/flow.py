"""A flow under prices it does not quite fit: some nodes have a unit too many, some one too few.

Complementary slackness holds all the time: a pair is tight, a slot rests only where it is worth nothing, a unit with a
bonus above its township's price is used. So the flow is the best one as soon as no node has too many or too few.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints
from .network import Network
from .prices import NONE, Prices


@dataclass
class Flow:
    """Pairs, units and prices. Prices have shape (digits, n): what one more unit there is worth."""

    network: Network
    arc_of: Ints  # (columns,) the arc of each child's pair, -1 for none
    sent: Bools  # (columns,) children whose unit goes on to their township, paired or still in want of a volunteer
    used: Ints  # (townships,) units used
    resting: Ints  # (rows,) slots that rest
    volunteer: Ints  # (digits, rows)
    inside: Ints  # (digits, columns)
    township: Ints  # (digits, townships + 1); the last one is the sink

    @property
    def matched(self) -> Ints:
        """The arcs of the pairs, ascending."""
        return np.sort(self.arc_of[self.arc_of >= 0])

    @property
    def wanting(self) -> Ints:
        """Children whose unit goes on although nobody sends one to them."""
        return np.flatnonzero(self.sent & (self.arc_of < 0))

    def losses(self, digit: int, arcs: Ints) -> Ints:
        """What pairs lose against the prices at one digit; 0 where the pair is tight."""
        network = self.network
        apart = self.volunteer[digit].take(network.rows[arcs]) - self.inside[digit].take(network.columns[arcs])
        lost: Ints = apart - network.digits[digit].take(arcs)
        return lost

    def ends(self) -> Ints:
        """The node where a unit that reaches a child goes on: its volunteer, itself if it wants one, its township."""
        network, width, towns = self.network, len(self.network.capacity), self.network.townships
        node = width + network.township
        paired, want = self.arc_of >= 0, self.wanting
        node[paired] = network.rows[self.arc_of[paired]]
        node[want] = width + towns + 1 + np.arange(len(want))
        return node

    def balance(self) -> Ints:
        """Units too many (above 0) or too few at every volunteer, township, the sink, and every wanting child."""
        network, towns = self.network, self.network.townships
        pairs = np.bincount(network.rows[self.arc_of[self.arc_of >= 0]], minlength=len(network.capacity))
        homes = np.bincount(network.township[self.sent], minlength=towns + 1)
        sink = self.resting.sum() + self.used.sum() + homes[towns] - network.capacity.sum()
        slots = network.capacity - pairs - self.resting
        return np.concatenate([slots, homes[:towns] - self.used, [sink], np.full(len(self.wanting), -1)])

    def shift(self, by: Ints) -> None:
        """Raise the prices of volunteers, townships, sink and wanting children; the sink's own is 0 again after it."""
        width, towns = len(self.network.capacity), self.network.townships
        by = by - by[:, [width + towns]]
        self.volunteer = self.volunteer + by[:, :width]
        self.township = self.township + by[:, width : width + towns + 1]
        want = self.wanting
        wanted = self.inside[:, want] + by[:, width + towns + 1 :]
        self.inside = self.insides()
        self.inside[:, want] = wanted

    def insides(self) -> Ints:
        """What a unit is worth inside each child: that of its volunteer without the pair, else its township's."""
        network, paired = self.network, self.arc_of >= 0
        inside = self.township[:, network.township]
        arcs = self.arc_of[paired]
        for digit, weight in enumerate(network.digits):
            inside[digit, paired] = self.volunteer[digit, network.rows[arcs]] - weight[arcs]
        return inside


def start_flow(network: Network, matched: Ints, prices: Prices) -> Flow:
    """The flow that fits given prices, as near to some pairs as they allow.

    The prices may be those of a network with other people, capacities and units, as long as no pair beats them. NONE
    stands where a price is not known: it becomes the least one that no pair beats.
    """
    volunteer, inside, township = (np.stack(part) for part in (prices.volunteer, prices.child, prices.township))
    township[:, township[0] == NONE] = 0
    _fill_children(network, volunteer, inside, township)
    _fill_volunteers(network, volunteer, inside)
    arc_of = np.full(network.columns_count, -1, dtype=np.int64)
    arc_of[network.columns[matched]] = matched
    worth = sign(township[:, network.township] - inside)
    fits = np.ones(len(matched), dtype=bool)
    for digit, weight in enumerate(network.digits):
        value = volunteer[digit, network.rows[matched]] - inside[digit, network.columns[matched]]
        fits &= value == weight[matched]
    arc_of[network.columns[matched[~fits]]] = -1
    arc_of[worth < 0] = -1
    alone = (arc_of < 0) & (worth <= 0)
    inside[:, alone] = township[:, network.township[alone]]
    pairs = np.bincount(network.rows[arc_of[arc_of >= 0]], minlength=len(network.capacity))
    free = np.maximum(network.capacity - pairs, 0)
    sent = (arc_of >= 0) | (worth > 0)
    return Flow(
        network=network,
        arc_of=arc_of,
        sent=sent,
        used=_fit_units(network, township, np.bincount(network.township[sent], minlength=network.townships + 1)),
        resting=np.where(sign(volunteer) == 0, free, 0),
        volunteer=volunteer,
        inside=inside,
        township=township,
    )


def sign(vectors: Ints) -> Ints:
    """Sign of each column of (digits, n): that of its first digit that is not 0."""
    found = np.zeros(vectors.shape[1], dtype=np.int64)
    for digit in vectors:
        found = np.where(found == 0, np.sign(digit), found)
    return found


def _fit_units(network: Network, township: Ints, homes: Ints) -> Ints:
    """Units used: all those worth more than their township's price, none worth less, else as many as are sent."""
    owner = np.repeat(np.arange(network.townships), np.diff(network.unit_start))
    above = sign(np.stack(network.unit_digits) - township[:, owner]) if len(owner) else owner
    low = np.bincount(owner[above > 0], minlength=network.townships)
    high = np.bincount(owner[above >= 0], minlength=network.townships)
    return np.clip(homes[: network.townships], low, high)


def _fill_children(network: Network, volunteer: Ints, inside: Ints, township: Ints) -> None:
    fresh = inside[0] == NONE
    if not fresh.any():
        return
    inside[:, fresh] = township[:, network.township[fresh]]
    arcs = np.flatnonzero(fresh[network.columns] & (volunteer[0] != NONE)[network.rows])
    rows, columns = network.rows[arcs], network.columns[arcs]
    # The least over its pairs of what the volunteer is worth elsewhere, and never more than at the township.
    _keep_greatest(
        inside, columns, [weight[arcs] - volunteer[digit, rows] for digit, weight in enumerate(network.digits)], -1
    )


def _fill_volunteers(network: Network, volunteer: Ints, inside: Ints) -> None:
    fresh = volunteer[0] == NONE
    if not fresh.any():
        return
    volunteer[:, fresh] = 0
    arcs = np.flatnonzero(fresh[network.rows])
    columns = network.columns[arcs]
    _keep_greatest(
        volunteer,
        network.rows[arcs],
        [weight[arcs] + inside[digit, columns] for digit, weight in enumerate(network.digits)],
        1,
    )


def _keep_greatest(prices: Ints, nodes: Ints, values: list[Ints], way: int) -> None:
    """Raise way x price of each node to the greatest of its values, where that is greater."""
    if not len(nodes):
        return
    order = np.lexsort([*values[::-1], nodes])
    last = order[np.flatnonzero(np.r_[np.diff(nodes[order]) != 0, True])]
    best = np.stack([value[last] for value in values])
    won = sign(best - way * prices[:, nodes[last]]) > 0
    prices[:, nodes[last[won]]] = way * best[:, won]
