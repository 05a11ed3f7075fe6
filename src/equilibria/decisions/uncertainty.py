"""The verb `uncertainty`: what stays true when parameters are uncertain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from .._budget import Budget
from ..errors import BudgetExceeded, GameError
from ..results.status import Claim, Status
from .cells import Cells, CellStatus, check_family, solve_cells
from .draws import Draws, draw
from .family import Family
from .judged import judge
from .regimes import as_regime
from .selection import Rule, read_rule, selected
from .statements import Statement
from .threshold_draws import draw_thresholds
from .uncertain import Uncertainty, today_of
from .work import Progress, in_order

#: Draws per task.
CHUNK = 1 << 13


def uncertainty(
    family: Family,
    *,
    n: int = 1 << 13,
    rng: Any = None,
    parameters: Iterable[str] | None = None,
    distributions: Mapping[str, Any] | None = None,
    method: str = "sobol",
    replicates: int = 8,
    player: str | None = None,
    threshold: tuple[str, Statement] | None = None,
    threshold_draws: int = 64,
    select: str | None = None,
    exact: bool = True,
    budget: Budget | None = None,
    executor: Any = None,
    progress: Progress | None = None,
    **held: Any,
) -> Uncertainty:
    """Ask what stays true when parameters are uncertain.

    Parameters
    ----------
    family : Family
    n : int
        Draws in all; for Sobol points `replicates` times a power of two.
    rng : numpy Generator or int, optional
        The same one gives the same numbers, whatever the executor.
    parameters : iterable of str, optional
        What varies; default: every parameter on which payoffs depend and whose range is more than
        a point.
    distributions : mapping from parameter to a distribution
        (low, high) is uniform, 'log-uniform' is so in the logarithm over the parameter's range
        (which must be positive), or any frozen distribution of scipy.stats. Default: uniform on
        the parameter's range, which for a range of orders of magnitude means mostly large values.
        All independent.
    method : {'sobol', 'latin'}
        Scrambled Sobol points or Latin hypercubes.
    replicates : int
        Independent samples into which the draws are divided; their spread is the sampling error.
    player : str, optional
        Whose decision it is (two players); default: the first.
    threshold : (parameter, statement), optional
        Also find, in some of the draws, where the statement changes in that parameter.
    threshold_draws : int
        In how many.
    select : str, optional
        A rule that chooses one equilibrium of each draw: 'welfare' (the largest sum of payoffs),
        'payoff-dominant' (best for everybody), 'risk-dominant' (two actions a player), 'best for
        NAME' or 'worst for NAME'. Default: nothing selects.
    exact : bool, default True
        As in `sweep`.
    budget : Budget, optional
        Default: no limit. A step is one draw.
    executor, progress
        As in `sweep`.
    held : values of parameters, optional

    Returns
    -------
    Uncertainty

    Raises
    ------
    GameError
        For unknown names, a reversed range, draws that no sample has, or if the model refuses every
        draw of a replicate.
    BudgetExceeded
        Nothing is returned: part of a sample is not a sample.

    Notes
    -----
    No equilibrium is selected unless a rule is named: an action counts as played in some, or in
    every one. With a rule, draws in which it ties or names none are left out of the column
    ``selected`` and counted in ``chosen``. Draws that the model refuses (shares that add to more
    than one) are counted and left out of every estimate.

    Examples
    --------
    >>> import equilibria as eq
    >>> def entry(p, q):
    ...     return [[q, p], [0, 0]], [[q, 0], [p, 0]]
    >>> family = eq.Family.from_function(
    ...     entry,
    ...     [
    ...         eq.Parameter("p", 2, 1, 4, "USD", "assumed"),
    ...         eq.Parameter("q", -1, -2, 1, "USD", "assumed"),
    ...     ],
    ...     exact=True, enclose=True,
    ... )
    >>> found = eq.uncertainty(family, n=1024, rng=1)
    >>> round(found.action("Player 1", "a1").every.value, 2)  # where q > 0
    0.33
    >>> found.action("Player 1", "a1").some.value, found.best_on_average
    (1.0, 'a1')
    """
    check_family(family, "uncertainty")
    draws = draw(family, n, rng, parameters, distributions or {}, method, replicates, held)
    values = family.values(**held)
    two = len(family.players) == 2
    if player is not None and player not in family.players:
        raise GameError(f"player {player!r}: the players are {', '.join(family.players)}.")
    who = family.players.index(player or family.players[0]) if two else None
    rule = None if select is None else read_rule(select, family)
    fixed = {name: values[name] for name in held}
    cells, picked = _solved(
        family, draws, fixed, exact, who, rule, budget or Budget(None), executor, progress
    )
    valid = cells.status == CellStatus.SOLVED
    if any(not valid[draws.replicate == r].any() for r in range(replicates)):
        first = next(iter(cells.messages.values()), "")
        raise GameError(f"uncertainty: the model refuses every draw of a replicate: {first}")
    kinds = sorted(cells.kinds, key=lambda kind: (len(kind), kind))
    place = np.array([*(kinds.index(k) for k in cells.kinds), -1], np.int32)
    regime = place[cells.regime]
    regimes = tuple(as_regime(kind, family.players, family.actions) for kind in kinds)
    rows, perfect, information = judge(
        family, draws, valid, regime, regimes, who, cells.values, picked
    )
    least = 1 / int(valid.sum())
    return Uncertainty(
        family=family,
        draws=draws,
        held={n: v for n, v in values.items() if n not in draws.columns},
        valid=valid,
        messages=cells.messages,
        regime=regime,
        regimes=regimes,
        probabilities=tuple(draws.mean(regime == k, valid, least) for k in range(len(regimes))),
        actions=rows,
        decides=None if who is None else family.players[who],
        values=cells.values,
        perfect_information=perfect,
        information=information,
        thresholds=None
        if threshold is None
        else draw_thresholds(
            family, draws, valid, fixed, threshold, threshold_draws, executor, _lost
        ),
        today=today_of(family, values, who),
        select=select,
        chosen=None if picked is None else draws.mean(np.isfinite(picked[:, 0]), valid, least),
        claim=Claim.ALL if len(family.players) <= 2 else Claim.ALL_PURE,
    )


def _lost(error: BaseException) -> str:
    return f"uncertainty: a worker was lost ({type(error).__name__}: {error})."


def _solved(
    family: Family,
    draws: Draws,
    held: Mapping[str, Any],
    exact: bool,
    who: int | None,
    rule: Rule | None,
    budget: Budget,
    executor: Any,
    progress: Progress | None,
) -> tuple[Cells, np.ndarray | None]:
    """Solve every draw, and choose an equilibrium of each if there is a rule."""
    n, meter = len(draws.replicate), budget.start()
    if budget.steps is not None and budget.steps < n:
        meter.spent_by = "steps"

    def tasks() -> Iterator[tuple[Any, ...]]:
        for start in range(0, n, CHUNK):
            left = meter.left().seconds
            if meter.spent_by is not None or (left is not None and left <= 0):
                return
            columns = {m: c[start : start + CHUNK] for m, c in draws.columns.items()}
            yield family, columns, dict(held), exact, left, who

    parts, picked = [], []
    for part in in_order(solve_cells, tasks(), executor, _lost):
        parts.append(part)
        if rule is not None:
            picked.append(selected(rule, part))
        if progress is not None:
            progress(min(n, len(parts) * CHUNK), n)
    done = sum(int((part.status != CellStatus.UNSOLVED).sum()) for part in parts)
    if done < n:
        status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
        raise BudgetExceeded(
            f"uncertainty: {status.value} with {done} of {n} draws solved; part of a sample is "
            "not a sample. Raise the budget or draw fewer."
        )
    kinds: dict[tuple[int, ...], int] = {}
    regime = []
    for part in parts:
        numbers = [kinds.setdefault(kind, len(kinds)) for kind in part.kinds]
        regime.append(np.array([*numbers, -1], np.int32)[part.regime])
    shift = np.arange(len(parts)) * CHUNK
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("status", "settled", "counts", "codes", "payoffs")
    }
    answer = Cells(
        **joined,
        regime=np.concatenate(regime),
        kinds=list(kinds),
        strategies=(),
        messages={int(s) + k: t for s, p in zip(shift, parts, strict=True)
                  for k, t in p.messages.items()},
        values=None if who is None else np.concatenate([np.asarray(p.values) for p in parts]),
    )  # fmt: skip
    return answer, np.concatenate(picked) if picked else None
