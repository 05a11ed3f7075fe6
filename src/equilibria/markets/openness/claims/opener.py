"""P3, P4, P11: when opening is the opener's choice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ....decisions.statements import best_reply
from ....decisions.thresholds import thresholds
from ....solvers.batch import nash_batch
from ..market import OPENER_ACTIONS, RIVAL_ACTIONS
from .claim import Claim, Figure, Part, label_of, part, quantiles
from .sample import Array, Mask, Points, Sample

#: Steps of the model layer's share from 0 to 1 at which the gain from opening is looked at.
STEPS = 32
#: The article's case: the rival believes that the model is the product, the opener's stake is small.
BELIEVES, SMALL = 0.8, 0.3


def complement(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P3: while the model layer's share is small, open is strictly dominant."""
    opener = s.points.builder.players[0]
    parts = [
        part(
            s,
            f"open is strictly dominant for {opener} where the model layer's share vanishes",
            lambda points: dominant_by(points.but(model_share=0.0)) > 0,
        ),
        part(
            s,
            f"open is strictly dominant for {opener} at the share drawn",
            lambda points: dominant_by(points) > 0,
            counted=False,
        ),
        part(
            s,
            "open is the best reply while the rival holds, at the share drawn",
            lambda points: _gain(points)[:, RIVAL_ACTIONS.index("hold")] > 0,
            counted=False,
        ),
        *more,
    ]
    return Claim(
        key="P3",
        name="complement",
        statement=(
            "There is a share of the model layer below which open is strictly dominant for "
            f"{opener}: the best reply to everything its rival may do."
        ),
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=tuple(
            [
                Figure(
                    "least gain from opening over all replies, today",
                    float(dominant_by(s.today)[0]),
                    "USD bn/yr",
                ),
                *quantiles("least gain over the draws", dominant_by(s.points), "USD bn/yr"),
            ]
        ),
        note="Strictly dominant: better than selling access and than keeping it internal, always.",
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def threshold(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P4: the gain from opening falls in the model layer's share and crosses zero once."""
    top = float(s.family.parameters["self_commoditising"].high)

    def falls(points: Points) -> Mask:
        gains = gains_by_share(points)
        size = np.abs(gains).max(axis=1, keepdims=True)
        return np.asarray((np.diff(gains, axis=1) <= 1e-12 * size).all(axis=1))

    def once(points: Points) -> Mask:
        signs = gains_by_share(points) > 0
        changes = (signs[:, 1:] != signs[:, :-1]).sum(axis=1)
        return np.asarray((changes == 1) & signs[:, 0])

    def both(points: Points) -> Mask:
        return falls(points) & once(points)

    parts = [
        part(s, "the gain from opening falls throughout and crosses zero once", both),
        part(s, "it falls throughout", falls, counted=False),
        part(s, "it crosses zero once, from above", once, counted=False),
        part(
            s,
            "falls and crosses once, without self-commoditising (chi = 0)",
            lambda points: both(points.but(self_commoditising=0.0)),
            counted=False,
        ),
        part(
            s,
            f"falls and crosses once, with chi at the top of its range ({top:g})",
            lambda points: both(points.but(self_commoditising=top)),
            counted=False,
        ),
        part(
            s,
            "opening is better at every share: no threshold",
            lambda points: (gains_by_share(points) > 0).all(axis=1),
            counted=False,
        ),
        *more,
    ]
    figures = [_today(s, chi) for chi in sorted({0.0, top})]
    figures += quantiles(
        "threshold over the draws that have one", _crossing(s.points, once), "share"
    )
    return Claim(
        key="P4",
        name="threshold",
        statement=(
            "What opening gains over the best closed alternative falls in the model layer's share "
            "and crosses zero once between 0 and 1, while the rival holds."
        ),
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=tuple(figures),
        note=(
            f"Looked at in {STEPS} steps of the share. Without self-commoditising and with today's "
            "pool there may be no threshold in the share; then the pool's size flips the answer."
        ),
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def objectives(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P11: a rival for whom the model is the product, an opener for whom it is not."""
    (opener, rival), key = s.points.builder.players, s.points.builder.firms.rival[0]
    own = f"belief_{key}"

    def case(points: Points) -> Mask:
        return np.broadcast_to(
            np.asarray(
                (np.asarray(points.values[own]) >= BELIEVES)
                & (np.asarray(points.values["model_share"]) <= SMALL)
            ),
            (points.count,),
        )

    def system(points: Points) -> Mask:
        return np.broadcast_to(
            np.asarray(points.values["model_share"]) >= 1 - SMALL, (points.count,)
        )

    found = {id(s.points): _equilibria(s.points), id(s.today): _equilibria(s.today)}

    def apart(points: Points) -> Mask:
        opened, closed, one = found[id(points)]
        return opened & closed & one

    parts = [
        part(
            s,
            f"one equilibrium, in which {opener} opens and {rival} keeps its weights closed",
            apart,
            among=case,
        ),
        part(
            s,
            f"{opener} opens in every equilibrium",
            lambda points: found[id(points)][0],
            among=case,
            counted=False,
        ),
        part(
            s,
            f"{rival} keeps its weights closed in every equilibrium",
            lambda points: found[id(points)][1],
            among=case,
            counted=False,
        ),
        part(
            s,
            f"the same one equilibrium where the model layer's share is at least {1 - SMALL:g}",
            apart,
            among=system,
            counted=False,
        ),
        *more,
    ]
    return Claim(
        key="P11",
        name="objective gap",
        statement=(
            f"Where {rival} believes with {BELIEVES:g} or more that the model is the product and "
            f"the model layer's share is at most {SMALL:g}, there is one equilibrium: {opener} "
            f"open, {rival} closed."
        ),
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=(),
        note="Every equilibrium counts, mixed ones included; none is selected.",
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def dominant_by(points: Points) -> Array:
    """What opening gains over the better alternative at the worst of the rival's actions."""
    return np.asarray(_gain(points).min(axis=1))


def _gain(points: Points) -> Array:
    mine = points.payoffs[0]
    return np.asarray(mine[:, 0] - mine[:, 1:].max(axis=1))


def gains_by_share(points: Points) -> Array:
    """What opening gains over the best closed alternative, by model share; shape (n, 33).

    The rival holds. Outcomes depend on the share only through startups, who stay or leave.
    """
    layer, get = points.layer, points.values.__getitem__
    share = np.linspace(0.0, 1.0, STEPS + 1)[None]
    revenue = share * _column(get("pool"))
    worth = []
    for action in OPENER_ACTIONS:
        stay = revenue * _column(layer.startups_profit(action, False)) >= _column(
            get("startup_fixed_cost")
        )
        _, rivals, access, fall = (
            np.where(stay, _column(a), _column(b))
            for a, b in zip(
                layer.outcome(action, "hold", True), layer.outcome(action, "hold", False),
                strict=True,
            )
        )  # fmt: skip
        payoff = (1 - share) * _column(get("core_effect") * get("core_profit")) * fall
        payoff = payoff - _column(get("rivals_weight")) * revenue * rivals
        if action == "open":
            fixed = get("efficiency_realised") * get("efficiency_gain") * get("spend")
            fixed = fixed + get("licence_revenue") - get("release_cost") + get("principle")
            payoff = payoff + _column(fixed) - _column(get("self_commoditising")) * revenue
        elif action == "api":
            payoff = payoff + revenue * access - _column(get("api_cost"))
        worth.append(np.broadcast_to(payoff, (points.count, STEPS + 1)))
    return np.asarray(worth[0] - np.maximum(worth[1], worth[2]))


def _column(value: object) -> Array:
    return np.atleast_1d(np.asarray(value, float))[:, None]


def _crossing(points: Points, once: object) -> Array:
    """Where the gain crosses zero, between two steps, in the draws where it does so once."""
    gains = gains_by_share(points)[once(points)]  # type: ignore[operator]
    k = (gains > 0).argmin(axis=1)
    rows = np.arange(len(gains))
    above, below = gains[rows, k - 1], gains[rows, k]
    return np.asarray((k - 1 + above / (above - below)) / STEPS)


def _today(s: Sample, chi: float) -> Figure:
    """The exact threshold today, at a given chi."""
    opener, rival = s.points.builder.players
    found = thresholds(
        s.family, "model_share", best_reply(opener, "open", {rival: "hold"}), self_commoditising=chi
    )
    first = float(found[0].value) if found else None
    return Figure(f"first threshold today within its range, chi = {chi:g}", first, "share")


def _equilibria(points: Points) -> tuple[Mask, Mask, Mask]:
    """In every equilibrium: the opener opens, the rival keeps closed; and whether there is one."""
    found = nash_batch(*(np.ascontiguousarray(table) for table in points.payoffs), find="all")
    opened, closed = np.ones(points.count, bool), np.ones(points.count, bool)
    own = RIVAL_ACTIONS.index("open")
    opened[found.game[found.x[:, 0] < 1.0]] = False
    closed[found.game[found.y[:, own] > 0.0]] = False
    one = np.bincount(found.game, minlength=points.count) == 1
    return opened, closed, one
