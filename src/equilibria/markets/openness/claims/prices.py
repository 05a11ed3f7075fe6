"""P2, P5, P6, P9: what opening does to prices, customers, rivals and startups."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..evidence import Evidence
from ..market import SEGMENTS
from .bench import Bench, Mask
from .claim import Claim, Figure, by_form, first, quantiles

#: Relative difference of floats that counts as none.
NOISE = 1e-9


def commoditise(b: Bench) -> Claim:
    """P2: every closed vendor's price and profit fall when the model opens."""
    names = dict(b.builder.firms.vendors)

    def every(e: Evidence) -> Mask:
        return np.asarray(np.logical_and.reduce([_falls(e, f) for f in names]))

    parts = b.parts("price and profit of every closed vendor fall", every)
    for key, name in names.items():
        test = partial(_falls, firm=key)
        parts += b.parts(f"price and profit of {name} fall", test, counted=False)
    startups = b.builder.firms.startups[1]
    parts += by_form(
        b.parts(
            f"the same where the opening drives no {startups} out",
            every,
            among=lambda e: e.startups_in_closed == e.startups_in_open,
            counted=False,
        ),
        "B",
    )
    figures = []
    for layer, e in b.today.items():
        for key, name in names.items():
            figures += [
                Figure(f"price of {name}, model internal ({layer})", first(e.price_closed[key]),
                       "USD/Mtok"),
                Figure(f"price of {name}, model open ({layer})", first(e.price_open[key]),
                       "USD/Mtok"),
            ]  # fmt: skip
    return b.claim(
        "P2",
        "commoditise",
        "Opening cuts every closed vendor's price and profit; the rivals hold.",
        parts,
        figures,
        "With limit prices a vendor is spared where what customers pay over the open good exceeds "
        "its margin: the cap does not bind there. With nested logit a good sold at cost takes "
        "something from everybody, by the form of demand, while the same firms stay; where it "
        f"drives {startups} out, the others may gain more from that. Nothing is claimed of "
        f"{startups} that would not be there anyway.",
    )


def substitute(b: Bench) -> Claim:
    """P5: customers move to the open good, and away from the rival."""
    rival, name = b.builder.firms.rival
    parts = by_form(b.parts("some tokens run on the open good", lambda e: e.open_share > 0), "B")
    parts += b.parts(
        f"{name} has a smaller share of tokens when the model opens",
        lambda e: _less(e.share_open[rival], e.share_closed[rival]),
    )
    figures = []
    for layer, e in b.draws.items():
        figures.append(Figure(f"open share today ({layer})", first(b.today[layer].open_share),
                              "share of tokens"))  # fmt: skip
        figures += quantiles(
            f"open share over the draws ({layer})", e.open_share, "share of tokens"
        )
        figures.append(Figure(f"part of the open model's tokens that {name} lost, today ({layer})",
                              _diverted(b.today[layer], rival), "share"))  # fmt: skip
    return b.claim(
        "P5",
        "substitution",
        f"Some customers take the open good, and {name} loses tokens to it.",
        parts,
        figures,
        "With limit prices a vendor keeps a whole segment or loses it; with logit demand it always "
        "loses some, by the form of demand. How many leave falls in the wedge.",
    )


def _diverted(now: Evidence, rival: str) -> float | None:
    """Which part of the tokens on the open model a rival had before; None where there are none."""
    lost, gained = now.share_closed[rival] - now.share_open[rival], now.open_share
    return first(lost / gained) if gained[0] > 0 else None


def many_rivals(b: Bench) -> Claim:
    """P6: the rival's profit falls in the number of vendors."""
    name = b.builder.firms.rival[1]
    parts = b.parts(
        f"{name} earns less with every vendor more",
        lambda e: (np.diff(e.profit_by_count, axis=1) < 0).all(axis=1),
    )
    parts = by_form(parts, "A")
    figures = [
        Figure(f"profit of {name} with {n} closed vendors, today ({layer})",
               first(e.profit_by_count[:, k]), "USD bn/yr")
        for layer, e in b.today.items()
        for k, n in enumerate(e.vendor_counts)
    ]  # fmt: skip
    return b.claim(
        "P6",
        "many rivals",
        f"The access profit of {name} falls in the number of vendors of its class.",
        parts,
        figures,
        "Limit prices scale every margin and volume by the number of vendors: there the sweep "
        "confirms the form, and says nothing of the world.",
    )


def leave(b: Bench) -> Claim:
    """P9: startups that live on access leave when the model opens, and hosts come."""
    key, name = b.builder.firms.startups
    parts = b.parts(
        f"{name} stay while the model is internal and leave when it opens",
        lambda e: e.startups_in_closed & ~e.startups_in_open,
    )
    hosts = b.parts("hosts of the open good have customers", lambda e: e.hosted_revenue > 0)
    parts += by_form(hosts, "B")
    parts += b.parts(
        f"{name} that stay in both worlds earn less when the model opens",
        lambda e: _less(e.profit_open[key], e.profit_closed[key]),
        among=lambda e: e.startups_in_closed & e.startups_in_open,
        counted=False,
    )
    figures = [
        Figure(f"profit of {name} that are there, model {word}, today ({layer})",
               first(profit[key]), "USD bn/yr")
        for layer, e in b.today.items()
        for word, profit in (("internal", e.profit_closed), ("open", e.profit_open))
    ]  # fmt: skip
    figures += [
        Figure(f"revenue of hosts when the model opens, today ({layer})", first(e.hosted_revenue),
               "USD bn/yr")
        for layer, e in b.today.items()
    ]  # fmt: skip
    figures += _nothing_left(b)
    return b.claim(
        "P9",
        "exit",
        f"{name} leave when the model opens, and would have stayed; hosts come.",
        parts,
        figures,
        "They leave where their fixed cost lies between what they earn in both worlds. A margin of "
        "exactly zero needs an open good that is worth more than theirs, wedge included. With "
        "nested logit the open good always has some customers, by the form of demand.",
    )


def _nothing_left(b: Bench) -> list[Figure]:
    """How often startups would have no margin at all in the open world, if they stayed."""
    e, name = b.draws["A"], b.builder.firms.startups[1]
    values = {**{n: float(v) for n, v in b.family.values().items()}, **e.columns}
    hold = ("hold",) * len(b.builder.firms.rivals)
    without = {f"wedge_{segment}": 0.0 for segment in SEGMENTS}
    figures = []
    for held, word in (({}, "with the wedge drawn"), (without, "without a wedge")):
        with np.errstate(all="ignore"):
            market = b.builder.arrays({**values, **held}, "A")
            opened, closed = (market.startups_profit(w, hold) for w in ("open", "internal"))
            nothing = np.broadcast_to(opened <= NOISE * closed, e.status.shape)[e.solved]
        figures.append(
            Figure(f"draws in which the margin of {name} falls to zero, {word} (A)",
                   float(nothing.mean()), f"share of {len(nothing):,} draws")
        )  # fmt: skip
    return figures


def _falls(e: Evidence, firm: str) -> Mask:
    """Whether a vendor's price (if it still sells) and its profit are lower in the open world."""
    cheaper = np.isnan(e.price_open[firm]) | _less(e.price_open[firm], e.price_closed[firm])
    absent = np.isnan(e.price_closed[firm])
    return absent | (cheaper & _less(e.profit_open[firm], e.profit_closed[firm]))


def _less(one: np.ndarray, other: np.ndarray) -> Mask:
    """Whether one number is below another by more than rounding."""
    return np.asarray(other - one > NOISE * np.maximum(np.abs(one), np.abs(other)))
