"""The two forms of demand side by side: what layer B gives back, and where the layers agree.

Layer A has limit prices, layer B nested logit. Layer B is calibrated with the open model on the
market, so it must return the prices, shares and the margin that it was given; then both layers are
asked the same questions today and over the same draws, and the one thing that only layer B knows,
the correlation of tastes, is mapped against the wedge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...decisions.family import Family
from ...errors import GameError
from .claims import Bench
from .claims.opener import tables_at
from .evidence import Evidence, part_of
from .layers import no_market, on_layer
from .market import SEGMENTS
from .solving import every_or_pure, lead, played

#: What the map varies: the correlation of tastes within the nest, and the wedge.
AXES = ("nest_correlation", "wedge_assurance_led")
#: Cells of the map where layer B has no market, and those without a pure equilibrium.
NO_MARKET, NO_PURE = -1, -2


@dataclass(frozen=True, slots=True)
class Target:
    """One observed number that layer B was calibrated to, and what it returns."""

    name: str
    unit: str
    given: float
    returned: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solved game says on one layer: over all equilibria, nothing selected."""

    opener: tuple[str, ...]
    rival: tuple[str, ...]
    gain: Fraction  # of opening over the best alternative; the least over all equilibria


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """Both layers on the same questions.

    Attributes
    ----------
    targets : tuple of Target
        Prices, shares and the margin that layer B was calibrated to; none without a market.
    answers : mapping from layer to Answer
        Of the solved game, today.
    refused : mapping from layer to str
        Why there is no answer on a layer: today's values make no market there. The draws, and the
        map, have their own values.
    today : mapping from layer to Evidence
        The market with the model open and internal, rivals holding.
    agreement : mapping from claim to (both, only A, only B, neither)
        Counts over the draws that both layers solve.
    draws, solved, seed : int
        Asked for, and solved by both.
    axes : mapping from parameter to array
        The map's cells, by their middles.
    open_played : array of int, (second axis, first axis)
        Layer B at the middles: 1 where the opener opens in some pure equilibrium, 0 where it opens
        in none, `NO_PURE` or `NO_MARKET`. Sampled, not proved.
    """

    targets: tuple[Target, ...]
    answers: Mapping[str, Answer]
    refused: Mapping[str, str]
    today: Mapping[str, Evidence]
    agreement: Mapping[str, tuple[int, int, int, int]]
    draws: int
    solved: int
    seed: int
    axes: Mapping[str, NDArray[np.float64]]
    open_played: NDArray[np.int8]

    @property
    def worst(self) -> float:
        """The largest relative error of a target that came back."""
        return max((abs(t.returned / t.given - 1) for t in self.targets if t.given), default=0.0)


def forms(b: Bench, *, cells: int) -> Forms:
    """Compare both layers.

    Parameters
    ----------
    b : Bench
        Both layers over draws and today; of its draws, those that both were asked are compared.
    cells : int
        Of the map, along each side.

    Raises
    ------
    GameError
        If the bench has one layer only.
    """
    if len(b.draws) < 2:
        raise GameError(f"forms: the bench has layer {', '.join(b.draws)} only; give it both.")
    n = min(len(e.status) for e in b.draws.values())
    over = {layer: part_of(e, slice(0, n)) for layer, e in b.draws.items()}
    both = over["A"].solved & over["B"].solved
    agreement = {}
    for name, yes in over["A"].claims().items():
        one, other = yes[both], over["B"].claims()[name][both]
        counts = (one & other, one & ~other, ~one & other, ~one & ~other)
        agreement[name] = tuple(int(c.sum()) for c in counts)
    axes, opened = _map(b.family, cells)
    refused = {layer: why for layer in b.draws if (why := no_market(b.family, layer))}
    return Forms(
        targets=() if "B" in refused else _targets(b.family),
        answers={layer: answer(b.family, layer) for layer in b.draws if layer not in refused},
        refused=refused,
        today=b.today,
        agreement=agreement,  # type: ignore[arg-type]
        draws=n,
        solved=int(both.sum()),
        seed=b.sweep.seed,
        axes=axes,
        open_played=opened,
    )


def _targets(family: Family) -> tuple[Target, ...]:
    """Prices, shares and the margin, given and returned, with the open model on the market."""
    builder: Any = family.builder
    values = {name: float(v) for name, v in family.values().items()}
    market = builder.arrays(values, "B")
    hold = ("hold",) * len(market.rivals)
    found = market.outcome("open", hold, True)
    key, name = builder.firms.rival
    rows = [
        Target(f"price of {n}", "USD/Mtok", values[f"price_{k}"], float(found.prices[k][0]))
        for k, n in builder.firms.vendors
    ]
    for segment in SEGMENTS:
        prices, shares, *_ = market.segment(segment, "open", hold, True)
        who = segment.replace("_", "-")
        closed = 1 - float(market.open_share[segment][0])
        rows += [
            Target(f"share of {n}, {who}", "share of potential tokens",
                   closed * values[f"share_{k}_{segment}"], float(shares[k][0]))
            for k, n in builder.firms.vendors
        ]  # fmt: skip
        margin = 1 - float(market.cost[key, segment][0]) / float(prices[key][0])
        rows.append(Target(f"margin of {name}, {who}", "share of price",
                           1 - values[f"cost_share_{key}"], margin))  # fmt: skip
    rows.append(Target("open model's share of tokens served", "share", values["open_share"],
                       float(found.open_share[0])))  # fmt: skip
    return tuple(rows)


def answer(family: Family, layer: str, **values: Any) -> Answer:
    """Solve a family's game on one layer, some values replaced."""
    game = on_layer(family, layer).game(**values)
    found = every_or_pure(game)
    if not len(found):
        raise GameError("no equilibrium in pure strategies, and no proof of the others.")
    return Answer(played(found, 0), played(found, 1), min(lead(e, 0)[0] for e in found))


def _map(family: Family, cells: int) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.int8]]:
    builder: Any = family.builder
    values: dict[str, Any] = {name: float(v) for name, v in family.values().items()}
    axes = {}
    for name in AXES:
        p = family.parameters[name]
        low, high = float(p.low), float(p.high)
        axes[name] = low + (high - low) * (np.arange(cells) + 0.5) / cells
    first, second = np.meshgrid(*axes.values())
    at = {**values, AXES[0]: first.ravel(), AXES[1]: second.ravel()}
    mine, theirs = tables_at(builder, at, "B", cells * cells)
    with np.errstate(invalid="ignore"):
        stable = (mine == mine.max(axis=1, keepdims=True)) & (
            theirs == theirs.max(axis=2, keepdims=True)
        )
    found = np.where(stable[:, 0].any(axis=1), 1, 0)
    found = np.where(stable.any(axis=(1, 2)), found, NO_PURE)
    found = np.where(np.isfinite(mine).all(axis=(1, 2)), found, NO_MARKET)
    return axes, found.reshape(cells, cells).astype(np.int8)
