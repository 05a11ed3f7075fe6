"""One equilibrium of each game, by a rule that the user names; nothing else here ever selects.

Where the rule ties, or names none, none is chosen, and that is counted. Payoffs that differ by less
than `CLOSE` of the game's largest count as tied: they are floats.

Rules for two actions a player: payoff and risk dominance of Harsanyi and Selten (1988, ch. 3, 5).
In a game with two strict equilibria and the mixed one, a strict one risk-dominates the other, that
is, has the larger product of losses from deviating, if and only if the probabilities with which the
mixed equilibrium plays its two actions add up to less than one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..errors import GameError
from .cells import Cells
from .family import Family

#: Payoffs closer than this, relative to the largest of the game, tie.
CLOSE = 1e-9


class Rule(NamedTuple):
    """A rule that chooses among equilibria; `player` for the rules about one player's payoff."""

    name: str
    player: int = -1


def read_rule(text: str, family: Family) -> Rule:
    """Read 'welfare', 'payoff-dominant', 'risk-dominant', 'best for NAME' or 'worst for NAME'."""
    known = "'welfare', 'payoff-dominant', 'risk-dominant', 'best for NAME' or 'worst for NAME'"
    if text in ("welfare", "payoff-dominant"):
        return Rule(text)
    if text == "risk-dominant":
        if family.shape != (2, 2):
            raise GameError(
                f"select={text!r}: a game with actions {family.shape}; risk dominance is defined "
                "here for two players with two actions each."
            )
        return Rule(text)
    for name in ("best", "worst"):
        if isinstance(text, str) and text.startswith(f"{name} for "):
            who = text.removeprefix(f"{name} for ")
            if who not in family.players:
                raise GameError(f"select={text!r}: the players are {', '.join(family.players)}.")
            return Rule(name, family.players.index(who))
    raise GameError(f"select={text!r}; give {known}.")


def selected(rule: Rule, cells: Cells) -> np.ndarray:
    """Each cell's chosen equilibrium as mixed strategies side by side; nan where none is chosen.

    Returns
    -------
    ndarray of float64, shape (cells, k_1 + ... + k_n)
    """
    every = np.concatenate(cells.strategies, axis=1)
    answer = np.full((len(cells.counts), every.shape[1]), np.nan)
    solved = np.flatnonzero(cells.counts > 0)
    if len(solved):
        counts = cells.counts[solved]
        rows = _chosen(rule, cells, counts)
        answer[solved[rows >= 0]] = every[rows[rows >= 0]]
    return answer


def _chosen(rule: Rule, cells: Cells, counts: np.ndarray) -> np.ndarray:
    """The row of the chosen equilibrium of each game that has some; -1 for none."""
    begin = np.cumsum(counts) - counts
    game = np.repeat(np.arange(len(counts)), counts)
    if rule.name == "risk-dominant":
        good = _risk_dominant(cells, counts, begin, game)
    else:
        size = np.maximum.reduceat(np.abs(cells.payoffs).max(axis=1), begin)
        if rule.name == "payoff-dominant":
            scores = cells.payoffs
        elif rule.name == "welfare":
            scores = cells.payoffs.sum(axis=1, keepdims=True)
        else:
            sign = 1.0 if rule.name == "best" else -1.0
            scores = sign * cells.payoffs[:, [rule.player]]
        top = np.maximum.reduceat(scores, begin, axis=0)
        good = np.asarray((scores >= (top - CLOSE * size[:, None])[game]).all(axis=1))
    good |= (counts == 1)[game]
    alone = np.add.reduceat(good.astype(np.int64), begin) == 1
    rows = np.full(len(counts), -1)
    where = np.flatnonzero(good & alone[game])
    rows[game[where]] = where
    return rows


def _risk_dominant(
    cells: Cells, counts: np.ndarray, begin: np.ndarray, game: np.ndarray
) -> np.ndarray:
    """Which equilibria risk-dominate, in games with two strict equilibria and the mixed one."""
    x, y = cells.strategies
    pure = (x.max(axis=1) == 1) & (y.max(axis=1) == 1)
    fits = (counts == 3) & (np.add.reduceat(pure.astype(np.int64), begin) == 2)
    good = np.zeros(len(x), bool)
    mixed = np.flatnonzero(~pure & fits[game])
    for k in range(3):
        row = begin[game[mixed]] + k
        against = (x[row] * x[mixed]).sum(axis=1) + (y[row] * y[mixed]).sum(axis=1)
        good[row] = pure[row] & (against < 1 - CLOSE)
    return good
