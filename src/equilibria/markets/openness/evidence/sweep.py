"""Evidence over random parameters, and at today's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....decisions.draws import sources_of
from ....decisions.family import Family
from ....errors import GameError
from ..builder import Openness
from .data import DrawStatus, Evidence, joined, part_of, scattered
from .of_market import of_market

Array = NDArray[np.float64]

#: Draws worked out at once, so that their arrays stay in the cache.
PIECE = 1 << 12


def evidence(
    family: Family,
    n: int,
    rng: Any,
    *,
    layer: str | None = None,
    parameters: Iterable[str] | None = None,
    distributions: Mapping[str, Any] | None = None,
    threads: int = 2,
    **held: Any,
) -> Evidence:
    """Work out what one layer says of each claim, over random parameters.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder.
    n : int
        Draws, independent, uniform on the parameters' ranges unless said otherwise.
    rng : Generator or int
        The same gives the same draws, for both layers and any number of threads; a smaller sweep
        is the beginning of a larger one.
    layer : ``"A"`` or ``"B"``, optional
        Default: the builder's own.
    parameters : iterable of str, optional
        Which to draw; default: all that a layer uses.
    distributions : mapping from parameter to (low, high), "log-uniform", or an object with a `ppf`
    held : values of parameters, optional

    Raises
    ------
    GameError
        For another builder, an unknown layer or parameter.
    """
    columns, values = _drawn(family, n, rng, parameters, held, distributions)
    return _evidence(family, layer or family.builder.layer, columns, values, threads)  # type: ignore[attr-defined]


def evidence_and_today(
    family: Family, n: int, rng: Any, layer: str, distributions: Mapping[str, Any]
) -> tuple[Evidence, Evidence]:
    """Evidence over `n` draws, and at today's values, worked out together."""
    columns, values = _drawn(family, n, rng, None, {}, distributions)
    longer = {name: np.append(column, values[name]) for name, column in columns.items()}
    both = _evidence(family, layer, longer, values, threads=2)
    return part_of(both, slice(0, n)), part_of(both, slice(n, None))


def at_today(family: Family, layer: str, **held: Any) -> Evidence:
    """What one layer says at today's values, some replaced: one draw, and nothing drawn."""
    values = {name: float(v) for name, v in family.values(**held).items()}
    return _evidence(family, layer, {"pool": np.array([values["pool"]])}, values, 1)


def _drawn(
    family: Family,
    n: int,
    rng: Any,
    parameters: Iterable[str] | None,
    held: Mapping[str, Any],
    distributions: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Array], dict[str, float]]:
    if not isinstance(family, Family) or not isinstance(family.builder, Openness):
        raise GameError("evidence: the family is not of the open-vs-closed builder.")
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise GameError(f"n={n!r}; give a whole number of at least 1.")
    names = tuple(family.builder.drawn if parameters is None else parameters)
    if parameters is None:
        names = tuple(name for name in family.parameters if name in names and name not in held)
        names = tuple(k for k in names if family.parameters[k].low < family.parameters[k].high)
    chosen = {k: v for k, v in (distributions or {}).items() if k in names}
    sources = sources_of(family, names, chosen, held)
    # Draw by draw, so that a smaller sweep is the beginning of a larger one.
    points = np.random.default_rng(rng).random((n, len(sources))).T
    columns = {
        name: np.asarray(source.ppf(points[k]), dtype=float)
        for k, (name, source) in enumerate(sources.items())
    }
    return columns, {name: float(v) for name, v in family.values(**held).items()}


def _evidence(
    family: Family,
    layer: str,
    columns: Mapping[str, Array],
    values: Mapping[str, float],
    threads: int,
) -> Evidence:
    n = len(next(iter(columns.values())))
    pieces = max(1, round(n / PIECE))
    ends = [n * k // pieces for k in range(pieces + 1)]
    work = partial(_piece, family.builder, layer, columns, values)
    spans = [slice(a, b) for a, b in pairwise(ends)]
    if threads > 1 and len(spans) > 1:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(work, spans))
    else:
        parts = [work(span) for span in spans]
    return joined(parts)


def _piece(
    builder: Any, layer: str, columns: Mapping[str, Array], values: Mapping[str, float], span: slice
) -> Evidence:
    mine = {name: column[span] for name, column in columns.items()}
    count = span.stop - span.start
    with np.errstate(all="ignore"):  # draws that make no market end as NaN
        market = builder.arrays({**values, **mine}, layer)
        status = np.broadcast_to(market.status, (count,))
        good = np.flatnonzero(status == DrawStatus.SOLVED)
        if not 0 < len(good) < count:
            return of_market(market, layer, mine, count)
        # The rest need not be worked out.
        some = of_market(market.some(good), layer, {n: c[good] for n, c in mine.items()}, len(good))
        return scattered(some, good, status.astype(np.uint8), mine)
