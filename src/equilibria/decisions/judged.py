"""How each action fares over draws of the parameters, and what information is worth."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .draws import Draws, Estimate, spread
from .family import Family
from .regimes import Regime

#: Bins of a parameter for the value of knowing it.
BINS = 16


class ActionRow(NamedTuple):
    """How one action fares over all draws.

    `every` and `some`: the probability that it is played, with positive probability, in every and
    in some equilibrium. For the player who decides also: `best`, the probability that no action
    earns more when chosen first and answered by a best reply (ties against the player); `value`,
    what it then earns; `regret`, how much less than the best action; `worst_regret`, the largest
    regret met in any draw, a lower bound on the largest there is; `worst_error`, the standard
    deviation of the largest regret between replicates; `minimax`, the share of replicates in which
    this action's largest regret is the least (the first of several). A further replicate would
    exceed `worst_regret` with a probability of at most one in the replicates plus one, whatever the
    distribution: replicates are exchangeable. With a rule that chooses among equilibria,
    `selected`: the probability that the action is played in the chosen one, over the draws in which
    one is chosen.
    """

    player: str
    action: str
    every: Estimate
    some: Estimate
    best: Estimate | None
    value: Estimate | None
    regret: Estimate | None
    worst_regret: float | None
    worst_error: float | None = None
    minimax: Estimate | None = None
    selected: Estimate | None = None


def judge(
    family: Family,
    draws: Draws,
    valid: np.ndarray,
    regime: np.ndarray,
    regimes: tuple[Regime, ...],
    who: int | None,
    values: np.ndarray | None,
    picked: np.ndarray | None = None,
) -> tuple[tuple[ActionRow, ...], Estimate | None, dict[str, Estimate]]:
    """The table of actions, and what information is worth."""
    least = 1 / int(valid.sum())
    top = None if values is None else values.max(axis=1)
    worst = None if values is None else _worst(draws, valid, values)
    rows: list[ActionRow] = []
    for i, player in enumerate(family.players):
        for a, action in enumerate(family.actions[i]):
            played = [
                np.array([*(r.played(i, action, every=every) for r in regimes), False])[regime]
                for every in (True, False)
            ]
            every, some = (draws.mean(held, valid, least) for held in played)
            more: tuple[Any, ...] = (None,) * 6
            if values is not None and top is not None and worst is not None and i == who:
                mine = values[:, a]
                more = (
                    draws.mean(mine == top, valid, least),
                    draws.mean(mine, valid),
                    draws.mean(top - mine, valid),
                    float(worst[:, a].max()),
                    float(worst[:, a].std(ddof=1)),
                    spread((worst.argmin(axis=1) == a).astype(float), 1 / len(worst)),
                )
            chosen = None
            if picked is not None:
                column = picked[:, len(rows)]
                chosen = draws.mean(np.nan_to_num(column), valid & np.isfinite(column), least)
            rows.append(ActionRow(player, action, every, some, *more)._replace(selected=chosen))
    if values is None or top is None:
        return tuple(rows), None, {}
    # Totals per replicate; a choice is made on all other replicates and judged on this one.
    good, count = draws.replicate[valid], int(draws.replicate.max()) + 1
    size = np.bincount(good, minlength=count)
    earned = values[valid]
    total = np.stack([np.bincount(good, column, minlength=count) for column in earned.T], axis=1)
    blind = (total.sum(axis=0) - total).argmax(axis=1)
    without = total[np.arange(count), blind] / size
    knowing_all = np.bincount(good, top[valid], minlength=count) / size
    information = {}
    for name, column in draws.columns.items():
        edges = np.quantile(column[valid], np.arange(1, BINS) / BINS)
        cell = np.searchsorted(edges, column[valid]) + BINS * good
        parts = np.stack(
            [np.bincount(cell, c, minlength=BINS * count) for c in earned.T], axis=1
        ).reshape(count, BINS, -1)
        chosen = (parts.sum(axis=0) - parts).argmax(axis=2)
        informed = np.take_along_axis(parts, chosen[:, :, None], axis=2).sum(axis=(1, 2)) / size
        information[name] = spread(informed - without)
    return tuple(rows), spread(knowing_all - without), information


def _worst(draws: Draws, valid: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The largest regret of each action in each replicate: shape (replicates, k)."""
    regret = values.max(axis=1, keepdims=True) - values
    count = int(draws.replicate.max()) + 1
    return np.stack([regret[valid & (draws.replicate == r)].max(axis=0) for r in range(count)])
