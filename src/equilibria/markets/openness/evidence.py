"""What the market says of the article's claims, draw by draw: arrays for labels and pages.

`evidence` draws parameters and works out one layer; `compare` works out both layers on the same
draws and counts where they agree. Everything here is in floats: evidence about regions, not proofs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...decisions.draws import sources_of
from ...decisions.family import Family
from ...errors import GameError
from .array_payoffs import Settling, payoff_tables
from .market import OPENER_ACTIONS, RIVAL_ACTIONS, Outcome
from .share_threshold import ShareThreshold, share_threshold

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Draws worked out at once, so that their arrays stay in the cache.
PIECE = 1 << 12
#: The largest frontier lead (Elo) and specialised wedge (USD/Mtok) tried for what restores profit.
MOST_ELO, MOST_WEDGE = 1000.0, 100.0
#: Vendors beyond today's in the curve of the rival's profit.
BEYOND = 2


class DrawStatus(IntEnum):
    """What became of a draw."""

    SOLVED = 0
    #: Shares add to more than one, or access is not dearer than hosting.
    NO_MARKET = 1
    #: The observed prices imply a cost below zero (layer B).
    NEGATIVE_COST = 2
    #: Prices were not found to 1e-12 (layer B).
    UNSOLVED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One layer over `n` draws; arrays have shape (n,) unless said otherwise, NaN if not solved.

    "Open" is the opener's action, all rivals holding, against "internal"; startups have decided.
    Money is in USD bn a year, prices in USD/Mtok.

    Attributes
    ----------
    layer : str
        ``"A"`` or ``"B"``.
    columns : mapping from parameter to array
        What was drawn.
    status : array of uint8
        A `DrawStatus` each.
    vendors : tuple of str
        Keys of the closed vendors, startups last; the first is the strategic rival.
    price_closed, price_open : mapping from vendor to array
        Mean price; NaN for a vendor without volume.
    profit_closed, profit_open : mapping from vendor to array
        Access profit.
    share_closed, share_open : mapping from vendor to array
        Share of all tokens that are bought.
    open_share : array
        Share of all tokens that run on the open model when the opener opens.
    surplus_change : array
        Customers' surplus, open less internal.
    gain : array, (n, rival actions)
        What opening earns over the opener's best alternative, by action of the first rival.
    dominant : array of bool
        Whether opening is strictly best whatever the rivals do.
    model_share : ShareThreshold
        How the gain, the rivals holding, moves with `model_share` in (0, 1).
    vendor_counts : tuple of int
        Closed vendors on the market, for `profit_by_count`.
    profit_by_count : array, (n, counts)
        The rival's profit in a closed world.
    restoring_elo, restoring_wedge : array
        Least frontier lead (Elo), or specialised wedge (USD/Mtok), with which the rival earns in
        the open world as much as it did when holding in the closed one, before what it costs; 0
        where nothing is needed, infinite beyond `MOST_ELO`, `MOST_WEDGE`.
    frontier_rent : array
        What a frontier release adds to the rival's access profit in the open world.
    frontier_pays : array of bool
        Whether that rent, earned for the lag until it is matched, exceeds its cost.
    specialise_gain_closed, specialise_gain_open : array
        What specialising adds to the rival's access profit.
    startups_in_closed, startups_in_open : array of bool
    hosted_revenue : array
        What hosts take in when the opener opens. They enter freely and price at cost, so their
        number is in proportion to it.
    """

    layer: str
    columns: Mapping[str, Array]
    status: NDArray[np.uint8]
    vendors: tuple[str, ...]
    price_closed: Mapping[str, Array]
    price_open: Mapping[str, Array]
    profit_closed: Mapping[str, Array]
    profit_open: Mapping[str, Array]
    share_closed: Mapping[str, Array]
    share_open: Mapping[str, Array]
    open_share: Array
    surplus_change: Array
    gain: Array
    dominant: Flags
    model_share: ShareThreshold
    vendor_counts: tuple[int, ...]
    profit_by_count: Array
    restoring_elo: Array
    restoring_wedge: Array
    frontier_rent: Array
    frontier_pays: Flags
    specialise_gain_closed: Array
    specialise_gain_open: Array
    startups_in_closed: Flags
    startups_in_open: Flags
    hosted_revenue: Array

    @property
    def solved(self) -> Flags:
        """Draws that have an answer."""
        return np.asarray(self.status == DrawStatus.SOLVED)

    @property
    def cross_difference(self) -> Array:
        """How much more specialising gains when the model is open (P8b)."""
        return self.specialise_gain_open - self.specialise_gain_closed

    def claims(self) -> dict[str, Flags]:
        """Whether each claim's core holds, per draw (False where a draw is not solved)."""
        found: dict[str, Flags] = {}
        with np.errstate(invalid="ignore"):
            for v in self.vendors:
                sells = ~np.isnan(self.price_open[v])
                cheaper = ~sells | (self.price_open[v] < self.price_closed[v])
                found[f"P2 {v}"] = cheaper & (self.profit_open[v] < self.profit_closed[v])
            found["P3"] = self.dominant
            found["P4"] = self.model_share.falls & (self.model_share.crossings == 1)
            rival = self.vendors[0]
            found["P5"] = (self.open_share > 0) & (
                self.share_open[rival] < self.share_closed[rival]
            )
            found["P6"] = (np.diff(self.profit_by_count, axis=1) < 0).all(axis=1)
            found["P7"] = np.isfinite(self.restoring_elo)
            found["P8a"] = np.isfinite(self.restoring_wedge)
            found["P8b"] = self.cross_difference > 0
            found["P9"] = self.startups_in_closed & ~self.startups_in_open
        return {name: flags & self.solved for name, flags in found.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Both layers on the same draws.

    Attributes
    ----------
    a, b : Evidence
    agreement : mapping from claim to (both, only_a, only_b, neither)
        Counts over the draws that both layers solve.
    """

    a: Evidence
    b: Evidence
    agreement: Mapping[str, tuple[int, int, int, int]]


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
        The same gives the same draws, for both layers and any number of threads.
    layer : ``"A"`` or ``"B"``, optional
        Default: the builder's own.
    parameters : iterable of str, optional
        Which to draw; default: all that a layer uses.
    distributions : mapping from parameter to (low, high) or a frozen scipy.stats distribution
    held : values of parameters, optional

    Raises
    ------
    GameError
        For another builder, an unknown layer or parameter.
    """
    columns, values = _drawn(family, n, rng, parameters, held, distributions)
    return _evidence(family, layer or family.builder.layer, columns, values, threads)  # type: ignore[attr-defined]


def at_today(family: Family, layer: str, **held: Any) -> Evidence:
    """What one layer says at today's values, some replaced: one draw, and nothing drawn."""
    values = {name: float(v) for name, v in family.values(**held).items()}
    return _evidence(family, layer, {"pool": np.array([values["pool"]])}, values, 1)


def compare(
    family: Family,
    n: int,
    rng: Any,
    *,
    parameters: Iterable[str] | None = None,
    threads: int = 2,
    **held: Any,
) -> Comparison:
    """Work out both layers on the same draws; see `evidence`."""
    columns, values = _drawn(family, n, rng, parameters, held)
    a, b = (_evidence(family, layer, columns, values, threads) for layer in ("A", "B"))
    both = a.solved & b.solved
    ours, theirs = a.claims(), b.claims()
    agreement = {}
    for name, yes in ours.items():
        first, second = yes[both], theirs[name][both]
        agreement[name] = (
            int((first & second).sum()),
            int((first & ~second).sum()),
            int((~first & second).sum()),
            int((~first & ~second).sum()),
        )
    return Comparison(a, b, agreement)


def _drawn(
    family: Family,
    n: int,
    rng: Any,
    parameters: Iterable[str] | None,
    held: Mapping[str, Any],
    distributions: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Array], dict[str, float]]:
    from .builder import Openness

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
    points = np.random.default_rng(rng).random((len(sources), n))
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
    work = partial(_piece, family.builder, layer, columns, values)
    starts = range(0, n, PIECE)
    if threads > 1 and len(starts) > 1:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(work, starts))
    else:
        parts = [work(start) for start in starts]
    return _joined(parts, columns)


def _piece(
    builder: Any, layer: str, columns: Mapping[str, Array], values: Mapping[str, float], start: int
) -> Evidence:
    mine = {name: column[start : start + PIECE] for name, column in columns.items()}
    count = len(next(iter(mine.values())))
    with np.errstate(all="ignore"):  # draws that make no market end as NaN
        market = builder.arrays({**values, **mine}, layer)
        return _of_market(market, layer, mine, count)


def _of_market(market: Settling, layer: str, columns: Mapping[str, Array], count: int) -> Evidence:
    get = market.values.__getitem__
    revenue = get("model_share") * get("pool")
    hold = ("hold",) * len(market.rivals)
    tables = payoff_tables(market, market.values)
    closed, opened = (_settled(market, opener, hold) for opener in ("internal", "open"))
    status = np.broadcast_to(market.status, (count,))
    solved = status == DrawStatus.SOLVED

    def spread(value: Any) -> Array:
        whole = np.broadcast_to(np.asarray(value, dtype=float), (count,))
        return np.where(solved, whole, np.nan)

    def flags(value: Any) -> Flags:
        return np.asarray(np.broadcast_to(np.asarray(value), (count,)) & solved)

    ours = [_held(tables[0][a], len(hold)) for a in range(len(OPENER_ACTIONS))]
    gain = np.stack(
        [
            spread(ours[0][b] - np.maximum(ours[1][b], ours[2][b]))
            for b in range(len(RIVAL_ACTIONS))
        ],
        axis=-1,
    )
    dominant: Any = True
    for mine, *others in zip(*(list(_leaves(t)) for t in tables[0]), strict=True):
        for other in others:
            dominant = dominant & (mine > other)

    def rival(opener: str, action: str, where: Settling = market) -> Any:
        return where.final(opener, (action, *hold[1:])).each[0]

    before = rival("internal", "hold")
    restoring = [
        spread(
            least_restoring(
                lambda lead, some, name=name, action=action: rival(
                    "open", action, market.lifted(name, lead, some)
                ),
                np.broadcast_to(before, (count,)),
                most,
            )
        )
        for name, action, most in (
            ("frontier_elo", "frontier", MOST_ELO),
            ("specialise_wedge", "specialise", MOST_WEDGE),
        )
    ]
    rent = revenue * (rival("open", "frontier") - rival("open", "hold"))
    steps = range(1 - len(market.vendors), BEYOND + 1)
    return Evidence(
        layer=layer,
        columns=columns,
        status=status.astype(np.uint8),
        vendors=market.vendors,
        price_closed={f: spread(closed.prices[f]) for f in market.vendors},
        price_open={f: spread(opened.prices[f]) for f in market.vendors},
        profit_closed={f: spread(revenue * closed.profits[f]) for f in market.vendors},
        profit_open={f: spread(revenue * opened.profits[f]) for f in market.vendors},
        share_closed={f: spread(closed.shares[f]) for f in market.vendors},
        share_open={f: spread(opened.shares[f]) for f in market.vendors},
        open_share=spread(opened.open_share),
        surplus_change=spread(revenue * (opened.surplus - closed.surplus)),
        gain=gain,
        dominant=flags(dominant),
        model_share=share_threshold(market, hold, solved),
        vendor_counts=tuple(len(market.vendors) + step for step in steps),
        profit_by_count=np.stack([spread(revenue * market.crowded(s)) for s in steps], axis=-1),
        restoring_elo=restoring[0],
        restoring_wedge=restoring[1],
        frontier_rent=spread(rent),
        frontier_pays=flags(rent * get("lag") / 12 > get("frontier_cost")),
        specialise_gain_closed=spread(revenue * (rival("internal", "specialise") - before)),
        specialise_gain_open=spread(
            revenue * (rival("open", "specialise") - rival("open", "hold"))
        ),
        startups_in_closed=flags(closed.startups_in),
        startups_in_open=flags(opened.startups_in),
        hosted_revenue=spread(revenue * get("host_price") * opened.open_volume),
    )


def least_restoring(
    profit: Callable[[Array, NDArray[np.int64]], Any], target: Array, most: float
) -> Array:
    """The least lead in [0, most] at which profit reaches a target; infinite if it never does.

    `profit` takes leads and the draws that they are for. Regula falsi (Illinois) with a bisection
    every third round, to 1e-9 of the range; assumes that profit rises in the lead.
    """
    every = np.flatnonzero(np.isfinite(target))
    found = np.full(target.shape, np.nan)
    if not len(every):
        return found
    low, high = np.zeros(len(every)), np.full(len(every), most)
    below, above = (np.asarray(profit(x, every)) - target[every] for x in (low, high))
    found[every] = np.where(below >= 0, 0.0, np.where(above >= 0, most, np.inf))
    left = (below < 0) & (above >= 0)
    some, low, high, below, above = (a[left] for a in (every, low, high, below, above))
    side = np.zeros(len(some), dtype=int)
    for k in range(60):
        if not len(some):
            break
        cut = (low * above - high * below) / (above - below)
        inside = (cut > low) & (cut < high) & (k % 3 != 2)
        x = np.where(inside, cut, (low + high) / 2)
        off = np.asarray(profit(x, some)) - target[some]
        up = off >= 0
        below = np.where(up, np.where(side == 1, below / 2, below), off)
        above = np.where(up, off, np.where(side == -1, above / 2, above))
        low, high = np.where(up, low, x), np.where(up, x, high)
        side = np.where(up, 1, -1)
        found[some] = np.where(np.isnan(off), np.nan, high)
        wide = (high - low > 1e-9 * most) & (off != 0) & ~np.isnan(off)
        some, low, high, below, above, side = (
            a[wide] for a in (some, low, high, below, above, side)
        )
    return found


def _settled(market: Settling, opener: str, actions: tuple[str, ...]) -> Any:
    """The outcome after startups have decided: `Outcome` with arrays."""
    stay = np.asarray(market.staying(opener, actions)) >= 0
    parts = [market.outcome(opener, actions, there) for there in (True, False)]

    def pick(name: str) -> Any:
        within, without = (getattr(part, name) for part in parts)
        if isinstance(within, Mapping):
            return {f: np.where(stay, within[f], without[f]) for f in within}
        return np.where(stay, within, without)

    return Outcome(**{f.name: pick(f.name) for f in fields(Outcome)})


def _held(table: Any, rivals: int) -> Any:
    """Entries by action of the first rival, all others holding."""
    for _ in range(rivals - 1):
        table = [part[0] for part in table]
    return table


def _leaves(table: Any) -> Any:
    if isinstance(table, list):
        for part in table:
            yield from _leaves(part)
    else:
        yield table


def _joined(parts: list[Evidence], columns: Mapping[str, Array]) -> Evidence:
    def join(name: str) -> Any:
        values = [getattr(part, name) for part in parts]
        first = values[0]
        if isinstance(first, np.ndarray):
            return np.concatenate(values)
        if isinstance(first, Mapping):
            return {key: np.concatenate([v[key] for v in values]) for key in first}
        if isinstance(first, ShareThreshold):
            return ShareThreshold(*(np.concatenate(arrays) for arrays in zip(*values, strict=True)))
        return first

    whole = {f.name: join(f.name) for f in fields(Evidence)}
    return Evidence(**{**whole, "columns": columns})
