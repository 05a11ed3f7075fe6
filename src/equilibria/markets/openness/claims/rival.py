"""P7, P8: how a closed rival answers an open model, by leading or by specialising."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..market import ELO_DENOMINATOR, ELO_NUMERATOR, SEGMENTS
from .claim import Claim, Figure, Part, label_of, part, quantiles, smaller
from .sample import Array, Mask, Points, Sample

#: As far as leads are looked for: Elo, and USD per million tokens.
FURTHEST_ELO, FURTHEST_WEDGE = 4000.0, 200.0
#: Halvings of the search for a lead.
HALVINGS = 50


def frontier(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P7: a quality lead that gives the rival back what opening took, and whether it pays."""
    key, name = s.points.builder.firms.rival
    top = float(s.family.parameters["frontier_elo"].high)

    def restores(points: Points, elo: Array | float) -> Mask:
        return access_with(points, _value(points, elo), 0.0) >= _before(points) * (1 - 1e-9)

    def pays(points: Points) -> Mask:
        get = points.values.__getitem__
        months = np.minimum(np.asarray(get("lag")), 12.0)
        cost = np.broadcast_to(np.asarray(get("frontier_cost")), (points.count,))
        return smaller(cost, rent(points) * months / 12)

    exists = part(
        s,
        f"some lead gives {name} its closed-world access profit back",
        lambda points: restores(points, FURTHEST_ELO),
    )
    parts = [
        exists,
        part(
            s,
            f"a lead within the range swept (up to {top:g} Elo) is enough",
            lambda points: restores(points, top),
        ),
        part(
            s,
            "the lead drawn is enough",
            lambda points: restores(points, points.values["frontier_elo"]),
            counted=False,
        ),
        part(
            s,
            "the lead drawn pays: its rent, while the lag lasts, exceeds its cost",
            pays,
            counted=False,
        ),
        *more,
    ]
    leads = _least(s.points, lambda lead: access_with(s.points, lead, 0.0))
    today = _least(s.today, lambda lead: access_with(s.today, lead, 0.0))
    elo = _elo(s.points, leads)
    yearly = float(rent(s.today)[0])
    cost = float(s.today.values["frontier_cost"])
    return Claim(
        key="P7",
        name="frontier",
        statement=(
            f"Against the open model, a quality lead gives {name} at least the access profit that "
            "it has while the model is internal; a lead pays if and only if its rent while the lag "
            "lasts exceeds its cost."
        ),
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=(
            Figure("lead that restores today's profit", float(_elo(s.today, today)[0]), "Elo"),
            *quantiles("lead that restores profit, over the draws", elo, "Elo"),
            Figure("rent of the lead assumed, today", yearly, "USD bn/yr"),
            Figure("break-even lag today", 12 * cost / yearly if yearly > 0 else None, "months"),
        ),
        note=(
            "That some lead is enough is true by the form of the model: the open cap rises with "
            f"the lead one for one. The rent counts access profit and the lead's value to {name}."
        )
        if exists.always
        else "The rent counts access profit and the value of leading.",
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def specialise(s: Sample, more: Sequence[Part] = ()) -> Claim:
    """P8: specialising gives profit back, and is worth more when the model is open."""
    name = s.points.builder.firms.rival[1]
    top = float(s.family.parameters["specialise_wedge"].high)

    def restores(points: Points, wedge: float) -> Mask:
        return access_with(points, 0.0, wedge) >= _before(points) * (1 - 1e-9)

    parts = [
        part(
            s,
            f"(a) a wedge within the range swept (up to {top:g} USD/Mtok) restores the profit",
            lambda points: restores(points, top),
        ),
        part(
            s,
            f"(b) specialising gains {name} more when the model is open",
            lambda points: cross_difference(points) > _noise(points),
        ),
        part(
            s,
            "(b) it gains less when the model is open",
            lambda points: cross_difference(points) < -_noise(points),
            counted=False,
        ),
        part(
            s,
            "(b) where the open model caps the assurance-led segment before and after",
            lambda points: cross_difference(points) > _noise(points),
            among=_capped,
            counted=False,
        ),
        *more,
    ]
    wedges = _least(s.points, lambda w: access_with(s.points, 0.0, w), FURTHEST_WEDGE)
    today = _least(s.today, lambda w: access_with(s.today, 0.0, w), FURTHEST_WEDGE)
    revenue = float(np.asarray(s.today.revenue).reshape(-1)[0])
    return Claim(
        key="P8",
        name="specialise",
        statement=(
            f"(a) Private, custom, safe models give {name} its profit back; (b) opening makes it "
            "need them: specialising gains more when the model is open than when it is not."
        ),
        label=label_of(parts),
        by_construction=False,
        parts=tuple(parts),
        figures=(
            Figure("wedge that restores today's profit", _one(today), "USD/Mtok"),
            *quantiles("wedge that restores profit, over the draws", wedges, "USD/Mtok"),
            Figure(
                "gain from specialising, open less internal, today",
                revenue * float(cross_difference(s.today)[0]),
                "USD bn/yr",
            ),
        ),
        note=(
            "With limit prices the gain is the whole wedge where the open model caps the segment, "
            "and only the part passed into price where it does not: (b) turns on which it is."
        ),
        draws=s.points.count,
        refused=s.refused,
        seed=s.seed,
    )


def access_with(points: Points, lead: Array | float, wedge: Array | float) -> Array:
    """The rival's access profit in the open world with given leads (USD/Mtok), per dollar."""
    layer = points.layer
    rival = layer.rival
    earned = np.zeros(points.count)
    for segment in SEGMENTS:
        ahead = lead + (wedge if segment == "assurance_led" else 0.0)
        margin = points.closed_margin(rival, segment, "open")
        margin = np.maximum(margin + points.values["pass_through"] * ahead, 0.0)
        room = np.maximum(points.room(rival, segment) + ahead, 0.0)
        earned = earned + np.minimum(margin, room) * layer.volume[rival, segment]
    return earned


def rent(points: Points) -> Array:
    """What a frontier release adds for the rival in a year against the open model, cost aside."""
    theirs = points.payoffs[1]
    cost = np.asarray(points.values["frontier_cost"])
    return np.asarray(theirs[:, 0, 1] - theirs[:, 0, 0] + cost)


def cross_difference(points: Points) -> Array:
    """The gain in access profit from specialising, open less internal, per dollar of revenue."""
    rival = points.layer.rival
    gains = [
        points.world(opener, "specialise").profits[rival]
        - points.world(opener, "hold").profits[rival]
        for opener in ("open", "internal")
    ]
    return np.asarray(gains[0] - gains[1])


def _noise(points: Points) -> Array:
    return 1e-12 * np.abs(_before(points))


def _before(points: Points) -> Array:
    return points.world("internal", "hold").profits[points.layer.rival]


def _capped(points: Points) -> Mask:
    rival, segment = points.layer.rival, "assurance_led"
    room = points.room(rival, segment, "specialise")
    return smaller(room, points.closed_margin(rival, segment, "open", "specialise")) & (
        points.room(rival, segment) >= 0
    )


def _least(points: Points, profit: object, most: float | None = None) -> Array:
    """The least lead in USD/Mtok at which profit is back; not a number where none is, so far."""
    goal = _before(points) * (1 - 1e-12)
    furthest = _value(points, FURTHEST_ELO) if most is None else most
    low = np.zeros(points.count)
    high = np.broadcast_to(np.asarray(furthest, float), (points.count,)).copy()
    never = profit(high) < goal  # type: ignore[operator]
    at_once = profit(low) >= goal  # type: ignore[operator]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = profit(middle) >= goal  # type: ignore[operator]
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return np.where(never, np.nan, np.where(at_once, 0.0, high))


def _value(points: Points, elo: Array | float) -> Array:
    unit = np.asarray(points.values["elo_slope"]) * ELO_NUMERATOR / ELO_DENOMINATOR
    return np.asarray(unit / points.values["price_sensitivity"] * elo)


def _elo(points: Points, value: Array) -> Array:
    return np.asarray(value / _value(points, 1.0))


def _one(values: Array) -> float | None:
    value = float(values[0])
    return value if np.isfinite(value) else None
