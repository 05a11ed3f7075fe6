"""Closed labs that price together, with and without an open maverick.

The closed vendors but the startups, at layer B's demand. Every year each charges one of four
prices: the Bertrand price, the price that maximises their joint profit, half way between, or the
best reply to the others' joint price. The open model, where there is one, is hosted at cost, and
startups keep to their Bertrand price: they are nobody's partners. Without side payments some labs
may gain too little from pricing together; then profiles that share the market unevenly may do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from ....decisions.family import Family
from ....errors import GameError
from ....games.normal_form import NormalFormGame
from ....repeated.critical_answer import CriticalDiscount
from ....repeated.critical_discount import critical_discount
from ....repeated.transfers import with_transfers
from ..builder import Openness
from ..market import SEGMENTS

COMPETE, HALFWAY, TOGETHER, UNDERCUT = PRICES = ("compete", "halfway", "together", "undercut")
WORLDS = ("internal", "open")
#: How far beyond the Bertrand markup a joint markup is looked for, in units of 1 / sensitivity.
FURTHEST = 50.0
#: Golden-section rounds: each takes off a third, to 1e-12 of the range.
ROUNDS = 60
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """One way to share the market: a price for each lab, and what it takes to keep it up.

    Attributes
    ----------
    profile : tuple of str
        Each lab's price, in the players' order.
    gains : tuple of float
        Each lab's profit over Bertrand, in USD bn a year.
    critical : CriticalDiscount
        Under the threat of the pure equilibrium that a deviator likes least, for ever; each lab's
        factor and the binding one.
    with_transfers : Fraction
        The critical discount factor if the labs could pay one another; 1: never.
    """

    profile: tuple[str, ...]
    gains: tuple[float, ...]
    critical: CriticalDiscount
    with_transfers: Fraction

    @property
    def even(self) -> bool:
        """Whether all charge the same kind of price."""
        return len(set(self.profile)) == 1


@dataclass(frozen=True, slots=True, eq=False)
class Pricing:
    """The labs' pricing game in one world.

    Attributes
    ----------
    opener : {'internal', 'open'}
        What the opener does: 'open' is the maverick.
    stage : NormalFormGame
        Profits in USD bn a year, by kind of price.
    prices : mapping from kind of price to tuple of float
        Each lab's mean price in USD/Mtok, the others charging the same kind of price (for
        'undercut': the joint one).
    together : Sharing
        All at the joint price.
    sharings : tuple of Sharing
        Every profile of 'compete', 'halfway' and 'together' that some discount factor below one
        keeps up, the least demanding first; Bertrand itself left out.
    """

    opener: str
    stage: NormalFormGame
    prices: Mapping[str, tuple[float, ...]]
    together: Sharing
    sharings: tuple[Sharing, ...]

    @property
    def easiest(self) -> Sharing | None:
        """The profile that takes least patience; None if there is none but Bertrand."""
        return self.sharings[0] if self.sharings else None


def pricing(family: Family, *, opener: str = "internal", **overrides: Any) -> Pricing:
    """Work out whether closed labs can keep prices up together.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder; layer B's demand is calibrated from its values.
    opener : {'internal', 'open'}
        Without or with an open maverick.
    **overrides
        Values of parameters.

    Raises
    ------
    GameError
        For another builder or word, or where the values make no market of layer B.

    Notes
    -----
    Prices are floats (Bertrand prices to 1e-12, joint ones and best replies by golden section); the
    critical discount factors are exact for the game of those floats, and come with certificates. A
    lab deviates to one of the other three prices only. Cost: milliseconds for the game, and one
    closed form for each of 26 profiles.
    """
    builder = family.builder
    if not isinstance(builder, Openness):
        raise GameError("pricing: the family is not of the open-vs-closed builder.")
    if opener not in WORLDS:
        raise GameError(f"pricing: opener={opener!r}; give one of {', '.join(WORLDS)}.")
    values = {name: float(v) for name, v in family.values(**overrides).items()}
    market = builder.arrays(values, "B")
    hold = ("hold",) * len(market.rivals)
    inside = bool(np.asarray(market.staying(opener, hold)).reshape(-1)[0] >= 0)
    segments = [_Segment(market, name, opener, inside) for name in SEGMENTS]
    if market.status[0] != 0:
        raise GameError("pricing: the values make no market of layer B.")
    labs = segments[0].labs
    scale = values["model_share"] * values["pool"] / float(market.revenue[0])
    markups = [segment.markups() for segment in segments]
    shape = (len(PRICES),) * len(labs)
    payoffs = [np.zeros(shape) for _ in labs]
    for place in np.ndindex(*shape):
        for segment, table in zip(segments, markups, strict=True):
            chosen = np.array([table[kind][k] for k, kind in enumerate(place)])
            for k, profit in enumerate(segment.profits(chosen)):
                payoffs[k][place] += scale * float(profit)
    names = builder.firms.names
    stage = NormalFormGame(payoffs, [names[f] for f in labs], [list(PRICES)] * len(labs))
    transfers = with_transfers(stage)

    def sharing(profile: tuple[str, ...]) -> Sharing:
        place = tuple(PRICES.index(kind) for kind in profile)
        found = critical_discount(
            stage,
            sustain=dict(zip(stage.players, profile, strict=True)),
            punishment="grim",
        )
        start = (0,) * len(labs)
        return Sharing(
            profile,
            tuple(float(p[place] - p[start]) for p in payoffs),
            found,
            transfers.critical_discount(dict(zip(stage.players, profile, strict=True))),
        )

    every = [
        sharing(profile)
        for profile in product((COMPETE, HALFWAY, TOGETHER), repeat=len(labs))
        if set(profile) != {COMPETE}
    ]
    kept = [s for s in every if s.critical.bracket[1] < 1]
    kept.sort(key=lambda s: (s.critical.bracket[1], -sum(s.gains), s.profile))
    return Pricing(
        opener=opener,
        stage=stage,
        prices=_prices(segments, markups, len(labs)),
        together=next(s for s in every if set(s.profile) == {TOGETHER}),
        sharings=tuple(kept),
    )


class _Segment:
    """One segment of layer B at given markups of the labs; everybody else as in Bertrand."""

    def __init__(self, market: Any, segment: str, opener: str, startups_in: bool) -> None:
        hold = ("hold",) * len(market.rivals)
        prices, _, _, _, _ = market.segment(segment, opener, hold, startups_in)
        self.labs = [f for f in market.vendors if f != market.startups]
        self.keep = 1 - float(market.rho[0])
        self.alpha = float(market.alpha[segment][0])
        self.size = float(market.size[segment][0])
        self.cost = np.array([float(market.cost[f, segment][0]) for f in self.labs])
        self.worth = np.array([float(market.worth[f, segment][0]) for f in self.labs])
        self.bertrand = np.array([float(prices[f][0]) for f in self.labs]) - self.cost
        others = []
        if opener == "open":
            others.append(float(market.hosted[segment][0]))
        if startups_in:
            s = market.startups
            markup = float(prices[s][0]) - float(market.cost[s, segment][0])
            others.append(float(market.worth[s, segment][0]) - self.alpha * markup / self.keep)
        self.others = np.array(others)

    def shares(self, markups: np.ndarray) -> np.ndarray:
        """The labs' shares of the segment's potential."""
        weight = self.worth - self.alpha * markups / self.keep
        every = np.concatenate([weight, self.others])
        top = every.max()
        log_sum = top + np.log(np.exp(every - top).sum())
        nest = 1 / (1 + np.exp(-self.keep * log_sum))
        found: np.ndarray = np.exp(weight - log_sum) * nest
        return found

    def profits(self, markups: np.ndarray) -> np.ndarray:
        """Profit per potential customer of all segments."""
        return np.asarray(self.size * markups * self.shares(markups))

    def markups(self) -> list[np.ndarray]:
        """By kind of price: each lab's markup.

        In one nest, firms that maximise their joint profit all take the same markup, as one firm
        with several products does.
        """
        furthest = self.bertrand.max() + FURTHEST / self.alpha
        one = np.ones(len(self.labs))
        joint = one * _best(lambda m: float(self.profits(m * one).sum()), 0.0, furthest)
        undercut = joint.copy()
        for k in range(len(self.labs)):

            def alone(m: float, k: int = k) -> float:
                tried = joint.copy()
                tried[k] = m
                return float(self.profits(tried)[k])

            undercut[k] = _best(alone, 0.0, float(joint[k]))
        return [self.bertrand, (self.bertrand + joint) / 2, joint, undercut]


def _best(value: Any, low: float, high: float) -> float:
    """Where a function with one peak is largest, by golden section."""
    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_a, at_b = value(a), value(b)
    for _ in range(ROUNDS):
        if at_a > at_b:
            high, b, at_b = b, a, at_a
            a = high - _GOLDEN * (high - low)
            at_a = value(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + _GOLDEN * (high - low)
            at_b = value(b)
    return (low + high) / 2


def _prices(
    segments: list[_Segment], markups: list[list[np.ndarray]], count: int
) -> dict[str, tuple[float, ...]]:
    """Each lab's mean price over the segments."""
    found = {}
    for kind, word in enumerate(PRICES):
        spent, sold = np.zeros(count), np.zeros(count)
        for segment, table in zip(segments, markups, strict=True):
            at = table[kind]
            for k in range(count):
                charged = at.copy() if word != UNDERCUT else table[PRICES.index(TOGETHER)].copy()
                charged[k] = at[k]
                volume = segment.size * segment.shares(charged)[k]
                spent[k] += volume * (segment.cost[k] + charged[k])
                sold[k] += volume
        found[word] = tuple(float(p) for p in spent / sold)
    return found
