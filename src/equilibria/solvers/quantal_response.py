"""Logit quantal response equilibria: the principal branch, at given rationalities or as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

import numpy as np

from .._budget import Budget, Meter
from ..errors import BudgetExceeded, GameError
from ..games.normal_form import NormalFormGame, require_game
from ..results.equilibria import Stats
from ..results.logit_branch import Branch, LogitSystem
from ..results.quantal_response import QuantalResponse, response
from ..results.status import Status
from .logit_path import LogitPath

#: Where the whole branch ends: rationality times the largest payoff range.
WHOLE = 1e6

#: Scaled rationalities beyond this would overflow on the way, where lengths are squared.
_LARGEST = 1e100


def quantal_response(
    game: NormalFormGame,
    rationality: float | Sequence[float] | np.ndarray | None = None,
    *,
    budget: Budget | None = None,
    partial: bool = False,
) -> QuantalResponse:
    """Logit quantal response equilibria on the principal branch (McKelvey and Palfrey 1995).

    Every player plays each action with a probability proportional to
    ``exp(rationality * expected payoff)``, against the others doing the same.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.
    rationality : number or sequence of numbers, optional
        At least 0, per unit of payoff (often written lambda): doubling all payoffs does what
        doubling it does, and adding a constant to a player's payoffs does nothing. Default: the
        whole branch, at the steps taken, to 1e6 over the largest range of a player's payoffs.
    budget : Budget, optional
        Default: 60 seconds. A step is one step along the branch.
    partial : bool, default False
        If the budget is spent, return what was traced instead of raising.

    Returns
    -------
    QuantalResponse
        One row for each rationality given, in that order: where the branch first gets there, coming
        from 0. ``.at(rationality)`` has every equilibrium of the branch at another one.

    Raises
    ------
    GameError
        If a rationality is negative or no finite number, or too large for a float when multiplied
        by the payoffs.
    BudgetExceeded
        With what was traced as ``.partial``; also if floats have too few digits to go on.

    Notes
    -----
    The branch is followed by arc length in logarithms of probabilities, so that turning points are
    passed, and small probabilities keep their digits. Points are polished by Newton's method, in
    floats: `residuals` says how well they fit, and no proof is given. Steps are kept short where
    the branch bends, but that it was never left for another one is not proved. Where branches
    cross (in symmetric games, mostly) it goes straight on. Cost: some 50 steps, each two or three
    times four passes over the payoffs. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> pennies = eq.NormalFormGame.bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> eq.quantal_response(pennies, rationality=[0, 1, 10])
    QuantalResponse: 3 logit equilibria, residual at most ...
      rationality 0   Player 1: 0.5000 0.5000; Player 2: 0.5000 0.5000
      rationality 1   Player 1: 0.8936 0.1064; Player 2: 0.3128 0.6872
      rationality 10  Player 1: 0.6075 0.3925; Player 2: 0.1044 0.8956
    """
    require_game(game, "quantal_response")
    targets = None if rationality is None else _read(rationality)
    meter = (budget or Budget()).start()
    branch, status = traced(game, None if targets is None else max(targets, default=0.0), meter)
    stats = Stats(steps=meter.steps, seconds=meter.seconds)
    found = _collect(game, branch, targets, status, stats)
    if status is not Status.FINISHED and not partial:
        raise BudgetExceeded(f"quantal_response: {status.value}. {status.advice}", found)
    return found


def traced(game: NormalFormGame, most: float | None, meter: Meter) -> tuple[Branch | None, Status]:
    """The principal branch to a rationality (None: the whole); None if there is no choice."""
    system = LogitSystem.of(game)
    if not system.players:
        return None, Status.FINISHED
    limit = (
        WHOLE if most is None else float(min(Fraction(most) * system.scale, Fraction(10) ** 308))
    )
    if limit > _LARGEST:
        raise GameError(f"quantal_response: rationality {most!r} is too large for these payoffs.")
    path = LogitPath(system)
    if not path.follow(limit, meter):
        status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
    else:
        status = Status.ROUNDING if path.stalled else Status.FINISHED
    return path.branch(), status


def _collect(
    game: NormalFormGame,
    branch: Branch | None,
    targets: list[float] | None,
    status: Status,
    stats: Stats,
) -> QuantalResponse:
    if branch is None:
        given = targets if targets is not None else [0.0]
        points = [np.zeros(1) for _ in given]
        return response(game, branch, np.array(given, float), points, status, stats)
    scale = float(branch.system.scale)
    if targets is None:
        polished = [branch.system.polished(x) for x in branch.points]
        points = [
            y if y is not None and np.abs(y - x).max() <= 1e-3 * (1 + np.abs(x).max()) else x
            for x, y in zip(branch.points, polished, strict=True)
        ]
        return response(game, branch, branch.points[:, -1] / scale, points, status, stats)
    pairs = [(target, branch.crossings(target * scale)[:1]) for target in targets]
    reached = [(target, found[0]) for target, found in pairs if found]
    values = np.array([target for target, _ in reached], dtype=float)
    return response(game, branch, values, [x for _, x in reached], status, stats)


def _read(given: Any) -> list[float]:
    """Rationalities as floats, or one complaint about all that are none."""
    several = isinstance(given, (Sequence, np.ndarray)) and not isinstance(given, str)
    values = list(np.asarray(given, dtype=object).ravel()) if several else [given]
    complaints, numbers = [], []
    for value in values:
        try:
            number = float(value) if not isinstance(value, (str, bool)) else float("nan")
        except (TypeError, ValueError, OverflowError):
            number = float("nan")
        if not (isfinite(number) and number >= 0):
            complaints.append(f"rationality {value!r:.40}: give a finite number of at least 0.")
        numbers.append(number)
    if complaints:
        raise GameError(complaints)
    return numbers
