"""The verbs `tornado` and `sensitivity`: which parameters an output depends on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from .._format import number
from ..errors import GameError
from ..results.batch import data_frame
from .cells import check_family
from .draws import Uniform, named, sources_of
from .faces import batch
from .family import Family
from .outputs import Output, check_output
from .parameter import read_value
from .search import BuilderFailed, game_of

#: Games evaluated at once, and resamples of the bootstrap.
_PIECE, _RESAMPLES = 1 << 13, 200


class Bar(NamedTuple):
    """One parameter moved alone.

    `at_low` and `at_high` are the output at the ends of its range; None where the model refuses.
    """

    parameter: str
    unit: str
    low: Fraction
    high: Fraction
    at_low: Fraction | None
    at_high: Fraction | None

    def swing(self, today: Fraction) -> Fraction:
        """The largest distance between any two of the output at both ends and today."""
        held = [v for v in (self.at_low, self.at_high, today) if v is not None]
        return max(held) - min(held)


@dataclass(frozen=True, slots=True)
class Tornado:
    """An output with each parameter moved alone to the ends of its range.

    Attributes
    ----------
    output : str
    today : Fraction
    bars : tuple of Bar
        Largest swing first. What happens inside a range is not looked at: `thresholds` does.
    held : mapping from parameter to Fraction
        Today's values, from which each moves alone.
    """

    output: str
    today: Fraction
    bars: tuple[Bar, ...]
    held: Mapping[str, Fraction] = field(repr=False)

    def __repr__(self) -> str:
        shown = ", ".join(f"{b.parameter} {number(b.swing(self.today))}" for b in self.bars[:3])
        return f"Tornado of {self.output}: today {number(self.today)}; largest swings {shown}"


def tornado(
    family: Family,
    output: Output,
    parameters: Iterable[str] | None = None,
    *,
    ranges: Mapping[str, tuple[Any, Any]] | None = None,
    **held: Any,
) -> Tornado:
    """Move each parameter alone to the ends of its range.

    Parameters
    ----------
    family : Family
    output : Output
        ``eq.gain(player, action)`` or ``eq.payoff(player, profile)``.
    parameters : iterable of str, optional
        Default: all on which payoffs depend.
    ranges : mapping from parameter to (low, high), optional
    held : values of parameters, optional

    Returns
    -------
    Tornado
        Exact.

    Raises
    ------
    GameError
        For unknown names, a reversed range, or a builder that fails at an end of one.

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
    ...     exact=True,
    ... )
    >>> eq.tornado(family, eq.gain("Player 1", "a1"))
    Tornado of what a1 gains Player 1 ... by committing first: today 2; largest swings p 3, q 1
    """
    check_family(family, "tornado")
    check_output(output, "tornado")
    values = family.values(**held)
    today = output.of(family.game_at(values))
    bars = []
    for name in family.used if parameters is None else parameters:
        if name not in values:
            family.values(**{name: 0})  # raises, with a suggestion
        p = family.parameters[name]
        low, high = map(read_value, (ranges or {}).get(name, (p.low, p.high)))
        if low > high:
            raise GameError(f"{name}: the range from {number(low)} to {number(high)} is reversed.")
        ends: list[Fraction | None] = []
        for end in (low, high):
            try:
                ends.append(output.of(game_of(family, family.values(**{**held, name: end}), name)))
            except BuilderFailed:
                raise
            except GameError:
                ends.append(None)
        bars.append(Bar(name, p.unit, low, high, ends[0], ends[1]))
    bars.sort(key=lambda bar: (-bar.swing(today), bar.parameter))
    return Tornado(output.describe(), today, tuple(bars), values)


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """Sobol indices of an output.

    Attributes
    ----------
    output : str
    names : tuple of str
    S1, ST : ndarray
        Shares of the output's variance that go when a parameter alone is known (first order), and
        that stay when all others are known (total).
    S1_conf, ST_conf : ndarray
        Half widths of their confidence intervals, by bootstrap.
    confidence : float
    n : int
        Base points; the model was evaluated ``n * (len(names) + 2)`` times.
    """

    output: str
    names: tuple[str, ...]
    S1: np.ndarray
    S1_conf: np.ndarray
    ST: np.ndarray
    ST_conf: np.ndarray
    confidence: float
    n: int
    bounds: tuple[tuple[float, float] | None, ...] = field(repr=False)

    def frame(self) -> Any:
        """As a pandas DataFrame (the extra `data`), the largest total first."""
        order = np.argsort(-self.ST, kind="stable")
        columns = {"parameter": np.array(self.names, dtype=object)[order]}
        for key in ("S1", "S1_conf", "ST", "ST_conf"):
            columns[key] = getattr(self, key)[order]
        return data_frame(columns)

    def to_salib(self) -> dict[str, Any]:
        """The `problem` of SALib; GameError for distributions other than ranges."""
        if any(bound is None for bound in self.bounds):
            raise GameError("to_salib: only ranges can be told to SALib, not distributions.")
        bounds = [list(b) for b in self.bounds if b is not None]
        return {"num_vars": len(self.names), "names": list(self.names), "bounds": bounds}


def sensitivity(
    family: Family,
    output: Output,
    *,
    n: int = 1024,
    rng: Any = None,
    parameters: Iterable[str] | None = None,
    distributions: Mapping[str, Any] | None = None,
    confidence: float = 0.95,
    **held: Any,
) -> Sensitivity:
    """Share out the variance of an output among the parameters (Sobol indices).

    Parameters
    ----------
    family : Family
    output : Output
        A number. For regimes and other discrete outcomes use ``uncertainty(...).separation()``.
    n : int
        Base points, a power of two.
    rng, parameters, distributions, held
        As in `uncertainty`.
    confidence : float

    Returns
    -------
    Sensitivity
        By scipy.stats.sobol_indices (Saltelli 2010), payoffs in floats.

    Raises
    ------
    GameError
        If the model refuses some of the points (the indices need all of them), if only one
        parameter varies, or the output does not.
    """
    check_family(family, "sensitivity")
    check_output(output, "sensitivity")
    if isinstance(n, bool) or not isinstance(n, int) or n < 2 or n & (n - 1):
        raise GameError(f"n={n!r}; give a power of two.")
    sources = sources_of(family, parameters, distributions or {}, held)
    from scipy import stats

    output.of(family.game(**held))  # names are known
    names = tuple(sources)
    dists = [stats.uniform(s.low, s.high - s.low) if isinstance(s, Uniform) else s
             for s in sources.values()]  # fmt: skip

    def model(x: np.ndarray) -> np.ndarray:
        flat = x.reshape(len(names), -1)
        out = []
        for start in range(0, flat.shape[1], _PIECE):
            piece = flat[:, start : start + _PIECE]
            columns = dict(zip(names, np.ascontiguousarray(piece), strict=True))
            found = batch(family, columns, **held)
            if not found.is_known.all():
                raise GameError(
                    f"sensitivity: the model refuses {int((~found.is_known).sum())} of "
                    f"{piece.shape[1]} points; narrow the ranges (distributions=) so that all are "
                    "accepted."
                )
            out.append(output.of_many(found.payoffs, family))
        return np.concatenate(out).reshape(x.shape[1:])

    held_by: list[tuple[np.ndarray, ...]] = []

    def estimate(
        f_A: np.ndarray, f_B: np.ndarray, f_AB: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        held_by.append((f_A, f_B, f_AB))
        return _indices(f_A, f_B, f_AB)

    if len(names) == 1:
        raise GameError(f"sensitivity: only {names[0]} varies; all of the variance is its own.")
    generator = np.random.default_rng(rng)
    found = stats.sobol_indices(
        func=model, n=n, dists=dists, method=estimate, **named(stats.sobol_indices, generator)
    )
    f_a, f_b, f_ab = held_by[0]
    if not np.any(f_a != f_a.ravel()[0]):
        raise GameError(f"sensitivity: {output.describe()} does not vary over these ranges.")
    again = []
    for _ in range(_RESAMPLES):  # ours: scipy's fails where an index is exactly zero
        pick = generator.integers(0, n, n)
        again.append(_indices(f_a[..., pick], f_b[..., pick], f_ab[..., pick]))
    tail = (1 - confidence) / 2
    halves = []
    for k in (0, 1):
        low, high = np.nanquantile([np.ravel(r[k]) for r in again], [tail, 1 - tail], axis=0)
        halves.append((high - low) / 2)
    return Sensitivity(
        output=output.describe(),
        names=names,
        S1=np.ravel(found.first_order),
        S1_conf=halves[0],
        ST=np.ravel(found.total_order),
        ST_conf=halves[1],
        confidence=confidence,
        n=n,
        bounds=tuple((s.low, s.high) if isinstance(s, Uniform) else None for s in sources.values()),
    )


def _indices(f_a: np.ndarray, f_b: np.ndarray, f_ab: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices from the output at two samples and their mixtures.

    Shapes (s, n), (s, n) and (d, s, n); Saltelli et al. 2010, table 2, rows (b) and (f).
    """
    with np.errstate(all="ignore"):
        variance = np.var(np.stack([f_a, f_b]), axis=(0, -1))
        variance = np.where(variance > 0, variance, np.nan)
        first = np.mean(f_b * (f_ab - f_a), axis=-1) / variance
        total = 0.5 * np.mean((f_a - f_ab) ** 2, axis=-1) / variance
    return first.T, total.T
