"""P12, P13: the value of waiting, and a rumoured release. The same as `dynamics`, over draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ....solvers.batch import nash_batch
from ..dynamics.rumour import rumour
from ..dynamics.waiting import BINDS, Waiting, waiting
from ..market import OPENER_ACTIONS, RIVAL_ACTIONS, SEGMENTS
from .claim import Claim, Figure, Part, label_of, part, quantiles
from .sample import Array, Mask, Points, Sample

#: Draws on which the two generations are solved, each with a dozen games.
MOST = 1 << 14


def risk(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P12: opening is the riskier the likelier the model becomes the system."""
    opener = s.points.builder.players[0]
    few = s.first(MOST)
    spans = {
        (id(points), binds): worth_of_waiting(points, binds)
        for points in (few.points, few.today)
        for binds in BINDS
    }
    parts = [
        part(
            few,
            f"staying closed for a generation is worth more, a release binding for {binds}",
            lambda points, binds=binds: spans[id(points), binds][0] > 0,
            counted=binds == BINDS[1],
        )
        for binds in reversed(BINDS)
    ]
    parts += more
    figures = []
    for binds in BINDS:
        found = waiting(s.family, binds=binds)
        figures += [
            Figure(f"value of waiting, least, today (a release binds for {binds})",
                   float(found.worth[0]), "USD bn over two generations"),
            Figure(f"value of waiting, most, today (a release binds for {binds})",
                   float(found.worth[1]), "USD bn over two generations"),
            Figure(f"hazard from which waiting pays (a release binds for {binds})",
                   _upper(found), "per year"),
        ]  # fmt: skip
    return Claim(
        key="P12",
        name="risk",
        statement=(
            f"{opener} does better to stay closed for one generation, for the model may become the "
            "system itself (the model layer's share jumps with the hazard swept)."
        ),
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=tuple(figures),
        note=(
            "Counted where a release cannot be taken back; where it binds for its own generation "
            "only, next year's choice is free and waiting has little to protect."
        ),
        draws=few.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def rumoured(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P13: a rumoured release delays switching if it is believed enough."""
    name = s.points.builder.firms.rival[1]

    def tempted(points: Points) -> Mask:
        return np.logical_or.reduce([waits(points, g)[1] > 0 for g in SEGMENTS])

    def some_belief(points: Points) -> Mask:
        return np.logical_or.reduce([(c > 0) & (b <= 1) for b, c in
                                     (waits(points, g) for g in SEGMENTS)])  # fmt: skip

    parts = [
        part(
            s,
            "some customers who would switch wait if they believe the rumour enough",
            some_belief,
            among=tempted,
        ),
        *more,
    ]
    today = rumour(s.family)
    figures = [
        Figure(
            f"belief from which {w.segment.replace('_', '-')} customers wait, today",
            None if w.threshold is None else float(w.threshold),
            "probability",
        )
        for w in today.waiters
    ]
    figures.append(Figure("gain from being believed, today", float(today.gain), "USD bn"))
    for segment in SEGMENTS:
        beliefs, costs = waits(s.points, segment)
        needed = np.where(costs > 0, beliefs, np.nan)
        word = segment.replace("_", "-")
        figures += quantiles(f"belief needed, {word}, over the draws",
                             np.where(needed <= 1, needed, np.nan), "probability")  # fmt: skip
    return Claim(
        key="P13",
        name="rumour",
        statement=(
            f"A rumour of a better model from {name} delays switching where it is believed with "
            "at least a threshold probability."
        ),
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=tuple(figures),
        note=(
            f"If a false announcement costs {name} nothing it is cheap talk: it would announce in "
            "any case, and nobody learns from it. It tells something from a cost as large as the "
            "gain from being believed. What people believe is not in the data."
        ),
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def waits(points: Points, segment: str) -> tuple[Array, Array]:
    """The belief from which the rival's customers wait (infinite: never), and the cost of staying.

    See `dynamics.rumour`.
    """
    rival = points.layer.rival
    margin = np.broadcast_to(np.asarray(points.layer.margin[rival], float), (points.count,))
    room = points.room(rival, segment)
    lead = np.asarray(points.layer.frontier_lead)
    priced = np.minimum(
        np.maximum(margin + points.values["pass_through"] * lead, 0.0),
        np.maximum(room + lead, 0.0),
    )
    cost, gain = np.maximum(margin - room, 0.0), np.maximum(room + lead - priced, 0.0)
    wait = np.minimum(np.asarray(points.values["lag"], float), 12.0) / 12
    with np.errstate(all="ignore"):
        needed = wait * cost / ((1 - wait) * gain)
    return np.where(cost == 0, 0.0, np.where(np.isfinite(needed), needed, np.inf)), cost


def worth_of_waiting(points: Points, binds: str) -> tuple[Array, Array]:
    """The value of waiting one generation, least and most over equilibria; see `dynamics`."""
    get = points.values.__getitem__
    later = {}
    ends = (False, True)
    for opened in ends:
        for led in ends:
            for system in ends:
                here = _inherited(points, opened, led, system)
                rows = [0] if opened and binds == BINDS[1] else [0, 1, 2]
                later[opened, led, system] = _values(
                    here.payoffs[0][:, rows], here.payoffs[1][:, rows]
                )
    hazard, discount = (np.asarray(get(n), float) for n in ("hazard", "discount"))
    worth = {}
    for plan, rows in (("open", [0]), ("wait", [1, 2])):
        for end in (0, 1):
            mine = points.payoffs[0].copy()
            for a, own in enumerate(OPENER_ACTIONS):
                for b, theirs in enumerate(RIVAL_ACTIONS):
                    led = theirs in ("frontier", "both")
                    stay, jump = (later[own == "open", led, jumped][end] for jumped in ends)
                    mine[:, a, b] += discount * ((1 - hazard) * stay + hazard * jump)
            worth[plan, end] = _values(mine[:, rows], points.payoffs[1][:, rows])[end]
    return worth["wait", 0] - worth["open", 1], worth["wait", 1] - worth["open", 0]


def _inherited(points: Points, opened: bool, led: bool, system: bool) -> Points:
    """See `dynamics.waiting.inherited`."""
    get = points.values.__getitem__
    keys = [key for key, _ in points.builder.firms.vendors]
    rival = points.builder.firms.rival[0]
    changed = {}
    elo = {key: np.asarray(get(f"elo_{key}"), float) for key in keys}
    if led:
        elo[rival] = elo[rival] + get("frontier_elo")
        changed[f"elo_{rival}"] = elo[rival]
    mine = np.asarray(get("elo_open"), float)
    best = np.maximum.reduce(np.broadcast_arrays(mine, *elo.values()))
    with np.errstate(divide="ignore"):
        closed = 1 - np.exp(-12 / np.asarray(get("lag"), float))
    changed["elo_open"] = mine + closed * (best - mine)
    if opened:
        changed["efficiency_realised"] = 1 - (1 - np.asarray(get("efficiency_realised"))) ** 2
    if system:
        changed["model_share"] = get("system_share")
    return points.but(**changed)


def _values(mine: Array, theirs: Array) -> tuple[Array, Array]:
    """The row player's equilibrium payoffs, least and most per game."""
    found = nash_batch(np.ascontiguousarray(mine), np.ascontiguousarray(theirs))
    low, high = np.full(len(mine), np.inf), np.full(len(mine), -np.inf)
    np.minimum.at(low, found.game, found.payoffs[:, 0])
    np.maximum.at(high, found.game, found.payoffs[:, 0])
    return low, high


def _upper(found: Waiting) -> float | None:
    return None if found.threshold is None else float(found.threshold[1])
