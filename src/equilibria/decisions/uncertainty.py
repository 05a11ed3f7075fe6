"""The verb `uncertainty`: what stays true when parameters are uncertain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .._budget import Budget
from ..errors import BudgetExceeded, GameError
from ..results.batch import data_frame
from ..results.status import Claim, Status
from .cells import Cells, CellStatus, check_family, solve_cells
from .draws import Draws, Estimate, draw, spread
from .family import Family
from .regimes import Regime, as_regime
from .statements import Statement
from .thresholds import thresholds
from .work import Progress, in_order

#: Draws per task, and bins of a parameter for the value of knowing it.
CHUNK, BINS = 1 << 13, 16


class ActionRow(NamedTuple):
    """How one action fares over all draws.

    `every` and `some`: the probability that it is played, with positive probability, in every and
    in some equilibrium. For the player who decides also: `best`, the probability that no action
    earns more when chosen first and answered by a best reply (ties against the player); `value`,
    what it then earns; `regret`, how much less than the best action; `worst_regret`, the largest
    regret met in any draw, a lower bound on the largest there is.
    """

    player: str
    action: str
    every: Estimate
    some: Estimate
    best: Estimate | None
    value: Estimate | None
    regret: Estimate | None
    worst_regret: float | None


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


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdDraws:
    """The thresholds of a statement in one parameter, over draws of the others.

    Attributes
    ----------
    parameter, statement : str
    found : tuple of tuple of Fraction
        Per draw, all thresholds in the parameter's range (middles of brackets, where bisected).
    none : Estimate
        The probability that there is none.
    quantiles : mapping from probability to Estimate
        Of the first threshold, among the draws that have one.
    complete : bool
        Whether every list is proved to be all.
    """

    parameter: str
    statement: str
    found: tuple[tuple[Fraction, ...], ...]
    none: Estimate
    quantiles: Mapping[float, Estimate]
    complete: bool


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

    def __repr__(self) -> str:
        refused = len(self.valid) - int(self.valid.sum())
        return (
            f"Uncertainty over {len(self.draws.columns)} parameters, {len(self.valid)} draws "
            f"({refused} refused): {len(self.regimes)} regimes, claim {self.claim.name}"
        )


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
    distributions : mapping from parameter to (low, high) or a frozen scipy.stats distribution
        Default: uniform on the parameter's range. All independent.
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
    No equilibrium is selected: an action counts as played in some, or in every one. Draws that the
    model refuses (shares that add to more than one) are counted and left out of every estimate.

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
    fixed = {name: values[name] for name in held}
    cells = _solved(family, draws, fixed, exact, who, budget or Budget(None), executor, progress)
    valid = cells.status == CellStatus.SOLVED
    if any(not valid[draws.replicate == r].any() for r in range(replicates)):
        first = next(iter(cells.messages.values()), "")
        raise GameError(f"uncertainty: the model refuses every draw of a replicate: {first}")
    kinds = sorted(cells.kinds, key=lambda kind: (len(kind), kind))
    place = np.array([*(kinds.index(k) for k in cells.kinds), -1], np.int32)
    regime = place[cells.regime]
    regimes = tuple(as_regime(kind, family.players, family.actions) for kind in kinds)
    rows, perfect, information = _judged(family, draws, valid, regime, regimes, who, cells.values)
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
        else _thresholds(family, draws, valid, fixed, threshold, threshold_draws, executor),
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
    budget: Budget,
    executor: Any,
    progress: Progress | None,
) -> Cells:
    """Solve every draw."""
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

    parts = []
    for part in in_order(solve_cells, tasks(), executor, _lost):
        parts.append(part)
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
    return Cells(
        **joined,
        regime=np.concatenate(regime),
        kinds=list(kinds),
        strategies=(),
        messages={int(s) + k: t for s, p in zip(shift, parts, strict=True)
                  for k, t in p.messages.items()},
        values=None if who is None else np.concatenate([np.asarray(p.values) for p in parts]),
    )  # fmt: skip


def _judged(
    family: Family,
    draws: Draws,
    valid: np.ndarray,
    regime: np.ndarray,
    regimes: tuple[Regime, ...],
    who: int | None,
    values: np.ndarray | None,
) -> tuple[tuple[ActionRow, ...], Estimate | None, dict[str, Estimate]]:
    """The table of actions, and what information is worth."""
    least = 1 / int(valid.sum())
    top = None if values is None else values.max(axis=1)
    rows = []
    for i, player in enumerate(family.players):
        for a, action in enumerate(family.actions[i]):
            played = [
                np.array([*(r.played(i, action, every=every) for r in regimes), False])[regime]
                for every in (True, False)
            ]
            every, some = (draws.mean(held, valid, least) for held in played)
            more: tuple[Any, ...] = (None, None, None, None)
            if values is not None and top is not None and i == who:
                mine = values[:, a]
                more = (
                    draws.mean(mine == top, valid, least),
                    draws.mean(mine, valid),
                    draws.mean(top - mine, valid),
                    float((top - mine)[valid].max()),
                )
            rows.append(ActionRow(player, action, every, some, *more))
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


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    """The Kolmogorov-Smirnov distance of two samples."""
    every = np.sort(np.concatenate([one, other]))
    first, second = (
        np.searchsorted(np.sort(part), every, side="right") / len(part) for part in (one, other)
    )
    return float(np.abs(first - second).max())


def threshold_task(
    family: Family, name: str, statement: Statement, draws: list[dict[str, Any]]
) -> list[tuple[tuple[Fraction, ...], bool]]:
    """The thresholds of some draws; a function of the module, so that other processes find it."""
    found = []
    for held in draws:
        brackets = thresholds(family, name, statement, **held)
        found.append((tuple(b.value for b in brackets), brackets.complete))
    return found


def _thresholds(
    family: Family,
    draws: Draws,
    valid: np.ndarray,
    held: Mapping[str, Any],
    question: tuple[str, Statement],
    most: int,
    executor: Any,
) -> ThresholdDraws:
    name, statement = question
    if name not in family.parameters:
        family.values(**{name: 0})  # raises, with a suggestion
    count = int(draws.replicate.max()) + 1
    each = max(1, most // count)
    picked = np.concatenate(
        [np.flatnonzero(valid & (draws.replicate == r))[:each] for r in range(count)]
    )
    points = [
        {**held, **{n: float(c[k]) for n, c in draws.columns.items()}} for k in picked.tolist()
    ]
    for point in points:
        point.pop(name, None)
    tasks = [(family, name, statement, points[k : k + 8]) for k in range(0, len(points), 8)]
    found = [one for part in in_order(threshold_task, tasks, executor, _lost) for one in part]
    first = np.array([float(values[0]) if values else np.nan for values, _ in found])
    of = draws.replicate[picked]
    has = ~np.isnan(first)
    shares = np.array([(~has[of == r]).mean() for r in range(count)])
    quantiles = {}
    for q in (0.05, 0.5, 0.95):
        parts = [np.quantile(first[has & (of == r)], q) for r in range(count)
                 if (has & (of == r)).any()]  # fmt: skip
        if len(parts) > 1:
            whole = float(np.quantile(first[has], q))
            quantiles[q] = Estimate(whole, spread(np.array(parts)).error)
    return ThresholdDraws(
        parameter=name,
        statement=statement.describe(),
        found=tuple(values for values, _ in found),
        none=spread(shares, 1 / len(found)),
        quantiles=quantiles,
        complete=all(complete for _, complete in found),
    )
