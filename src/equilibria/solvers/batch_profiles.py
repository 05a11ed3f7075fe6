"""Pure equilibria, dominance and the value of mixed profiles in batches, any number of players."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from .._budget import Budget
from ..errors import BudgetExceeded, GameError
from ..games.normal_form import NormalFormGame
from ..games.profile import SUM_TOLERANCE, Profile
from ..results.batch import ProfileBatch, PureBatch, RationalizableBatch
from ..results.status import Status
from .batch_pieces import Crew, Progress, check_options, stream
from .batch_reading import Payoffs, read_batch, refuse
from .rationalizable import rationalizable

#: Payoffs per piece.
_PIECE = 1 << 17


def pure_equilibria_batch(
    payoffs: Sequence[Any],
    *,
    budget: Budget | None = None,
    partial: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
) -> PureBatch:
    """Find every equilibrium in pure strategies of many games.

    Parameters
    ----------
    payoffs : sequence of array_like, each of shape (batch, k_0, ..., k_{N-1})
        One array per player, game by game, all with the same player order. Any float or integer
        type.
    budget : Budget, optional
        Default: 60 seconds. A step is one game.
    partial, threads, progress
        As in `nash_batch`.

    Returns
    -------
    PureBatch
        Claim ALL_PURE for each game.

    Raises
    ------
    GameError, BudgetExceeded
        As in `nash_batch`.

    Notes
    -----
    Exact: payoffs are compared, never rounded. Thread-safe.

    Examples
    --------
    >>> import numpy as np, equilibria as eq
    >>> A = np.array([[[2, 0], [0, 1]], [[1, -1], [-1, 1]]])
    >>> answer = eq.pure_equilibria_batch([A, A])
    >>> answer
    PureBatch: 4 pure equilibria of 2 games
    >>> answer.actions[answer.rows(1)]
    array([[0, 0],
           [1, 1]])
    """
    from ..kernels import batch_profiles

    run = _Run("pure_equilibria_batch", payoffs, budget, threads, progress)
    layout = run.layout
    found: list[np.ndarray] = []

    def work(start: int, stop: int) -> np.ndarray:
        M = run.piece(start, stop)
        marks = np.empty((stop - start, layout.profiles), bool)
        batch_profiles.stable(M, layout.digits, layout.strides, layout.counts, marks)
        for g in np.flatnonzero(run.inexact(start, stop)).tolist():
            marks[g] = _stable([one.table[start + g] for one in run.read]).ravel()
        places = np.argwhere(marks)
        places[:, 0] += start
        return places

    def finish(start: int, stop: int, places: np.ndarray) -> None:
        found.append(places)
        run.solved[start:stop] = True

    run.go(work, finish)
    rows = np.concatenate(found) if found else np.zeros((0, 2), np.int64)
    counts = np.bincount(rows[:, 0], minlength=run.batch)
    answer = PureBatch(
        counts, rows[:, 0].copy(), layout.digits[rows[:, 1]], run.solved, run.status()
    )
    run.settle_budget(answer, partial)
    return answer


def rationalizable_batch(
    payoffs: Sequence[Any],
    *,
    mixed: bool = True,
    budget: Budget | None = None,
    partial: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
) -> RationalizableBatch:
    """Eliminate strictly dominated actions, again and again, in many games.

    Parameters
    ----------
    payoffs : sequence of array_like, each of shape (batch, k_0, ..., k_{N-1})
        One array per player; any float or integer type.
    mixed : bool, default True
        Whether mixtures may dominate; else single actions only, which is much faster: a game in
        which a mixture might dominate goes through the exact linear programs of `rationalizable`.
    budget : Budget, optional
        Default: 60 seconds. A step is one game.
    partial, threads, progress
        As in `nash_batch`.

    Returns
    -------
    RationalizableBatch
        Claim COVER: every equilibrium plays survivors only.

    Raises
    ------
    GameError, BudgetExceeded
        As in `nash_batch`.

    Notes
    -----
    Exact: payoffs are compared, never rounded. Thread-safe.

    Examples
    --------
    >>> import numpy as np, equilibria as eq
    >>> A, B = np.array([[[3, 0], [5, 1]]]), np.array([[[3, 5], [0, 1]]])
    >>> eq.rationalizable_batch([A, B]).survivors
    (array([[False,  True]]), array([[False,  True]]))
    """
    from ..kernels import batch_profiles

    run = _Run("rationalizable_batch", payoffs, budget, threads, progress)
    layout = run.layout
    alive = np.ones((run.batch, layout.actions), bool)
    doubtful = np.zeros(run.batch, bool)

    def work(start: int, stop: int) -> None:
        batch_profiles.eliminate(
            run.piece(start, stop), layout.digits, layout.strides, layout.counts, layout.offsets,
            alive[start:stop], doubtful[start:stop],
        )  # fmt: skip
        lost = run.inexact(start, stop)
        alive[start:stop][lost] = True
        doubtful[start:stop] &= mixed
        doubtful[start:stop] |= lost

    def finish(start: int, stop: int, _: None) -> None:
        run.solved[start:stop] = True
        for game in (start + np.flatnonzero(doubtful[start:stop])).tolist():
            if not run.meter.grant(1):
                run.solved[game] = False
                continue
            left = Budget(run.meter.left().seconds)
            result = rationalizable(run.game(game), mixed=mixed, budget=left, partial=True)
            run.solved[game] = result.status is Status.FINISHED
            for first, kept in zip(layout.offsets.tolist(), result.actions, strict=True):
                own = slice(first, first + int(layout.counts[layout.offsets == first][0]))
                alive[game, own] = False
                alive[game, [first + a for a in kept]] = True

    run.go(work, finish)
    answer = RationalizableBatch(layout.split(alive), doubtful, run.solved, run.status())
    run.settle_budget(answer, partial)
    return answer


def evaluate_batch(
    payoffs: Sequence[Any],
    strategies: Sequence[Any],
    *,
    threads: int = 1,
    progress: Progress | None = None,
) -> ProfileBatch:
    """Evaluate mixed profiles: expected payoffs, best responses and regrets, in many games.

    Parameters
    ----------
    payoffs : sequence of array_like, each of shape (batch, k_0, ..., k_{N-1})
        One array per player; any float or integer type.
    strategies : sequence of array_like, each of shape (batch, k_i)
        Per player, one strategy for each game. Probabilities may miss a sum of 1 by 1e-9; they are
        divided by their sum.
    threads, progress
        As in `nash_batch`.

    Returns
    -------
    ProfileBatch

    Raises
    ------
    GameError
        For payoffs as in `nash_batch`; for probabilities that are negative, not finite or do not
        add to 1, naming player and game.

    Notes
    -----
    Floats with a proved error bound; best responses that this leaves in doubt are settled in exact
    arithmetic, some hundred microseconds a game. Thread-safe.

    Examples
    --------
    >>> import numpy as np, equilibria as eq
    >>> A = np.array([[[1, -1], [-1, 1]]])
    >>> answer = eq.evaluate_batch([A, -A], [[[0.5, 0.5]], [[0.75, 0.25]]])
    >>> answer.payoffs, answer.regrets
    (array([[0., 0.]]), array([[0.5, 0. ]]))
    >>> answer.best_responses
    (array([[ True, False]]), array([[ True,  True]]))
    """
    from ..kernels import batch_profiles

    run = _Run("evaluate_batch", payoffs, Budget(None), threads, progress)
    layout = run.layout
    given = _strategies(run, strategies)
    earned = np.zeros((run.batch, layout.actions))
    best = np.zeros((run.batch, layout.actions), bool)
    values, regrets = np.zeros((2, run.batch, len(run.read)))
    doubtful = np.zeros(run.batch, bool)

    def work(start: int, stop: int) -> None:
        M = run.piece(start, stop)
        S = np.concatenate([one[start:stop] for one in given], axis=1)
        batch_profiles.evaluate(
            M, S, layout.digits, layout.counts, layout.offsets, earned[start:stop],
            values[start:stop], regrets[start:stop], best[start:stop], doubtful[start:stop],
        )  # fmt: skip
        doubtful[start:stop] |= run.inexact(start, stop)

    def finish(start: int, stop: int, _: None) -> None:
        for game in (start + np.flatnonzero(doubtful[start:stop])).tolist():
            profile = run.game(game).profile([one[game].tolist() for one in given])
            _write(profile, earned[game], best[game], values[game], regrets[game])

    run.go(work, finish)
    return ProfileBatch(layout.split(earned), values, regrets, layout.split(best), doubtful)


# ---- what they share


class _Layout:
    """How games of a shape lie in a row: see `kernels.batch_profiles`."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.profiles = prod(shape)
        self.actions = sum(shape)
        self.counts = np.array(shape, np.int64)
        self.offsets = np.cumsum([0, *shape[:-1]]).astype(np.int64)
        self.strides = np.array([prod(shape[i + 1 :]) for i in range(len(shape))], np.int64)
        self.digits = np.stack(np.unravel_index(np.arange(self.profiles), shape), axis=1)

    def split(self, table: np.ndarray) -> tuple[np.ndarray, ...]:
        """The parts of a table that belong to each player."""
        return tuple(
            table[:, first : first + count]
            for first, count in zip(self.offsets.tolist(), self.counts.tolist(), strict=True)
        )


_layout = lru_cache(maxsize=32)(_Layout)


class _Run:
    """One call: the payoffs, the budget, and what was solved."""

    def __init__(
        self,
        verb: str,
        payoffs: Sequence[Any],
        budget: Budget | None,
        threads: int,
        progress: Progress | None,
    ) -> None:
        check_options(verb, threads, progress)
        try:
            given = list(payoffs)
        except TypeError:
            raise GameError(f"{verb}: payoffs is {payoffs!r}; give one array per player.") from None
        self.verb, self.threads, self.progress = verb, threads, progress
        self.read: list[Payoffs] = read_batch(
            given, [f"payoffs[{i}]" for i in range(len(given))], verb
        )
        self.meter = (budget or Budget()).start()
        self.batch, *shape = self.read[0].table.shape
        self.layout = _layout(tuple(shape))
        steps = self.meter.budget.steps
        self.games = self.batch if steps is None else min(self.batch, int(steps))
        self.solved = np.zeros(self.batch, bool)

    def go(self, work: Any, finish: Any) -> None:
        """Work through the batch."""
        size = max(1, _PIECE // (self.layout.profiles * len(self.read)))
        with Crew(self.threads) as crew:
            stream(work, finish, self.games, size, crew, self.meter, self.progress)

    def piece(self, start: int, stop: int) -> np.ndarray:
        """All payoffs of some games, a game a row."""
        from ..kernels import batch_profiles

        M = np.concatenate([one.piece(start, stop) for one in self.read], axis=1)
        if batch_profiles.not_finite(M) >= 0:
            refuse(self.read, start, stop)
        return M

    def inexact(self, start: int, stop: int) -> np.ndarray:
        """Games with a payoff that no float holds."""
        lost: np.ndarray = np.logical_or.reduce([one.inexact(start, stop) for one in self.read])
        return lost

    def game(self, k: int) -> NormalFormGame:
        """One game, exactly."""
        return NormalFormGame([one.table[k] for one in self.read])

    def status(self) -> Status:
        """Why the work ended."""
        if self.solved.all():
            return Status.FINISHED
        return Status.MAX_TIME if self.meter.spent_by == "seconds" else Status.MAX_STEPS

    def settle_budget(self, answer: PureBatch | RationalizableBatch, partial: bool) -> None:
        """Raise where the claim was not earned, unless a part is welcome."""
        if answer.status is not Status.FINISHED and not partial:
            raise BudgetExceeded(
                f"{self.verb}: {answer.status.value} with {int(self.solved.sum())} of "
                f"{self.batch} games solved. {answer.status.advice}",
                answer,
            )


def _stable(tables: list[np.ndarray]) -> np.ndarray:
    """Pure equilibria of one game, in the type that its payoffs have."""
    marks = np.ones(tables[0].shape, bool)
    for i, table in enumerate(tables):
        marks &= table == table.max(axis=i, keepdims=True)
    return marks


def _strategies(run: _Run, strategies: Sequence[Any]) -> list[np.ndarray]:
    """Check and copy strategies as floats."""
    given = list(strategies)
    if len(given) != len(run.read):
        raise GameError(f"{run.verb}: {len(given)} strategies for {len(run.read)} players.")
    checked = []
    for i, (values, count) in enumerate(zip(given, run.layout.counts.tolist(), strict=True), 1):
        try:
            table = np.array(values, dtype=np.float64, order="C")
        except (TypeError, ValueError) as reason:
            raise GameError(f"{run.verb}: strategies of Player {i}: {reason}.") from None
        if table.shape != (run.batch, count):
            raise GameError(
                f"{run.verb}: strategies of Player {i} have shape {table.shape}; {run.batch} games "
                f"with {count} actions need {(run.batch, count)}."
            )
        with np.errstate(invalid="ignore"):
            right = (table >= 0).all(axis=1) & (abs(table.sum(axis=1) - 1) <= float(SUM_TOLERANCE))
        wrong = np.flatnonzero(~right)
        if len(wrong):
            game = int(wrong[0])
            raise GameError(
                f"{run.verb}: the strategy of Player {i} in game {game} is "
                f"{table[game].tolist()}: probabilities must be at least 0 and add to 1."
            )
        checked.append(table)
    return checked


def _write(
    profile: Profile,
    earned: np.ndarray,
    best: np.ndarray,
    values: np.ndarray,
    regrets: np.ndarray,
) -> None:
    """Write the exact value of one profile, every number rounded once."""
    by_player = [profile.action_payoffs(i) for i in range(len(profile.exact))]
    flat = [value for payoffs in by_player for value in payoffs]
    earned[:] = [float(value) for value in flat]
    best[:] = [value == max(payoffs) for payoffs in by_player for value in payoffs]
    values[:] = [float(value) for value in profile.exact_payoffs]
    regrets[:] = [float(value) for value in profile.exact_regrets]
