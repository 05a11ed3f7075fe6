"""What is known over draws of uncertain parameters, beside the answer at today's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..errors import GameError
from ..results.batch import data_frame
from ..results.status import Claim
from .draws import Draws, Estimate
from .family import Family
from .judged import ActionRow
from .regimes import Regime, as_regime, label_of_game
from .statements import answer_to
from .threshold_draws import ThresholdDraws


class Separation(NamedTuple):
    """How well one parameter tells a regime from the others.

    `distance` is the largest over regimes of the Kolmogorov-Smirnov distance between the
    parameter's values inside and outside the regime; `noise` is what chance alone exceeds in one
    case of twenty.
    """

    parameter: str
    distance: float
    noise: float
    regime: str


@dataclass(frozen=True, slots=True)
class Today:
    """The answer at today's values (or those held), exact.

    Attributes
    ----------
    regime : Regime
    decides : str or None
    best : tuple of str
        The actions of the player who decides that no other one beats as a commitment.
    """

    regime: Regime
    decides: str | None
    best: tuple[str, ...]

    def plays(self, player: str, action: str, *, every: bool = False) -> bool:
        """Whether an action is played in some equilibrium today, or in every one."""
        return self.regime.played(self.regime.players.index(player), action, every=every)

    def says(self, player: str, action: str) -> str:
        """One action in a few words."""
        every = self.plays(player, action, every=True)
        word = "every" if every else "some" if self.plays(player, action) else "none"
        return f"{word}, best" if player == self.decides and action in self.best else word


def today_of(family: Family, values: Mapping[str, Fraction], who: int | None) -> Today | None:
    """Solve the game at one set of values; None where the model refuses them."""
    try:
        game = family.game_at(values)
    except GameError:
        return None
    regime = as_regime(label_of_game(game), family.players, family.actions)
    if who is None:
        return Today(regime, None, ())
    payoffs = game.ordinal_payoffs(who)
    worth = [payoffs[answer_to(game, who, a)] for a in range(game.shape[who])]
    best = tuple(
        name for name, value in zip(family.actions[who], worth, strict=True) if value == max(worth)
    )
    return Today(regime, family.players[who], best)


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """What holds over draws of the uncertain parameters.

    Attributes
    ----------
    family : Family
    draws : Draws
        The values, and which replicate each belongs to.
    held : mapping from parameter to Fraction
        All other parameters.
    valid : ndarray of bool, shape (n,)
        Draws that the model accepts; every estimate is over these.
    messages : mapping from draw to str
        What it said about the others.
    regime : ndarray of int32, shape (n,)
        Index into `regimes`; -1 where not valid.
    regimes : tuple of Regime
    probabilities : tuple of Estimate
        Of each regime.
    actions : tuple of ActionRow
    decides : str or None
        The player whose choice is judged; None for other than two players.
    values : ndarray of float64, shape (n, k), or None
        What each of its actions earns when chosen first.
    perfect_information : Estimate or None
        What knowing everything before choosing would be worth, in payoff units.
    information : mapping from parameter to Estimate
        What knowing one parameter alone would be worth: the choice may then depend on which of 16
        equally likely intervals it lies in. Estimated on draws other than those the choice was
        made on, so that luck does not count as information; may come out slightly negative.
    thresholds : ThresholdDraws or None
    today : Today or None
        The answer at today's values, to be read beside the draws; None if the model refuses them.
    select : str or None
        The rule that chose among equilibria, if one was named.
    chosen : Estimate or None
        How often it chose one.
    claim : Claim
        ALL for two players; ALL_PURE for more: then equilibria means pure ones.

    Notes
    -----
    Errors are standard errors over independent replicates. For a probability it is at least 1/n:
    that an event was not met does not make it impossible.
    """

    family: Family = field(repr=False)
    draws: Draws = field(repr=False)
    held: Mapping[str, Fraction] = field(repr=False)
    valid: np.ndarray = field(repr=False)
    messages: Mapping[int, str] = field(repr=False)
    regime: np.ndarray = field(repr=False)
    regimes: tuple[Regime, ...]
    probabilities: tuple[Estimate, ...]
    actions: tuple[ActionRow, ...]
    decides: str | None
    values: np.ndarray | None = field(repr=False)
    perfect_information: Estimate | None
    information: Mapping[str, Estimate] = field(repr=False)
    thresholds: ThresholdDraws | None
    claim: Claim
    today: Today | None = None
    select: str | None = None
    chosen: Estimate | None = None

    def action(self, player: str, action: str) -> ActionRow:
        """The row of one action."""
        for row in self.actions:
            if (row.player, row.action) == (player, action):
                return row
        raise GameError(f"{player}: {action}: there is no such action.")

    @property
    def minimax_regret(self) -> str | None:
        """The action whose worst regret over the draws is least."""
        rows = [row for row in self.actions if row.worst_regret is not None]
        return min(rows, key=lambda row: row.worst_regret or 0.0).action if rows else None

    @property
    def best_on_average(self) -> str | None:
        """The action that earns most on average when chosen first."""
        rows = [row for row in self.actions if row.value is not None]
        best = max(rows, key=lambda row: row.value.value if row.value else 0.0, default=None)
        return None if best is None else best.action

    def separation(self) -> tuple[Separation, ...]:
        """Which parameters tell the regimes apart, the clearest first."""
        rows = []
        for name, column in self.draws.columns.items():
            best = Separation(name, 0.0, 0.0, "")
            for k, regime in enumerate(self.regimes):
                inside = column[self.regime == k]
                outside = column[self.valid & (self.regime != k)]
                if min(len(inside), len(outside)) < 8:
                    continue
                distance = _distance(inside, outside)
                if distance > best.distance:
                    share = len(inside) * len(outside) / (len(inside) + len(outside))
                    best = Separation(name, distance, 1.36 / float(np.sqrt(share)), regime.label)
            rows.append(best)
        return tuple(sorted(rows, key=lambda row: (-row.distance, row.parameter)))

    def frame(self) -> Any:
        """One row per draw as a pandas DataFrame (the extra `data`)."""
        labels = np.array([*(r.label for r in self.regimes), ""], dtype=object)
        columns = dict(self.draws.columns)
        columns |= {"replicate": self.draws.replicate, "valid": self.valid}
        columns["regime"] = labels[self.regime]
        if self.values is not None and self.decides is not None:
            names = self.family.actions[self.family.players.index(self.decides)]
            columns |= {f"value of {a}": self.values[:, k] for k, a in enumerate(names)}
        return data_frame(columns)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Where the draws and today's values disagree: what holds there is rare here."""
        if self.today is None:
            return ("the model refuses today's values: there is no answer to compare with",)
        found = []
        for row in self.actions:
            label = f"{row.player}: {row.action}"
            if self.today.plays(row.player, row.action, every=True) and row.some.value < 0.5:
                found.append(
                    f"{label} is played in every equilibrium today, yet over the draws in some "
                    f"equilibrium with probability {row.some} only"
                )
            if not self.today.plays(row.player, row.action) and row.every.value > 0.5:
                found.append(
                    f"{label} is played in no equilibrium today, yet over the draws in every one "
                    f"with probability {row.every}"
                )
            best = row.best
            if best is not None and row.action in self.today.best and best.value < 0.5:
                found.append(f"{label} is best today, over the draws with probability {best} only")
        if found:
            found.append(
                "the draws are spread over the given distributions, not around today's values; a "
                "range of several orders of magnitude may call for 'log-uniform'"
            )
        return tuple(found)

    def __str__(self) -> str:
        head = ("action", "today", "in every", "in some", "best", "regret", "worst regret")
        table = [head if self.select is None else (*head, self.select)]
        for row in self.actions:
            table.append(
                (
                    f"{row.player}: {row.action}",
                    "refused" if self.today is None else self.today.says(row.player, row.action),
                    str(row.every),
                    str(row.some),
                    "" if row.best is None else str(row.best),
                    "" if row.regret is None else str(row.regret),
                    ""
                    if row.worst_regret is None or row.worst_error is None
                    else str(Estimate(row.worst_regret, row.worst_error)),
                    *(() if self.select is None else (str(row.selected),)),
                )
            )
        wide = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join(cell.ljust(w) for cell, w in zip(line, wide, strict=True)).rstrip()
            for line in table
        ]
        if self.chosen is not None:
            lines.append(f"{self.select}: names an equilibrium in {self.chosen} of the draws")
        return "\n".join([repr(self), *lines, *(f"Note: {text}." for text in self.remarks)])

    def __repr__(self) -> str:
        refused = len(self.valid) - int(self.valid.sum())
        return (
            f"Uncertainty over {len(self.draws.columns)} parameters, {len(self.valid)} draws "
            f"({refused} refused): {len(self.regimes)} regimes, claim {self.claim.name}"
        )


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    """The Kolmogorov-Smirnov distance of two samples."""
    every = np.sort(np.concatenate([one, other]))
    first, second = (
        np.searchsorted(np.sort(part), every, side="right") / len(part) for part in (one, other)
    )
    return float(np.abs(first - second).max())
