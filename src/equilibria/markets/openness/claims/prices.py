"""P2, P5, P6, P9: what opening does to prices, customers, rivals and startups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..market import SEGMENTS
from .claim import Claim, Figure, Part, label_of, part, quantiles, smaller
from .sample import Array, Mask, Points, Sample

#: Further vendors of the rival's class on the curve of its profit.
FURTHER = 4


def commoditise(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P2: every closed vendor's price and profit fall when the model opens."""
    names = dict(s.points.builder.firms.vendors)

    def both(firm: str) -> Part:
        return part(
            s,
            f"price and profit of {names[firm]} fall",
            lambda points: _falls(points, firm),
            counted=False,
            drivers=False,
        )

    parts = [
        part(
            s,
            "price and profit of every closed vendor fall",
            lambda points: np.logical_and.reduce([_falls(points, f) for f in names]),
        ),
        *(both(firm) for firm in names),
        part(
            s,
            "they fall for every vendor, where the open model caps every one in both segments",
            lambda points: np.logical_and.reduce([_falls(points, f) for f in names]),
            among=lambda points: np.logical_and.reduce([_binds(points, f) for f in names]),
            counted=False,
        ),
        *more,
    ]
    return Claim(
        key="P2",
        name="commoditise",
        statement="Opening cuts every closed vendor's price and profit; the rival holds.",
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=(),
        note=(
            "A vendor is spared where what customers pay over the open good exceeds its margin: "
            "the cap does not bind there. Startups that leave make room for those that stay."
        ),
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def substitute(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P5: customers move to the open good, and away from the rival."""
    rival, name = s.points.builder.firms.rival
    wedges = [s.family.parameters[f"wedge_{segment}"] for segment in SEGMENTS]
    low = {p.name: float(p.low) for p in wedges}
    high = {p.name: float(p.high) for p in wedges}

    def leaves(points: Points) -> Mask:
        opened, closed = points.world("open", "hold"), points.world("internal", "hold")
        return smaller(opened.volumes[rival], closed.volumes[rival])

    parts = [
        part(s, "some tokens run on the open good", lambda points: open_share(points) > 0),
        part(s, f"{name} loses tokens when the model opens", leaves),
        part(
            s,
            "a larger wedge leaves less to the open good",
            lambda points: open_share(points.but(**low)) >= open_share(points.but(**high)),
            counted=False,
        ),
        *more,
    ]
    figures = [
        Figure("open share of tokens today", float(open_share(s.today)[0]), "share"),
        Figure(
            "open share today, wedges at their lowest",
            float(open_share(s.today.but(**low))[0]),
            "share",
        ),
        Figure(
            "open share today, wedges at their highest",
            float(open_share(s.today.but(**high))[0]),
            "share",
        ),
        *quantiles("open share over the draws", open_share(s.points), "share"),
    ]
    return Claim(
        key="P5",
        name="substitution",
        statement=f"Some customers take the open good, and {name} loses tokens to it.",
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=tuple(figures),
        note=(
            "With limit prices a vendor keeps a whole segment or loses it, so that opening may cut "
            "its price without moving a customer; with logit demand it always loses some."
        ),
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def many_rivals(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P6: the rival's profit falls in the number of rivals of its class."""
    rival, name = s.points.builder.firms.rival

    def falls(points: Points) -> Mask:
        alone, crowded = points.world("internal", "hold"), points.world("api", "hold")
        return smaller(crowded.profits[rival], alone.profits[rival])

    first = part(s, f"{name} earns less when one more vendor of its class sells access", falls)
    further = [
        part(
            s,
            f"{name} earns less with {k} further vendors than with {k - 1}",
            lambda points, k=k: smaller(_crowded(points, k), _crowded(points, k - 1)),
            counted=False,
            drivers=False,
        )
        for k in range(1, FURTHER + 1)
    ]
    parts = [first, *further, *more]
    revenue = float(s.today.revenue[()] if s.today.revenue.ndim == 0 else s.today.revenue[0])
    figures = [
        Figure(
            f"profit of {name} with {k} further vendors, today",
            revenue * float(_crowded(s.today, k)[0]),
            "USD bn/yr",
        )
        for k in range(FURTHER + 1)
    ]
    return Claim(
        key="P6",
        name="many rivals",
        statement=f"The access profit of {name} falls in the number of vendors of its class.",
        label=label_of(parts),
        by_construction=all(p.always for p in (first, *further)),
        parts=tuple(parts),
        figures=tuple(figures),
        note=(
            "Limit prices scale every margin and volume by the number of vendors: the sweep "
            "confirms the form, and says nothing of the world."
        ),
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def leave(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P9: startups that live on access leave when the model opens, and hosts come."""
    key, name = s.points.builder.firms.startups
    wedges = {f"wedge_{segment}": 0.0 for segment in SEGMENTS}

    def leaves(points: Points) -> Mask:
        return (
            points.world("internal", "hold").startups_in & ~points.world("open", "hold").startups_in
        )

    def nothing(points: Points) -> Mask:
        return np.logical_and.reduce([points.room(key, segment) <= 0 for segment in SEGMENTS])

    parts = [
        part(s, f"{name} stay while the model is internal and leave when it opens", leaves),
        part(s, "hosts of the open good have customers", lambda points: open_share(points) > 0),
        part(
            s,
            f"{name} that stay would earn less",
            lambda points: smaller(startups(points, "open"), startups(points, "internal")),
            counted=False,
        ),
        part(s, f"the margin of {name} falls to zero in both segments", nothing, counted=False),
        part(
            s,
            "the same, with no wedge in either segment",
            lambda points: nothing(points.but(**wedges)),
            counted=False,
        ),
        *more,
    ]
    fixed = float(s.today.values["startup_fixed_cost"])
    closed, opened = (float(startups(s.today, a)[0]) for a in ("internal", "open"))
    figures = [
        Figure(f"profit of {name}, model internal, today", closed, "USD bn/yr"),
        Figure(f"profit of {name} that stay, model open, today", opened, "USD bn/yr"),
        Figure(
            "firms that this pays for, model internal",
            float(closed // fixed) if fixed else None,
            "firms of the fixed cost assumed",
        ),
        Figure(
            "firms that this pays for, model open",
            float(opened // fixed) if fixed else None,
            "firms of the fixed cost assumed",
        ),
        Figure("tokens on hosts, model internal", 0.0, "share"),
        Figure("tokens on hosts, model open", float(open_share(s.today)[0]), "share"),
    ]
    return Claim(
        key="P9",
        name="exit",
        statement=f"{name} leave when the model opens, and would have stayed; hosts come.",
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=tuple(figures),
        note=(
            "They leave where their fixed cost lies between the two profits listed. A margin of "
            "exactly zero needs the open good to be worth more, wedge included."
        ),
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def open_share(points: Points) -> Array:
    """Share of all tokens on the open good when the model is open and the rival holds."""
    world = points.world("open", "hold")
    return np.asarray(world.open_volume / world.tokens)


def startups(points: Points, opener: str) -> Array:
    """What startups earn if they stay, in USD bn a year."""
    earned = points.revenue * points.layer.startups_profit(opener, False)
    return np.broadcast_to(np.asarray(earned, float), (points.count,))


def _falls(points: Points, firm: str) -> Mask:
    """Whether a vendor's price (if it still sells) and its profit are lower in the open world.

    Nothing is claimed of startups that would not be there anyway.
    """
    opened, closed = points.world("open", "hold"), points.world("internal", "hold")
    gone, absent = opened.volumes[firm] == 0, closed.volumes[firm] == 0
    cheaper = gone | smaller(np.nan_to_num(opened.prices[firm]), closed.prices[firm])
    return absent | (cheaper & smaller(opened.profits[firm], closed.profits[firm]))


def _binds(points: Points, firm: str) -> Mask:
    """Whether the open model caps a vendor in both segments, its closed margin being positive."""
    found = [
        smaller(
            np.maximum(points.room(firm, segment), 0.0),
            points.closed_margin(firm, segment, "internal"),
        )
        for segment in SEGMENTS
    ]
    return np.logical_and.reduce(found)


def _crowded(points: Points, further: int) -> Array:
    """The rival's profit with further vendors of its class, nobody leaving.

    Margins scale by ``vendors / (vendors + further)``, and so do volumes.
    """
    layer = points.layer
    rival = layer.rival
    kept = layer.count / (layer.count + further)
    earned = np.zeros(points.count)
    for segment in SEGMENTS:
        earned = earned + layer.margin[rival] * kept * layer.volume[rival, segment] * kept
    return earned
