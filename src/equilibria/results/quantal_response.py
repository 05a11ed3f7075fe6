"""Quantal response equilibria along a branch, and what observed play says about rationality."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from .._format import number, table
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from .equilibria import Stats
from .logit_branch import Branch
from .status import Claim, Status

#: Rows printed by repr.
_SHOWN = 8


@dataclass(frozen=True, slots=True, eq=False)
class QuantalResponse:
    """Logit quantal response equilibria of one game, in the order of the branch.

    Attributes
    ----------
    game : NormalFormGame
    rationality : ndarray, shape (T,)
        Per unit of payoff; the reciprocal of the noise in payoffs.
    log_probabilities : tuple of ndarray, shape (T, k_i)
        Per player, natural logarithms: probabilities too small for a float keep their digits.
    residuals : ndarray, shape (T,)
        Largest difference, over all actions, between the logarithm of a probability and that of the
        logit response to the others' strategies. Evaluated anew; it grows with rationality, for
        payoffs are known to some 16 digits.
    branch : Branch or None
        The principal branch itself, up to where it was traced, at the steps taken; None if there
        was nothing to trace.
    status : Status
    claim : Claim
        NONE: the points are computed in floats, and no proof is given.
    stats : Stats
        A step is one step along the branch.
    """

    game: NormalFormGame
    rationality: np.ndarray
    log_probabilities: tuple[np.ndarray, ...]
    residuals: np.ndarray
    branch: Branch | None = field(repr=False)
    status: Status
    claim: Claim = Claim.NONE
    stats: Stats = field(default_factory=Stats)

    def __post_init__(self) -> None:
        for array in (self.rationality, *self.log_probabilities, self.residuals):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.rationality)

    @property
    def probabilities(self) -> tuple[np.ndarray, ...]:
        """Per player, an array of shape (T, k_i)."""
        return tuple(np.exp(logs) for logs in self.log_probabilities)

    def __getitem__(self, player: int | str) -> np.ndarray:
        """A player's probabilities, one row per rationality."""
        rows: np.ndarray = np.exp(self.log_probabilities[self.game.player_index(player)])
        return rows

    @property
    def turning_points(self) -> tuple[float, ...]:
        """Rationalities near which the branch that was traced turns back, or forth again."""
        if self.branch is None:
            return ()
        forth = self.branch.tangents[:, -1] > 0
        places = np.flatnonzero(forth[1:] != forth[:-1])
        scale = float(self.branch.system.scale)
        return tuple(
            float(max(pair) if forth[k] else min(pair)) / scale
            for k in places
            for pair in [self.branch.points[k : k + 2, -1].tolist()]
        )

    def at(self, rationality: float) -> QuantalResponse:
        """Every quantal response equilibrium of the traced branch at a rationality.

        More than one where the branch turns back; the first is the first that is met. Each is
        polished by Newton's method.

        Raises
        ------
        GameError
            If the branch was not traced as far as that.
        """
        if self.branch is None:
            scaled, found = 0.0, [np.zeros(1)]
        else:
            scaled = rationality * float(self.branch.system.scale)
            found = self.branch.crossings(scaled) if isfinite(scaled) else []
        if not found:
            most = float(self.rationality.max()) if len(self) else 0.0
            raise GameError(
                f"rationality {rationality!r}: the branch was traced from 0 to {most:.6g}; "
                "ask quantal_response for it."
            )
        given = np.full(len(found), float(rationality))
        return response(self.game, self.branch, given, found, self.status, self.stats)

    def __repr__(self) -> str:
        state = f" ({self.status.value})" if self.status is not Status.FINISHED else ""
        plural = "um" if len(self) == 1 else "a"
        worst = f", residual at most {self.residuals.max():.0e}" if len(self) else ""
        lines = [f"QuantalResponse: {len(self)} logit equilibri{plural}{worst}{state}"]
        step = max(1, -(-len(self) // _SHOWN))
        rows = []
        for t in range(0, len(self), step):
            parts = [
                f"{player}: " + " ".join(f"{p:.4f}" for p in np.exp(logs[t]))
                for player, logs in zip(self.game.players, self.log_probabilities, strict=True)
            ]
            rows.append([f"rationality {number(float(self.rationality[t]))}", "; ".join(parts)])
        return "\n".join(lines + (table(rows) if rows else []))


def response(
    game: NormalFormGame,
    branch: Branch | None,
    rationality: np.ndarray,
    points: list[np.ndarray],
    status: Status,
    stats: Stats,
) -> QuantalResponse:
    """Put points of a branch into an answer."""
    if branch is None:
        logs = tuple(np.zeros((len(points), 1)) for _ in game.shape)
        residuals = np.zeros(len(points))
    else:
        rows = np.array(points).reshape(len(points), branch.system.actions + 1)
        logs = branch.system.split(rows)
        residuals = np.array([branch.system.residual(x) for x in rows])
    return QuantalResponse(game, rationality, logs, residuals, branch, status, stats=stats)


@dataclass(frozen=True, slots=True, eq=False)
class QuantalResponseFit:
    """The rationality under which observed play is most likely, on the principal branch.

    Attributes
    ----------
    game : NormalFormGame
    counts : tuple of ndarray
        Per player, how often each action was observed.
    rationality : float
        The estimate, per unit of payoff; 0 or infinity where the likelihood is greatest there.
    log_likelihood : float
        Sum of counts times logarithms of probabilities (no multinomial coefficients).
    standard_error : float or None
        From the observed information, the curvature of the log-likelihood along the branch; None
        where the estimate is 0 or infinite, or the likelihood is flat.
    interval : (float, float)
        Smallest and largest rationality on the branch that a likelihood-ratio test at `level` does
        not reject (chi-squared, one degree of freedom).
    level : float
    log_probabilities : tuple of ndarray
        Per player, at the estimate.
    log_likelihood_at_zero : float
        Everybody plays at random.
    status : Status
    stats : Stats
    """

    game: NormalFormGame
    counts: tuple[np.ndarray, ...]
    rationality: float
    log_likelihood: float
    standard_error: float | None
    interval: tuple[float, float]
    level: float
    log_probabilities: tuple[np.ndarray, ...]
    log_likelihood_at_zero: float
    status: Status = Status.FINISHED
    stats: Stats = field(default_factory=Stats)

    @property
    def probabilities(self) -> tuple[np.ndarray, ...]:
        """Per player, at the estimate."""
        return tuple(np.exp(logs) for logs in self.log_probabilities)

    def __getitem__(self, player: int | str) -> Any:
        """A player's probabilities at the estimate."""
        return np.exp(self.log_probabilities[self.game.player_index(player)])

    def __repr__(self) -> str:
        error = "" if self.standard_error is None else f", standard error {self.standard_error:.4g}"
        low, high = self.interval
        return (
            f"QuantalResponseFit: rationality {self.rationality:.6g}{error}, "
            f"{100 * self.level:g}% interval [{low:.6g}, {high:.6g}], "
            f"log-likelihood {self.log_likelihood:.6g}"
        )
