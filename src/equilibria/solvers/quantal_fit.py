"""How rational was observed play? Maximum likelihood along the principal logit branch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, isfinite, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

from .._budget import Budget
from ..errors import BudgetExceeded, GameError
from ..games.normal_form import NormalFormGame, require_game
from ..results.equilibria import Stats
from ..results.logit_branch import Branch
from ..results.quantal_response import QuantalResponseFit
from ..results.status import Status
from .quantal_response import traced

#: Places looked at between two points of the branch, and halvings of a stretch with a maximum.
_PIECES, _HALVINGS = 8, 60

#: Arc length, relative, over which slopes are compared for the curvature.
_NEAR = 1e-4

#: A limit this much better than any point, relative, makes the estimate infinite.
_BETTER = 1e-9


def fit_quantal_response(
    game: NormalFormGame,
    counts: Sequence[Any] | Mapping[str, Any],
    *,
    level: float = 0.95,
    budget: Budget | None = None,
) -> QuantalResponseFit:
    """Estimate the rationality of observed play by maximum likelihood.

    Parameters
    ----------
    game : NormalFormGame
    counts : sequence or mapping from player labels
        Per player, how often each action was played: one number of at least 0 per action, whole or
        not (a frequency times the number of plays). Plays are taken as independent.
    level : float, default 0.95
        Of the interval.
    budget : Budget, optional
        Default: 60 seconds. A step is one step along the branch.

    Returns
    -------
    QuantalResponseFit
        The likelihood is maximised over the whole principal branch, to rationality 1e6 over the
        largest payoff range, with all its turns; where it is greatest in the limit beyond, the
        estimate is infinite.

    Raises
    ------
    GameError
        If counts do not fit the game, are negative or all zero, or the level is not in (0, 1).
    BudgetExceeded
        If the branch could not be traced in time.

    Notes
    -----
    The likelihood is looked at eight times between two steps along the branch, by a cubic; each
    maximum found is refined on the branch itself. One that is narrower than that would be missed.
    If several rationalities do equally well, the one met first is returned. McKelvey and Palfrey
    (1995) estimate so; `interval` inverts the likelihood-ratio test, which also holds up where the
    log-likelihood is no parabola. Thread-safe.

    Examples
    --------
    Matching pennies in which one player has much to win (Ochs 1995, payoffs as transformed by
    McKelvey and Palfrey 1995):

    >>> import equilibria as eq
    >>> ochs = eq.NormalFormGame.bimatrix([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
    >>> plays = [[128 * 0.527, 128 * 0.473], [128 * 0.366, 128 * 0.634]]
    >>> fit = eq.fit_quantal_response(ochs, plays)
    >>> round(fit.rationality, 4), round(fit.log_likelihood, 4)
    (1.8456, -174.7645)
    """
    require_game(game, "fit_quantal_response")
    observed = _read(game, counts)
    if isinstance(level, bool) or not isinstance(level, (int, float)) or not 0 < level < 1:
        raise GameError(f"fit_quantal_response: level={level!r}; give a number between 0 and 1.")
    meter = (budget or Budget()).start()
    branch, status = traced(game, None, meter)
    if status in (Status.MAX_STEPS, Status.MAX_TIME):
        raise BudgetExceeded(f"fit_quantal_response: {status.value}. {status.advice}")
    stats = Stats(steps=meter.steps, seconds=meter.seconds)
    if branch is None:
        logs = tuple(np.zeros(1) for _ in game.shape)
        return QuantalResponseFit(
            game, observed, 0.0, 0.0, None, (0.0, inf), level, logs, 0.0, stats=stats
        )
    return _fit(branch, observed, level, status, stats)


def _fit(
    branch: Branch, observed: tuple[np.ndarray, ...], level: float, status: Status, stats: Stats
) -> QuantalResponseFit:
    system = branch.system
    scale = float(system.scale)
    c = np.concatenate([*(observed[i] for i in system.players), [0.0]])
    rows = _grid(branch)
    levels = np.array([c @ x for _, _, x, _ in rows])
    slopes = np.array([c @ t for _, _, _, t in rows])
    best, point, where = float(levels[0]), rows[0][2], (0, 0.0)
    for k in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0)).tolist():
        segment, low, high = rows[k][0], rows[k][1], rows[k + 1][1]
        if rows[k + 1][0] != segment:
            high = 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            x, t = branch.on(segment, middle)
            low, high = (middle, high) if c @ t > 0 else (low, middle)
        if c @ x > best:
            best, point, where = float(c @ x), x, (segment, (low + high) / 2)
    last, way = branch.points[-1], branch.tangents[-1]
    limit = float(c @ last) + (float(c @ way) / way[-1] * last[-1] if way[-1] > 0 else 0.0)
    # A maximum no better than the limit is one of rounding; likelihood that never rises has none.
    same = _BETTER * (1 + abs(best))
    infinite = limit > max(best - same, float(levels[0]) + same)
    if infinite:
        best, point = limit, last
    cut = best - NormalDist().inv_cdf((1 + level) / 2) ** 2 / 2
    interval = _interval(branch, c, rows, levels, cut, limit)
    error = None
    if not infinite and point[-1] > 0:
        error = _standard_error(branch, c, where)
    return QuantalResponseFit(
        game=system.game,
        counts=observed,
        rationality=inf if infinite else float(point[-1]) / scale,
        log_likelihood=best,
        standard_error=None if error is None else error / scale,
        interval=(interval[0] / scale, interval[1] / scale),
        level=level,
        log_probabilities=system.split(point),
        log_likelihood_at_zero=float(levels[0]),
        status=status,
        stats=stats,
    )


def _grid(branch: Branch) -> list[tuple[int, float, np.ndarray, np.ndarray]]:
    """Segment, share, point and tangent: the branch's points, and some between them."""
    rows = []
    for k in range(len(branch.points) - 1):
        rows.append((k, 0.0, branch.points[k], branch.tangents[k]))
        for piece in range(1, _PIECES):
            rows.append((k, piece / _PIECES, *branch.between(k, piece / _PIECES)))
    k = len(branch.points) - 1
    rows.append((k, 0.0, branch.points[k], branch.tangents[k]))
    return rows


def _interval(
    branch: Branch, c: np.ndarray, rows: list[Any], levels: np.ndarray, cut: float, limit: float
) -> tuple[float, float]:
    """Smallest and largest scaled rationality at which the log-likelihood reaches the cut."""
    inside = levels >= cut
    ends = [row[2][-1] for row, good in zip(rows, inside, strict=True) if good]
    for k in np.flatnonzero(inside[1:] != inside[:-1]).tolist():
        segment, low = rows[k][0], rows[k][1]
        high = rows[k + 1][1] if rows[k + 1][0] == segment else 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            x, _ = branch.on(segment, middle)
            low, high = (middle, high) if (c @ x >= cut) == inside[k] else (low, middle)
        ends.append(x[-1])
    if limit >= cut:
        ends.append(inf)
    return float(min(ends)), float(max(ends))


def _standard_error(branch: Branch, c: np.ndarray, where: tuple[int, float]) -> float | None:
    """One over the root of the curvature of the log-likelihood as a function of rationality."""
    segment, share = where
    low, high = max(0.0, share - _NEAR), min(1.0, share + _NEAR)
    (x, t), (y, s) = (branch.on(segment, place) for place in (low, high))
    if t[-1] * s[-1] <= 0 or x[-1] == y[-1]:
        return None
    curvature = (c @ s / s[-1] - c @ t / t[-1]) / (y[-1] - x[-1])
    return float(1 / sqrt(-curvature)) if curvature < 0 else None


def _read(game: NormalFormGame, counts: Any) -> tuple[np.ndarray, ...]:
    """Counts per player as floats, or one complaint about all that is wrong."""
    name = "fit_quantal_response"
    if isinstance(counts, Mapping):
        missing = [p for p in game.players if p not in counts]
        unknown = [p for p in counts if p not in game.players]
        if missing or unknown:
            raise GameError(
                f"{name}: counts are missing for {missing} and given for unknown {unknown}."
            )
        counts = [counts[p] for p in game.players]
    try:
        given = [list(row) for row in counts]
    except TypeError:
        raise GameError(
            f"{name}: counts is {counts!r:.60}; give one sequence of counts per player."
        ) from None
    if len(given) != game.num_players:
        raise GameError(
            f"{name}: counts for {len(given)} players, and there are {game.num_players}."
        )
    complaints, rows = [], []
    for player, row, k in zip(game.players, given, game.shape, strict=True):
        if len(row) != k:
            complaints.append(f"{name}: {len(row)} counts for the {k} actions of {player}.")
        numbers = []
        for a, value in enumerate(row):
            try:
                number = float(value) if not isinstance(value, (str, bool)) else -1.0
            except (TypeError, ValueError, OverflowError):
                number = -1.0
            if not (isfinite(number) and number >= 0):
                complaints.append(
                    f"{name}: count {value!r:.40} of action {a} of {player}; "
                    "give a finite number of at least 0."
                )
            numbers.append(number)
        rows.append(np.array(numbers, dtype=float))
    if complaints:
        raise GameError(complaints)
    if not any(row.sum() > 0 for row in rows):
        raise GameError(f"{name}: all counts are zero; nothing was observed.")
    return tuple(rows)
