"""P12, P13: the value of waiting, and a rumoured release. The same as `dynamics`, over draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from ..builder import Openness
from ..dynamics.rumour import Rumour
from ..dynamics.waiting import BINDS, Waiting
from ..evidence import DrawStatus, Evidence
from ..market import ELO_DENOMINATOR, ELO_NUMERATOR, OPENER_ACTIONS, RIVAL_ACTIONS, SEGMENTS
from .bench import Bench, Mask
from .claim import Array, Claim, Figure, Sweep, quantiles
from .opener import tables_at, tables_of

#: Parameters of the years to come, and draws of them beside those of the market.
YEARS = ("hazard", "system_share", "discount")
#: Draws whose two generations are solved, a dozen games each; and how many at once.
MOST, PIECE = 1 << 17, 1 << 13


def risk(b: Bench, waits: Sequence[Waiting]) -> Claim:
    """P12: opening is the riskier the likelier the model becomes the system."""
    opener = b.builder.players[0]
    over, now = b.draws["A"], b.today["A"]
    count = min(len(over.status), MOST)
    spans = worth_of_waiting(b.builder, _with_years(b, over, count), count + 1)
    unasked = np.full(len(over.status) - count, np.nan)
    parts = []
    for binds in reversed(BINDS):
        worth = spans[binds][0]
        least = {id(over): np.concatenate([worth[:count], unasked]), id(now): worth[count:]}
        parts += b.parts(
            f"staying closed for a generation is worth more, a release binding for {binds}",
            partial(_worth_more, least),
            among=partial(_known, least),
            counted=binds == BINDS[1],
            layers="A",
        )
    figures = []
    for today in waits:
        bound = f"a release binding for {today.binds}"
        for word, value in zip(("least", "most"), today.worth, strict=True):
            figures.append(Figure(f"value of waiting, {word}, today, {bound}",
                                  float(value), "USD bn over two generations"))  # fmt: skip
        figures.append(Figure(f"hazard from which waiting pays, {bound}",
                              _upper(today), "per year"))  # fmt: skip
    claim = b.claim(
        "P12",
        "risk",
        f"{opener} does better to stay closed for one generation, for the model may become the "
        "system itself (the model layer's share jumps with the hazard swept).",
        parts,
        figures,
        "Counted where a release cannot be taken back; where it binds for its own generation only, "
        "next year's choice is free, and waiting has little to protect. Over the draws, equilibria "
        "in pure strategies; today's figures keep every equilibrium.",
    )
    return replace(claim, sweep=_of_first(b, count))


def _of_first(b: Bench, count: int) -> Sweep:
    """The sweep as far as it was used: the first draws on layer A."""
    status = b.draws["A"].status[:count]
    refused = {s.reason: int((status == s).sum()) for s in DrawStatus if s.reason}
    refused = {reason: n for reason, n in refused.items() if n}
    solved = int((status == DrawStatus.SOLVED).sum())
    return Sweep(b.sweep.seed, {"A": count}, {"A": solved}, {"A": refused} if refused else {})


def _worth_more(least: Mapping[int, Array], e: Evidence) -> Mask:
    return np.asarray(least[id(e)] > 0)


def _known(least: Mapping[int, Array], e: Evidence) -> Mask:
    return np.asarray(~np.isnan(least[id(e)]))


def rumoured(b: Bench, today: Rumour) -> Claim:
    """P13: a rumoured release delays switching if it is believed enough."""
    name = b.builder.firms.rival[1]

    def tempted(e: Evidence) -> Mask:
        return np.asarray(np.logical_or.reduce([waits(b, e, g)[1] > 0 for g in SEGMENTS]))

    def delays(e: Evidence) -> Mask:
        found = [waits(b, e, g) for g in SEGMENTS]
        return np.asarray(
            np.logical_or.reduce([(cost > 0) & (belief <= 1) for belief, cost in found])
        )

    parts = b.parts(
        "some customers who would switch wait if they believe the rumour enough",
        delays,
        among=tempted,
        layers="A",
    )
    figures = [
        Figure(f"belief from which {w.segment.replace('_', '-')} customers wait, today",
               None if w.threshold is None else float(w.threshold), "probability")
        for w in today.waiters
    ]  # fmt: skip
    figures.append(Figure("gain from being believed, today", float(today.gain), "USD bn"))
    over = b.draws["A"]
    for segment in SEGMENTS:
        belief, cost = waits(b, over, segment)
        met = np.where((cost > 0) & (belief <= 1) & over.solved, belief, np.nan)
        figures += quantiles(f"belief needed, {segment.replace('_', '-')}, over the draws", met,
                             "probability")  # fmt: skip
    return b.claim(
        "P13",
        "rumour",
        f"A rumour of a better model from {name} delays switching where it is believed with at "
        "least a threshold probability.",
        parts,
        figures,
        f"If a false announcement costs {name} nothing it is cheap talk: it would announce in any "
        "case, and nobody learns from it. It tells something from a cost as large as the gain from "
        "being believed. What people believe is not in the data.",
    )


def waits(b: Bench, e: Evidence, segment: str) -> tuple[Array, Array]:
    """The belief from which the rival's customers wait (infinite: never), and the cost of staying.

    The formula of `dynamics.rumour`.
    """
    key, get = b.builder.firms.rival[0], _values(b, e).__getitem__
    unit = get("elo_slope") * ELO_NUMERATOR / ELO_DENOMINATOR / get("price_sensitivity")
    margin = get(f"price_{key}") * (1 - get(f"cost_share_{key}"))
    room = unit * (get(f"elo_{key}") - get("elo_open")) + get("host_price")
    room = room - get(f"price_{key}") * get(f"cost_share_{key}") + get(f"wedge_{segment}")
    lead = unit * get("frontier_elo")
    priced = np.minimum(
        np.maximum(margin + get("pass_through") * lead, 0.0), np.maximum(room + lead, 0.0)
    )
    cost, gain = np.maximum(margin - room, 0.0), np.maximum(room + lead - priced, 0.0)
    wait = np.minimum(get("lag"), 12.0) / 12
    with np.errstate(all="ignore"):
        needed = wait * cost / ((1 - wait) * gain)
    count = len(e.status)
    belief = np.where(cost == 0, 0.0, np.where(np.isfinite(needed), needed, np.inf))
    return np.broadcast_to(belief, (count,)), np.broadcast_to(cost, (count,))


def worth_of_waiting(
    builder: Openness, values: Mapping[str, Any], count: int
) -> dict[str, tuple[Array, Array]]:
    """The value of waiting one generation, least and most over pure equilibria, by what binds.

    See `dynamics.waiting`. Not a number where a stage game has no pure equilibrium.
    """
    parts = []
    for start in range(0, count, PIECE):
        span = slice(start, min(start + PIECE, count))
        mine = {name: v[span] if np.ndim(v) else v for name, v in values.items()}
        parts.append(_worth_of_waiting(builder, mine, span.stop - start))
    return {
        binds: (
            np.concatenate([part[binds][0] for part in parts]),
            np.concatenate([part[binds][1] for part in parts]),
        )
        for binds in BINDS
    }


def _worth_of_waiting(
    builder: Openness, values: Mapping[str, Any], count: int
) -> dict[str, tuple[Array, Array]]:
    ends = (False, True)
    now = tables_at(builder, values, "A", count)
    later = {}
    for led in ends:
        market = builder.arrays(_inherited(builder, values, led), "A")
        for opened, system in product(ends, repeat=2):  # prices are the same
            market = market.with_stakes(**_stakes(values, opened, system))
            later[opened, led, system] = tables_of(market, count)
    hazard, discount = values["hazard"], values["discount"]
    found = {}
    for binds in BINDS:
        rows = {opened: [0] if opened and binds == BINDS[1] else [0, 1, 2] for opened in ends}
        worths = {
            state: pure_values(*(table[:, rows[state[0]]] for table in tables))
            for state, tables in later.items()
        }
        worth = {}
        for end in ends:
            mine = now[0].copy()
            for a, own in enumerate(OPENER_ACTIONS):
                for c, action in enumerate(RIVAL_ACTIONS):
                    led = action in ("frontier", "both")
                    stay, jump = (worths[own == "open", led, system][end] for system in ends)
                    mine[:, a, c] += discount * ((1 - hazard) * stay + hazard * jump)
            for plan, chosen in (("open", [0]), ("wait", [1, 2])):
                worth[plan, end] = pure_values(mine[:, chosen], now[1][:, chosen])[end]
        found[binds] = (
            worth["wait", False] - worth["open", True],
            worth["wait", True] - worth["open", False],
        )
    return found


def pure_values(mine: Array, theirs: Array) -> tuple[Array, Array]:
    """The row player's payoffs in pure equilibria, least and most per game."""
    stable = (mine == mine.max(axis=1, keepdims=True)) & (
        theirs == theirs.max(axis=2, keepdims=True)
    )
    some = stable.any(axis=(1, 2))
    low = np.where(stable, mine, np.inf).min(axis=(1, 2))
    high = np.where(stable, mine, -np.inf).max(axis=(1, 2))
    return np.where(some, low, np.nan), np.where(some, high, np.nan)


def _values(b: Bench, e: Evidence) -> dict[str, Any]:
    fixed: dict[str, Any] = {n: float(v) for n, v in b.family.values().items()}
    return {**fixed, **e.columns}


def _with_years(b: Bench, e: Evidence, count: int) -> dict[str, Any]:
    """Some draws with those of what only the years to come depend on; then today's values."""
    points = np.random.default_rng([b.sweep.seed, 1]).random((len(e.status), len(YEARS))).T
    drawn = {name: column[:count] for name, column in e.columns.items()}
    for name, point in zip(YEARS, points, strict=True):
        p = b.family.parameters[name]
        drawn[name] = float(p.low) + (float(p.high) - float(p.low)) * point[:count]
    today: dict[str, Any] = {n: float(v) for n, v in b.family.values().items()}
    return today | {name: np.append(column, today[name]) for name, column in drawn.items()}


def _inherited(builder: Openness, values: Mapping[str, Any], led: bool) -> dict[str, Any]:
    """The next generation's models; see `dynamics.waiting.inherited`."""
    rival = builder.firms.rival[0]
    found = dict(values)
    if led:
        found[f"elo_{rival}"] = values[f"elo_{rival}"] + values["frontier_elo"]
    elo = [found[f"elo_{key}"] for key, _ in builder.firms.vendors]
    best = np.maximum.reduce(np.broadcast_arrays(values["elo_open"], *elo))
    with np.errstate(divide="ignore"):
        closed = 1 - np.exp(-12 / np.asarray(values["lag"], float))
    found["elo_open"] = values["elo_open"] + closed * (best - values["elo_open"])
    return found


def _stakes(values: Mapping[str, Any], opened: bool, system: bool) -> dict[str, Any]:
    """What else the next generation inherits: no price depends on it."""
    realised = values["efficiency_realised"]
    return {
        "efficiency_realised": 1 - (1 - realised) ** 2 if opened else realised,
        "model_share": values["system_share" if system else "model_share"],
    }


def _upper(found: Waiting) -> float | None:
    return None if found.threshold is None else float(found.threshold[1])
