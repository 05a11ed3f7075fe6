"""P3, P4, P11: when opening is the opener's choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ....decisions.statements import best_reply
from ....decisions.thresholds import thresholds
from ..array_payoffs import Settling, payoff_tables
from ..builder import Openness
from ..evidence import Evidence, first_two
from ..market import RIVAL_ACTIONS
from ..two_ways import swept
from .bench import Bench, Mask
from .claim import Array, Claim, Figure, first, quantiles

#: The article's case: the rival believes that the model is the product, and the stake is small.
BELIEVES, SMALL = 0.8, 0.3
HOLD = RIVAL_ACTIONS.index("hold")


def complement(b: Bench) -> Claim:
    """P3: while the model layer's share is small, open is strictly dominant."""
    opener = b.builder.players[0]
    parts = b.parts(
        f"open is strictly dominant for {opener} where the model layer's share vanishes",
        lambda e: e.dominant_at_zero,
    )
    parts += b.parts(
        f"open is strictly dominant for {opener} at the share drawn",
        lambda e: e.dominant,
        counted=False,
    )
    parts += b.parts(
        "open is the best reply while the rivals hold, at the share drawn",
        lambda e: e.gain[:, HOLD] > 0,
        counted=False,
    )
    figures = []
    for layer, e in b.draws.items():
        figures.append(Figure(f"least gain from opening over all replies, today ({layer})",
                              first(b.today[layer].gain.min(axis=1)), "USD bn/yr"))  # fmt: skip
        figures += quantiles(
            f"least gain over the draws ({layer})", e.gain.min(axis=1), "USD bn/yr"
        )
    return b.claim(
        "P3",
        "complement",
        "There is a share of the model layer below which open is strictly dominant for "
        f"{opener}: the best reply to everything its rivals may do.",
        parts,
        figures,
        "Strictly dominant: better than selling access and than keeping it internal, always.",
    )


def threshold(b: Bench) -> Claim:
    """P4: the gain from opening falls in the model layer's share and crosses zero once."""
    opener, *rivals = b.builder.players
    holding = dict.fromkeys(rivals, "hold")

    def both(e: Evidence) -> Mask:
        found = e.model_share
        return np.asarray(found.falls & (found.crossings == 1) & (found.at_zero > 0))

    parts = b.parts("the gain from opening falls throughout and crosses zero once", both)
    parts += b.parts("it falls throughout", lambda e: e.model_share.falls, counted=False)
    parts += b.parts(
        "it crosses zero once, from above",
        lambda e: (e.model_share.crossings == 1) & (e.model_share.at_zero > 0),
        counted=False,
    )
    parts += b.parts(
        "opening is better at every share: no threshold",
        lambda e: (e.model_share.crossings == 0) & (e.model_share.at_zero > 0),
        counted=False,
    )
    figures = []
    for chi in sorted({0.0, float(b.family.parameters["self_commoditising"].high)}):
        for name in swept(b.family):
            found = thresholds(b.family, name, best_reply(opener, "open", holding),
                               self_commoditising=chi)  # fmt: skip
            figures.append(
                Figure(
                    f"first threshold in {name} today within its range, chi = {chi:g} (A)",
                    float(found[0].value) if found else None,
                    b.family.parameters[name].unit,
                )
            )
    for layer, e in b.draws.items():
        figures.append(Figure(f"threshold today ({layer})", first(b.today[layer].model_share.value),
                              "share"))  # fmt: skip
        figures += quantiles(
            f"threshold over the draws that have one ({layer})", e.model_share.value, "share"
        )
    return b.claim(
        "P4",
        "threshold",
        "What opening gains over the best closed alternative falls in the model layer's share and "
        "crosses zero once between 0 and 1, while the rivals hold.",
        parts,
        figures,
        "Every corner between exits of startups counts, in closed form. Where the share has no "
        "threshold, the size of the pool may flip the answer.",
    )


def objectives(b: Bench) -> Claim:
    """P11: a rival for whom the model is the product, an opener for whom it is not."""
    (opener, rival), key = b.builder.players[:2], b.builder.firms.rival[0]
    own = f"belief_{key}"
    found = {id(e): apart(e) for e in (*b.draws.values(), *b.today.values())}

    def value(e: Evidence, name: str) -> Array:
        fixed = float(b.family.parameters[name].default)
        return np.asarray(e.columns.get(name, np.full(len(e.status), fixed)))

    def case(e: Evidence) -> Mask:
        return np.asarray((value(e, own) >= BELIEVES) & (value(e, "model_share") <= SMALL))

    parts = b.parts(
        f"only equilibrium: {opener} opens, {rival} keeps its weights closed",
        lambda e: found[id(e)],
        among=case,
    )
    parts += b.parts(
        f"the same where {rival} does not believe (at most {1 - BELIEVES:g})",
        lambda e: found[id(e)],
        among=lambda e: (value(e, own) <= 1 - BELIEVES) & (value(e, "model_share") <= SMALL),
        counted=False,
    )
    parts += b.parts(
        f"the same where the model layer's share is at least {1 - SMALL:g}",
        lambda e: found[id(e)],
        among=lambda e: (value(e, own) >= BELIEVES) & (value(e, "model_share") >= 1 - SMALL),
        counted=False,
    )
    return b.claim(
        "P11",
        "objective gap",
        f"Where {rival} believes with {BELIEVES:g} or more that the model is the product and the "
        f"model layer's share is at most {SMALL:g}, there is one equilibrium: {opener} open, "
        f"{rival} closed.",
        parts,
        (),
        "Uniqueness is counted where eliminating strictly dominated actions, round by round, "
        "leaves only such play; equilibria that are alone for another reason are not counted.",
    )


def apart(e: Evidence) -> Mask:
    """Whether iterated strict dominance leaves the opener open and the rival not open, only."""
    rows, columns = undominated(e.opener_payoffs, e.rival_payoffs)
    own = RIVAL_ACTIONS.index("open")
    return np.asarray(rows[:, 0] & ~rows[:, 1:].any(axis=1) & ~columns[:, own])


def tables_at(
    builder: Openness, values: Mapping[str, Any], layer: str, count: int
) -> tuple[Array, Array]:
    """Payoffs of the opener and its first rival at given values, shape (n, 3, 6); others hold."""
    with np.errstate(all="ignore"):  # draws that make no market end as not a number
        return tables_of(builder.arrays(values, layer), count)


def tables_of(market: Settling, count: int) -> tuple[Array, Array]:
    """The same for a market."""
    with np.errstate(all="ignore"):
        tables = payoff_tables(market, market.values)
    return first_two(tables, len(market.rivals), count)


def undominated(mine: Array, theirs: Array) -> tuple[Mask, Mask]:
    """Actions that survive the elimination of strictly dominated ones, by draw."""
    n, m, k = mine.shape
    rows, columns = np.ones((n, m), bool), np.ones((n, k), bool)
    for _ in range(m + k):
        before = rows.sum() + columns.sum()
        for a in range(m):
            for other in range(m):
                if a != other:
                    worse = ((mine[:, a] < mine[:, other]) | ~columns).all(axis=1)
                    rows[:, a] &= ~(worse & rows[:, other])
        for c in range(k):
            for other in range(k):
                if c != other:
                    worse = ((theirs[:, :, c] < theirs[:, :, other]) | ~rows).all(axis=1)
                    columns[:, c] &= ~(worse & columns[:, other])
        if rows.sum() + columns.sum() == before:
            break
    return rows, columns
