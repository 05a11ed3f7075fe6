"""What a market at many values says of the claims: prices, profits, gains, thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..array_payoffs import Settling, payoff_tables
from ..market import RIVAL_ACTIONS, Outcome
from ..share_threshold import share_threshold
from .data import DrawStatus, Evidence
from .restoring import least_restoring

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: The largest frontier lead (Elo) and specialised wedge (USD/Mtok) tried for what restores profit.
MOST_ELO, MOST_WEDGE = 1000.0, 100.0
#: Vendors beyond today's in the curve of the rival's profit.
BEYOND = 2


def of_market(market: Settling, layer: str, columns: Mapping[str, Array], count: int) -> Evidence:
    """The evidence of one market at `count` draws."""
    get = market.values.__getitem__
    revenue = get("model_share") * get("pool")
    hold = ("hold",) * len(market.rivals)
    tables = payoff_tables(market, market.values)
    nothing = market.with_stakes(model_share=np.float64(0))  # with the prices found so far
    closed, opened = (_settled(market, opener, hold) for opener in ("internal", "open"))
    status = np.broadcast_to(market.status, (count,))
    solved = status == DrawStatus.SOLVED

    def spread(value: Any) -> Array:
        whole = np.broadcast_to(np.asarray(value, dtype=float), (count,))
        return np.where(solved, whole, np.nan)

    def flags(value: Any) -> Flags:
        return np.asarray(np.broadcast_to(np.asarray(value), (count,)) & solved)

    mine, theirs = first_two(tables, len(hold), count)

    def rival(opener: str, action: str, where: Settling = market) -> Any:
        return where.final(opener, (action, *hold[1:])).each[0]

    before = rival("internal", "hold")

    def restored(name: str, action: str, most: float) -> Any:
        def earned(lead: Any, some: Any) -> Any:
            return rival("open", action, market.lifted(name, lead, some))

        return spread(least_restoring(earned, np.broadcast_to(before, (count,)), most))

    restoring = [
        restored("frontier_elo", "frontier", MOST_ELO),
        restored("specialise_wedge", "specialise", MOST_WEDGE),
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
        opener_payoffs=mine,
        rival_payoffs=theirs,
        dominant=flags(dominant(tables[0])),
        dominant_at_zero=flags(dominant(payoff_tables(nothing, nothing.values)[0])),
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


def dominant(mine: Any) -> Any:
    """Whether the opener's first action is strictly best whatever the rivals do."""
    found: Any = True
    for first, *others in zip(*(list(_leaves(table)) for table in mine), strict=True):
        for other in others:
            found = found & (first > other)
    return found


def first_two(tables: Any, rivals: int, count: int) -> tuple[Array, Array]:
    """Payoffs of the opener and the first rival, shape (n, 3, 6); all other rivals hold."""
    hold = RIVAL_ACTIONS.index("hold")

    def entries(row: Any) -> Any:
        for _ in range(rivals - 1):
            row = [part[hold] for part in row]
        return row

    def stacked(table: Any) -> Array:
        wide = [[np.broadcast_to(v, (count,)) for v in entries(row)] for row in table]
        return np.moveaxis(np.array(wide, dtype=float), -1, 0)

    return stacked(tables[0]), stacked(tables[1])


def _leaves(table: Any) -> Any:
    if isinstance(table, list):
        for part in table:
            yield from _leaves(part)
    else:
        yield table
